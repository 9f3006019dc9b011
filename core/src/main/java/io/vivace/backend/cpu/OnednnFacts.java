package io.vivace.backend.cpu;

import io.vivace.backend.MissingNativeException;
import io.vivace.backend.NativePart;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Pointer;

/** Whether oneDNN is there, which it is, and what it makes of this processor. */
final class OnednnFacts {
    private OnednnFacts() {}

    static void probe() {
        try {
            Pointer.free(Pointer.malloc(1));
            Onednn.engine();
        } catch (LinkageError e) {
            throw MissingNativeException.of("the cpu backend", e, needed());
        }
    }

    /** On other systems oneDNN is built without OpenCL. */
    private static NativePart[] needed() {
        return NativePart.platform().startsWith("linux")
                ? new NativePart[] {NativePart.JAVACPP, NativePart.OPENCL, NativePart.DNNL}
                : new NativePart[] {NativePart.JAVACPP, NativePart.DNNL};
    }

    static Map<String, String> read() {
        var facts = new LinkedHashMap<String, String>();
        dnnl_version_t v = dnnl.dnnl_version();
        facts.put("kernels", "oneDNN " + v.major() + "." + v.minor() + "." + v.patch());
        int isa = dnnl.dnnl_get_effective_cpu_isa();
        facts.put("instructions in use", instructions(isa));
        facts.put("bf16", multipliesBf16() ? "in hardware" : "computed through f32: it saves memory here, but no time");
        facts.put("threads", Integer.toString(CpuThreads.count()));
        facts.put("parallel by", runtime(v.cpu_runtime()));
        return facts;
    }

    /** Each set contains the ones before it (enum dnnl_cpu_isa_t; its bits are features). */
    private static String instructions(int isa) {
        return switch (isa) {
            case dnnl.dnnl_cpu_isa_sse41 -> "SSE4.1";
            case dnnl.dnnl_cpu_isa_avx -> "AVX";
            case dnnl.dnnl_cpu_isa_avx2 -> "AVX2";
            case dnnl.dnnl_cpu_isa_avx2_vnni -> "AVX2 with VNNI";
            case dnnl.dnnl_cpu_isa_avx2_vnni_2 -> "AVX2 with VNNI and BF16 conversion";
            case dnnl.dnnl_cpu_isa_avx512_core -> "AVX-512";
            case dnnl.dnnl_cpu_isa_avx512_core_vnni -> "AVX-512 with VNNI";
            case dnnl.dnnl_cpu_isa_avx512_core_bf16 -> "AVX-512 with VNNI and BF16";
            case dnnl.dnnl_cpu_isa_avx512_core_fp16 -> "AVX-512 with VNNI, BF16 and FP16";
            case dnnl.dnnl_cpu_isa_avx512_core_amx -> "AVX-512 with BF16, FP16 and AMX";
            case dnnl.dnnl_cpu_isa_avx512_core_amx_fp16 -> "AVX-512 with BF16, FP16 and AMX-FP16";
            case dnnl.dnnl_cpu_isa_avx10_2_512 -> "AVX10.2";
            case dnnl.dnnl_cpu_isa_avx10_2_512_amx_2 -> "AVX10.2 with AMX";
            default -> "set " + Integer.toHexString(isa);
        };
    }

    static boolean multipliesBf16() {
        int wanted = dnnl.dnnl_cpu_isa_avx512_core_bf16;
        return (dnnl.dnnl_get_effective_cpu_isa() & wanted) == wanted;
    }

    private static String runtime(int runtime) {
        return switch (runtime) {
            case dnnl.DNNL_RUNTIME_OMP -> "OpenMP";
            case dnnl.DNNL_RUNTIME_TBB -> "TBB";
            case dnnl.DNNL_RUNTIME_SEQ -> "nothing: one thread";
            default -> "runtime " + runtime;
        };
    }
}
