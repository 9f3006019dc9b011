package io.vivace.backend.cpu;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/**
 * OpenMP's number of threads, for the calling thread. No preset of oneDNN has its function; that of OpenBLAS can call any
 * function that takes a number of threads, and the one wanted is there once oneDNN is loaded.
 */
final class OpenMp {
    private static final class Call extends openblas_nolapack.SetNumThreads {
        Call(Pointer function) {
            put(function);
        }
    }

    private static final class Function {
        static final @Nullable Call SET = find();

        private static @Nullable Call find() {
            Onednn.engine(); // loads OpenMP
            Pointer function = Loader.addressof("omp_set_num_threads");
            try {
                return function == null || function.isNull() ? null : new Call(function);
            } catch (LinkageError e) {
                return null; // without OpenBLAS it cannot be called: threads(...) says so
            }
        }
    }

    private OpenMp() {}

    /** {@return whether OpenMP could be told} */
    static boolean threads(int n) {
        Call set = Function.SET;
        if (set == null) {
            return false;
        }
        set.call(n);
        return true;
    }

    /** {@return whether OpenMP can be told} */
    static boolean isReachable() {
        return Function.SET != null;
    }
}
