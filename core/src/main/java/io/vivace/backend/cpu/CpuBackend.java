package io.vivace.backend.cpu;

import io.vivace.backend.AttentionKernels;
import io.vivace.backend.Backend;
import io.vivace.backend.ConvolutionKernels;
import io.vivace.backend.CopyKernels;
import io.vivace.backend.ElementwiseKernels;
import io.vivace.backend.IndexingKernels;
import io.vivace.backend.InferenceKernels;
import io.vivace.backend.MatmulKernels;
import io.vivace.backend.NormalizationKernels;
import io.vivace.backend.PoolingKernels;
import io.vivace.backend.RecurrentKernels;
import io.vivace.backend.ReductionKernels;
import io.vivace.backend.UpdateKernels;
import io.vivace.memory.Pool;
import io.vivace.memory.Storage;
import java.util.Map;

/** The CPU: oneDNN where it has a primitive, loops over Java arrays where it has none. */
public final class CpuBackend implements Backend {
    private final ElementwiseKernels elementwise = new CpuElementwise();
    private final ReductionKernels reductions = new CpuReductions();
    private final MatmulKernels matmuls = new CpuMatmuls();
    private final ConvolutionKernels convolutions = new CpuConvolutions();
    private final PoolingKernels pooling = new CpuPooling();
    private final NormalizationKernels normalization = new CpuNormalization();
    private final UpdateKernels updates = new CpuUpdates();
    private final RecurrentKernels recurrence = new CpuRecurrence();
    private final InferenceKernels inference = new CpuInference();
    private final AttentionKernels attention = new CpuAttention();
    private final IndexingKernels indexing = new CpuIndexing();

    /** Called by the service loader. */
    public CpuBackend() {}

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void probe() {
        OnednnFacts.probe();
    }

    @Override
    public Map<String, String> facts() {
        return OnednnFacts.read();
    }

    @Override
    public boolean multipliesBf16() {
        return OnednnFacts.multipliesBf16();
    }

    @Override
    public int threads() {
        return CpuThreads.count();
    }

    @Override
    public void threads(int n) {
        if (n != CpuThreads.count() && !OpenMp.isReachable()) {
            throw new IllegalStateException(
                    "the number of threads cannot be changed here, because OpenMP's function for it was"
                            + " not found: set OMP_NUM_THREADS=" + n + " before Java starts");
        }
        CpuThreads.set(n);
    }

    @Override
    public Storage allocate(long bytes) {
        return Pool.host().allocate(bytes);
    }

    @Override
    public CopyKernels copies() {
        return CpuCopies.INSTANCE;
    }

    @Override
    public ElementwiseKernels elementwise() {
        return elementwise;
    }

    @Override
    public ReductionKernels reductions() {
        return reductions;
    }

    @Override
    public MatmulKernels matmuls() {
        return matmuls;
    }

    @Override
    public ConvolutionKernels convolutions() {
        return convolutions;
    }

    @Override
    public PoolingKernels pooling() {
        return pooling;
    }

    @Override
    public NormalizationKernels normalization() {
        return normalization;
    }

    @Override
    public UpdateKernels updates() {
        return updates;
    }

    @Override
    public RecurrentKernels recurrence() {
        return recurrence;
    }

    @Override
    public InferenceKernels inference() {
        return inference;
    }

    @Override
    public AttentionKernels attention() {
        return attention;
    }

    @Override
    public IndexingKernels indexing() {
        return indexing;
    }
}
