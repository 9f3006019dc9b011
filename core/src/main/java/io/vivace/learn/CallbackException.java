package io.vivace.learn;

/** A callback failed. The message names it and the event; the cause is what it threw. */
public final class CallbackException extends RuntimeException {
    CallbackException(Callback callback, String event, RuntimeException cause) {
        super("callback " + callback.name() + " failed in " + event + ": " + cause, cause);
    }
}
