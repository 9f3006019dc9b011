package io.vivace.backend.cpu;

import io.vivace.backend.*;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

final class CpuConvolutions implements ConvolutionKernels {
    @Override
    public void forward(View x, View w, @Nullable View bias, View y, ConvSpec spec) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void backwardData(View dy, View w, View dx, ConvSpec spec) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void backwardWeights(View x, View dy, View dw, ConvSpec spec) {
        throw new IllegalStateException("to be written");
    }
}
