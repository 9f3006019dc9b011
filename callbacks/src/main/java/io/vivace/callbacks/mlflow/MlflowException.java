package io.vivace.callbacks.mlflow;

import org.jspecify.annotations.Nullable;

/** A tracking server did not do what it was asked for: it was not reached, or it answered with an error. */
public final class MlflowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    MlflowException(String message, String code, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** {@return MLflow's code, such as {@code RESOURCE_DOES_NOT_EXIST}; empty if the server gave none or was not reached} */
    public String code() {
        return code;
    }
}
