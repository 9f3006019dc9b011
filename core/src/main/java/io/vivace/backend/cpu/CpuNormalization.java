package io.vivace.backend.cpu;

import io.vivace.backend.*;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

final class CpuNormalization implements NormalizationKernels {
    @Override
    public void batchNorm(
            View x,
            @Nullable View scale,
            @Nullable View shift,
            View mean,
            View variance,
            boolean given,
            double eps,
            boolean relu,
            View y) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void batchNormBackward(
            View x,
            @Nullable View y,
            View dy,
            @Nullable View scale,
            View mean,
            View variance,
            boolean given,
            double eps,
            boolean relu,
            View dx,
            @Nullable View dscale,
            @Nullable View dshift) {
        throw new IllegalStateException("to be written");
    }
}
