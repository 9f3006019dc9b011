package io.vivace.backend.cpu;

import io.vivace.backend.PoolSpec;
import io.vivace.backend.PoolingKernels;
import io.vivace.memory.DType;
import io.vivace.memory.View;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Pooling in Java over channels-last rows, so that inner loops run over many neighbouring values and vectorise. oneDNN's
 * maximum loses NaNs and its mean knows no overhang.
 */
final class CpuPooling implements PoolingKernels {
    @Override
    public void max(View x, View y, View indices, PoolSpec s) {
        max(x, y, indices, rows(x, y, s), columns(x, y, s));
    }

    @Override
    public void adaptiveMax(View x, View y, View indices) {
        max(x, y, indices, adaptive(x, y, 2), adaptive(x, y, 3));
    }

    @Override
    public void avg(View x, View y, PoolSpec s, boolean countPadding) {
        avg(x, y, rows(x, y, s), columns(x, y, s), countPadding);
    }

    @Override
    public void adaptiveAvg(View x, View y) {
        avg(x, y, adaptive(x, y, 2), adaptive(x, y, 3), false);
    }

    @Override
    public void avgBackward(View dy, View dx, PoolSpec s, boolean countPadding) {
        avgBackward(dy, dx, rows(dx, dy, s), columns(dx, dy, s), countPadding);
    }

    @Override
    public void adaptiveAvgBackward(View dy, View dx) {
        avgBackward(dy, dx, adaptive(dx, dy, 2), adaptive(dx, dy, 3), false);
    }

    private static Windows rows(View x, View y, PoolSpec s) {
        return Windows.sliding(x.shape().size(2), y.shape().size(2), s.kernelH(), s.strideH(), s.padH());
    }

    private static Windows columns(View x, View y, PoolSpec s) {
        return Windows.sliding(x.shape().size(3), y.shape().size(3), s.kernelW(), s.strideW(), s.padW());
    }

    private static Windows adaptive(View x, View y, int axis) {
        return Windows.adaptive(x.shape().size(axis), y.shape().size(axis));
    }

    // ---------------------------------------------------------------------------------------------- maximum

