package io.vivace.onnx;

/** How an operation is written as ONNX nodes. */
@FunctionalInterface
interface Form {
    /** Writes it. */
    void write(Site s);
}
