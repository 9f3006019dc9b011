package io.vivace.backend.cpu;

import io.vivace.backend.*;
import io.vivace.memory.View;

final class CpuIndexing implements IndexingKernels {
    @Override
    public void gather(View x, int axis, View index, View y) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void scatterAdd(View x, int axis, View index, View y) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void select(View x, int axis, View index, View y) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void selectAdd(View x, int axis, View index, View y) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public void sort(View x, boolean descending, View values, View indices) {
        throw new IllegalStateException("to be written");
    }

    @Override
    public long firstInvalid(View index, long bound) {
        throw new IllegalStateException("to be written");
    }
}