    private static void max(View x, View y, View indices, Windows rows, Windows columns) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View out = y.isChannelsLast() ? y : scratch.channelsLast(y.dtype(), y.shape());
            View where = indices.isChannelsLast() ? indices : scratch.channelsLast(DType.I32, y.shape());
            int c = (int) x.shape().size(1);
            int h = (int) x.shape().size(2);
            int w = (int) x.shape().size(3);
            int together = Maxima.windows(c);
            Elements source = Elements.of(in);
            Elements values = Elements.of(out);
            Elements places = Elements.of(where);
            Team.share(x.shape().size(0) * rows.count(), x.elements(), () -> {
                Maxima maxima = Maxima.of(source, rows, columns, w, c);
                return part -> {
                    long image = part / rows.count();
                    int i = (int) (part % rows.count());
                    int top = rows.start()[i];
                    for (int j = 0; j < columns.count(); j += together) {
                        maxima.start(j, Math.min(columns.count(), j + together));
                        for (int at = top; at < rows.end()[i]; at++) {
                            long pixel = (image * h + at) * w + columns.start()[j];
                            maxima.add(source, in.offset() + pixel * c, (at - top) * w);
                        }
                        maxima.finish(values, places, (part * columns.count() + j) * c, top * w);
                    }
                };
            });
            copyBack(out, y);
            copyBack(where, indices);
        }
    }

    @Override
    public void maxBackward(View dy, View indices, View dx) {
        if (dx.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View sums = sums(scratch, dx);
            View grad = scratch.inChannelsLast(dy);
            View where = scratch.inChannelsLast(indices);
            int c = (int) dy.shape().size(1);
            int line = (int) dy.shape().size(3) * c;
            long plane = dx.shape().size(2) * dx.shape().size(3) * c;
            long lines = dy.shape().size(2);
            Elements grads = Elements.of(grad);
            Elements places = Elements.of(where);
            Team.share(dx.shape().size(0), dx.elements(), () -> {
                float[] row = new float[line];
                int[] place = new int[line];
                return image -> {
                    FloatBuffer target = sums.storage()
                            .window((sums.offset() + image * plane) * Float.BYTES, plane * Float.BYTES)
                            .asFloatBuffer();
                    for (long i = 0; i < lines; i++) {
                        grads.read(grad.offset() + (image * lines + i) * line, 1, row, line);
                        places.readBits(where.offset() + (image * lines + i) * line, place, line);
                        scatter(row, place, c, target);
                    }
                };
            });
            copyBack(sums, dx);
        }
    }

    private static void scatter(float[] row, int[] place, int c, FloatBuffer target) {
        for (int j = 0; j < row.length; j += c) {
            for (int k = 0; k < c; k++) {
                int at = place[j + k] * c + k;
                target.put(at, target.get(at) + row[j + k]);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------- mean

    private static void avg(View x, View y, Windows rows, Windows columns, boolean countPadding) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View out = y.isChannelsLast() ? y : scratch.channelsLast(y.dtype(), y.shape());
            int c = (int) x.shape().size(1);
            int h = (int) x.shape().size(2);
            int line = (int) x.shape().size(3) * c;
            int n = columns.count() * c;
            Elements source = Elements.of(in);
            Elements values = Elements.of(out);
            Team.share(x.shape().size(0) * rows.count(), x.elements(), () -> {
                float[] row = new float[line];
                float[] column = new float[line];
                float[] sum = new float[n];
                return part -> {
                    long image = part / rows.count();
                    int i = (int) (part % rows.count());
                    Arrays.fill(column, 0);
                    for (int at = rows.start()[i]; at < rows.end()[i]; at++) {
                        source.read(in.offset() + (image * h + at) * line, 1, row, line);
                        add(row, 0, column, 0, line);
                    }
                    for (int j = 0; j < columns.count(); j++) {
                        Arrays.fill(sum, j * c, (j + 1) * c, 0);
                        for (int at = columns.start()[j]; at < columns.end()[j]; at++) {
                            add(column, at * c, sum, j * c, c);
                        }
                        divide(sum, j * c, c, count(rows, i, countPadding) * count(columns, j, countPadding));
                    }
                    values.write(out.offset() + part * n, 1, sum, n);
                };
            });
            copyBack(out, y);
        }
    }

    private static void avgBackward(View dy, View dx, Windows rows, Windows columns, boolean countPadding) {
        if (dx.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View sums = sums(scratch, dx);
            View grad = scratch.inChannelsLast(dy);
            int c = (int) dx.shape().size(1);
            int h = (int) dx.shape().size(2);
            int line = (int) dx.shape().size(3) * c;
            int n = columns.count() * c;
            Elements grads = Elements.of(grad);
            Elements target = Elements.of(sums);
            Team.share(dx.shape().size(0), dx.elements(), () -> {
                float[] share = new float[n];
                float[] column = new float[line];
                float[] row = new float[line];
                return image -> {
                    for (int i = 0; i < rows.count(); i++) {
                        grads.read(grad.offset() + (image * rows.count() + i) * n, 1, share, n);
                        Arrays.fill(column, 0);
                        for (int j = 0; j < columns.count(); j++) {
                            divide(share, j * c, c, count(rows, i, countPadding) * count(columns, j, countPadding));
                            for (int at = columns.start()[j]; at < columns.end()[j]; at++) {
                                add(share, j * c, column, at * c, c);
                            }
                        }
                        for (int at = rows.start()[i]; at < rows.end()[i]; at++) {
                            long line0 = sums.offset() + (image * h + at) * line;
                            target.read(line0, 1, row, line);
                            add(column, 0, row, 0, line);
                            target.write(line0, 1, row, line);
                        }
                    }
                };
            });
            copyBack(sums, dx);
        }
    }

    private static float count(Windows w, int i, boolean countPadding) {
        return countPadding ? w.padded()[i] : w.end()[i] - w.start()[i];
    }

    private static void add(float[] from, int at, float[] to, int start, int n) {
        for (int i = 0; i < n; i++) {
            to[start + i] += from[at + i];
        }
    }

    private static void divide(float[] values, int start, int n, float by) {
        for (int i = start; i < start + n; i++) {
            values[i] /= by;
        }
    }

    // ---------------------------------------------------------------------------------------------- resizing

    @Override
    public void resize(View x, View y, boolean bilinear, boolean alignCorners) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View out = y.isChannelsLast() ? y : scratch.channelsLast(y.dtype(), y.shape());
            Resampling.of(x, y, bilinear, alignCorners).forward(scratch.inChannelsLast(x), out);
            copyBack(out, y);
        }
    }

    @Override
    public void resizeBackward(View dy, View dx, boolean bilinear, boolean alignCorners) {
        if (dx.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View sums = sums(scratch, dx);
            Resampling.of(dx, dy, bilinear, alignCorners).backward(scratch.inChannelsLast(dy), sums);
            copyBack(sums, dx);
        }
    }

    // ---------------------------------------------------------------------------------------------- shared

    /** {@return zeros, f32 and channels-last, to add gradients up in: the result itself where it is such} */
    private static View sums(Scratch scratch, View dx) {
        boolean direct = dx.dtype() == DType.F32 && dx.isChannelsLast();
        View sums = direct ? dx : scratch.channelsLast(DType.F32, dx.shape());
        CpuCopies.INSTANCE.fill(sums, 0);
        return sums;
    }

    private static void copyBack(View computed, View result) {
        if (computed != result) {
            CpuCopies.INSTANCE.copy(computed, result);
        }
    }
}
