package io.vivace.backend;

import io.vivace.memory.Storage;
import java.util.Map;

/**
 * A device that can hold tensors and compute on them. Kernels are grouped by family; each takes
 * {@link io.vivace.memory.View views} whose result memory the caller has allocated. Callers have checked shapes and
 * types; kernels accept any strides and zero-size views unless their comment says otherwise.
 */
public interface Backend {
    /** {@return the name used in messages, such as {@code cpu}} */
    String name();

    /**
     * Loads what is native, so that a missing part is noticed before the first operation.
     *
     * @throws MissingNativeException if something is missing; its message says what to add
     */
    void probe();

    /** {@return what a person should know about it by name: versions, instruction set, threads} */
    Map<String, String> facts();

    /** {@return whether products of bf16 operands are computed as such, and not through f32} */
    boolean multipliesBf16();

    /** {@return how many threads compute} */
    int threads();

    /**
     * Sets how many threads compute.
     *
     * @param n at least 1
     * @throws IllegalStateException if the native libraries of this machine cannot be told
     */
    void threads(int n);

    /**
     * {@return memory on this device, content arbitrary}
     *
     * @param bytes its size
     */
    Storage allocate(long bytes);

    /** {@return copying, filling and conversion} */
    CopyKernels copies();

    /** {@return element-wise arithmetic} */
    ElementwiseKernels elementwise();

    /** {@return reductions, scans and softmax} */
    ReductionKernels reductions();

    /** {@return matrix products} */
    MatmulKernels matmuls();

    /** {@return convolutions} */
    ConvolutionKernels convolutions();

    /** {@return pooling and resizing} */
    PoolingKernels pooling();

    /** {@return batch normalisation} */
    NormalizationKernels normalization();

    /** {@return the updates of optimizers} */
    UpdateKernels updates();

    /** {@return whole sequences of recurrent layers} */
    RecurrentKernels recurrence();

    /** {@return products with weights that no longer change} */
    InferenceKernels inference();

    /** {@return recurrent layers that look at other words at every step} */
    AttentionKernels attention();

    /** {@return gathering, scattering and sorting} */
    IndexingKernels indexing();

    /** {@return the backend that tensors live on} */
    static Backend current() {
        return Backends.current();
    }
}
