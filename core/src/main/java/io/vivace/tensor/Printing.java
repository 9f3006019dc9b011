package io.vivace.tensor;

/** Text of tensors for people. */
final class Printing {
    private Printing() {}

    static String text(Tensor t) {
        return t.dtype() + t.shape().toString();
    }
}
