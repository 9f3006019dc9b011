package io.vivace.examples;

/** The command was called with something that cannot work; the message says what would. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
