package io.vivace.nn;

import io.vivace.memory.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the convolution layers are made from: sizes, geometry and start. One entry per image axis. */
final class ConvPlan {
    final String name;
    final long in;
    final long out;
    final int[] kernel;
    final boolean transposed;
    int[] stride;
    int[] dilation;
    int @Nullable [] padding;
    int @Nullable [] outputPadding;
    int groups = 1;
    boolean biased = true;
    Init weights = Init.pytorch();

    @Nullable
    Init biases;

    ConvPlan(String name, boolean transposed, long in, long out, int... kernel) {
        Sizes.atLeastOne(name, "in", in, "out", out);
        for (int k : kernel) {
            Sizes.atLeastOne(name, "a kernel", k);
        }
        this.name = name;
        this.transposed = transposed;
        this.in = in;
        this.out = out;
        this.kernel = kernel;
        stride = all(1);
        dilation = all(1);
    }

    ConvPlan copy() {
        ConvPlan p = new ConvPlan(name, transposed, in, out, kernel);
        p.stride = stride;
        p.dilation = dilation;
        p.padding = padding;
        p.outputPadding = outputPadding;
        p.groups = groups;
        p.biased = biased;
        p.weights = weights;
        p.biases = biases;
        return p;
    }

    int[] all(int value) {
        int[] v = new int[kernel.length];
        Arrays.fill(v, value);
        return v;
    }

    ConvPlan withGroups(int n) {
        if (n < 1 || in % n != 0 || out % n != 0) {
            throw new IllegalArgumentException(
                    name + ": " + in + " and " + out + " channels cannot be divided into " + n + " groups");
        }
        ConvPlan p = copy();
        p.groups = n;
        return p;
    }

    Shape weightShape() {
        long[] dims = new long[2 + kernel.length];
        dims[0] = transposed ? in : out;
        dims[1] = (transposed ? out : in) / groups;
        for (int i = 0; i < kernel.length; i++) {
            dims[2 + i] = kernel[i];
        }
        return Shape.of(dims);
    }

    Init biasStart() {
        Init given = biases;
        return given != null ? given : Init.pytorchBias(weightShape());
    }

    /** Sizes from end to end of a dilated kernel. */
    private int span(int axis) {
        return dilation[axis] * (kernel[axis] - 1) + 1;
    }

    /**
     * {@return the padding: what was given, else what makes the output the size of the input divided, or for a transposed
     * convolution multiplied, by the stride}
     */
    int pad(int axis) {
        int[] given = padding;
        if (given != null) {
            return given[axis];
        }
        if (!transposed) {
            return dilation[axis] * (kernel[axis] - 1) / 2;
        }
        // an odd surplus is cut off by one more and added again at the end, which stride 1 does not allow
        return Math.max(0, (span(axis) - stride[axis] + (stride[axis] > 1 ? 1 : 0)) / 2);
    }

    /** {@return the rows a transposed convolution adds at the end} */
    int outputPad(int axis) {
        int[] given = outputPadding;
        if (given != null) {
            return given[axis];
        }
        return padding != null ? 0 : Math.max(0, 2 * pad(axis) + stride[axis] - span(axis));
    }

    String describe() {
        StringBuilder text = new StringBuilder(name)
                .append('(')
                .append(in)
                .append('→')
                .append(out)
                .append(", ");
        text.append(Sizes.times(kernel));
        mention(text, "stride", stride, all(1));
        int[] given = padding;
        if (given != null) {
            mention(text, "padding", given, computed());
        }
        mention(text, "dilation", dilation, all(1));
        return text.append(groups > 1 ? ", groups " + groups : "").append(')').toString();
    }

    private int[] computed() {
        ConvPlan p = copy();
        p.padding = null;
        int[] v = new int[kernel.length];
        Arrays.setAll(v, p::pad);
        return v;
    }

    private static void mention(StringBuilder text, String what, int[] values, int[] usual) {
        if (!Arrays.equals(values, usual)) {
            boolean same = Arrays.stream(values).distinct().count() == 1;
            text.append(", ").append(what).append(' ').append(same ? "" + values[0] : Sizes.times(values));
        }
    }
}
