package io.vivace.backend.cpu;

import io.vivace.backend.*;
import io.vivace.memory.View;

final class CpuPooling implements PoolingKernels {
    @Override
    public void max(View x, View y, View indices, PoolSpec spec) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void avg(View x, View y, PoolSpec spec, boolean countPadding) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void avgBackward(View dy, View dx, PoolSpec spec, boolean countPadding) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void adaptiveMax(View x, View y, View indices) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void adaptiveAvg(View x, View y) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void adaptiveAvgBackward(View dy, View dx) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void maxBackward(View dy, View indices, View dx) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void resize(View x, View y, boolean bilinear, boolean alignCorners) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void resizeBackward(View dy, View dx, boolean bilinear, boolean alignCorners) {
        throw new IllegalStateException("to be written");
    }
}
