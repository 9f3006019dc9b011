package io.vivace.tensor;

/** A tensor remembered for the backward pass, with the version it had. */
final class Saved {
    private final Tensor alias;
    private final int version;

    Saved(Tensor tensor) {
        alias = tensor.alias();
        version = tensor.storage().version();
    }

    Tensor get(String op) {
        if (alias.isReleased()) {
            throw new IllegalStateException(
                    "the values that the gradient of '" + op + "' needs are gone: backward() ran"
                            + " over this graph before (use backward with retainGraph to run it again), or the Scope it was"
                            + " recorded in has closed (call backward() inside the scope)");
        }
        if (alias.storage().version() != version) {
            throw new IllegalStateException("a tensor " + alias.shape() + " needed for the gradient of '" + op
                    + "' was changed in place afterwards (version " + version + ", now "
                    + alias.storage().version() + "); use the form without underscore, or work on a copy()");
        }
        return alias;
    }

    void release() {
        alias.close();
    }
}
