package io.vivace.data;

/** A batch could not be made; the message names the item. */
public final class LoadException extends RuntimeException {
    /**
     * Says what failed.
     *
     * @param message names the item and what to do
     */
    public LoadException(String message) {
        super(message);
    }

    /**
     * Says what failed.
     *
     * @param message names the item and what to do
     * @param cause what happened
     */
    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
