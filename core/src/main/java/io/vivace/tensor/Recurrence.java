package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers over whole sequences, time first: [T, N, C]. Weights and biases are those of PyTorch in layout and order
 * of gates, so that its {@code weight_ih_l0}, {@code weight_hh_l0}, {@code bias_ih_l0} and {@code bias_hh_l0} can be used as
 * they are. A sequence of one step is a cell. In {@link Precision#BF16} outputs are bf16 and the kernels round f32 weights
 * while they lay them out; the gradients of weights stay f32.
 */
public final class Recurrence {
    private Recurrence() {}

    /**
     * {@return the outputs of a long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000)}
     *
     * <p>(i, f, g, o) = x·Wxᵀ + bx + h·Whᵀ + bh; c = σ(f)·c + σ(i)·tanh(g); h = σ(o)·tanh(c). Cells are f32 whatever the
     * type of the input.
     *
     * @param x input [T, N, C], T at least 1
     * @param h0 output before the first step [N, H]
     * @param c0 cells before the first step [N, H]
     * @param wx weights of the input [4H, C]
     * @param wh weights of the output of the step before [4H, H]
     * @param bx [4H], or null for 0
     * @param bh [4H], or null for 0
     * @param reverse whether the steps are taken from the last to the first; outputs stand where their inputs stand
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static LstmOutput lstm(
            Tensor x,
            Tensor h0,
            Tensor c0,
            Tensor wx,
            Tensor wh,
            @Nullable Tensor bx,
            @Nullable Tensor bh,
            boolean reverse) {
        check("lstm", 4, x, wx, wh, bx, bh);
        checkState("lstm", "output", h0, x, wh);
        checkState("lstm", "cells", c0, x, wh);
        DType t = type("lstm", x, wx, wh);
        Tensor bias = bx == null ? bh : bh == null ? bx : bx.add(bh);
        return lstm(
                x.to(t),
                h0.to(t),
                c0.to(DType.F32),
                weights(wx, t),
                weights(wh, t),
                bias == null ? null : bias.to(DType.F32),
                reverse);
    }

    private static LstmOutput lstm(
            Tensor x, Tensor h0, Tensor c0, Tensor wx, Tensor wh, @Nullable Tensor bias, boolean reverse) {
        long steps = x.size(0);
        Shape states = Shape.of(steps, x.size(1), wh.size(1));
        Tensor y = Tensor.empty(x.dtype(), states);
        Tensor cells = Tensor.empty(DType.F32, states);
        Tensor gates = Tensor.empty(DType.F32, states.with(2, wh.size(0)));
        Backend.current()
                .recurrence()
                .lstm(
                        x.view(),
                        h0.view(),
                        c0.view(),
                        wx.view(),
                        wh.view(),
                        view(bias),
                        reverse,
                        y.view(),
                        cells.view(),
                        gates.view());
        long end = reverse ? 0 : steps - 1;
        Tensor last = cells.select(0, end).copy();
        Tensor[] inputs = {x, h0, c0, wx, wh, bias};
        if (Trace.isOn()) {
            Trace.step("lstm", new Tensor[] {y, last}, inputs, "reverse", reverse);
        }
        if (Autograd.records(inputs)) {
            Tensor[] save = {x, h0, c0, wx, wh, bias, y, cells, gates};
            boolean[] given = given(inputs);
            Autograd.recordMany("lstm", new Tensor[] {y, last}, inputs, save, g -> {
                if (Autograd.isRecording()) {
                    composedLstm(g, given, reverse);
                } else {
                    fusedLstm(g, reverse);
                }
            });
        }
        gates.close();
        cells.close();
        return new LstmOutput(y, y.select(0, end), last);
    }

    private static void fusedLstm(Grads g, boolean reverse) {
        Tensor dx = wanted(g, 0, g.saved(0).dtype());
        Tensor dh0 = Tensor.empty(g.saved(1).dtype(), g.shape(1));
        Tensor dc0 = Tensor.empty(DType.F32, g.shape(2));
        Tensor dwx = wanted(g, 3, DType.F32);
        Tensor dwh = wanted(g, 4, DType.F32);
        Tensor dbias = wanted(g, 5, DType.F32);
        Backend.current()
                .recurrence()
                .lstmBackward(
                        g.saved(0).view(),
                        g.saved(1).view(),
                        g.saved(2).view(),
                        g.saved(3).view(),
                        g.saved(4).view(),
                        reverse,
                        g.saved(6).view(),
                        g.saved(7).view(),
                        g.saved(8).view(),
                        g.out(0).view(),
                        g.out(1).view(),
                        view(dx),
                        dh0.view(),
                        dc0.view(),
                        view(dwx),
                        view(dwh),
                        view(dbias));
        deliver(g, dx, dh0, dc0, dwx, dwh, dbias);
    }

    /** The same by operations of tensors, computed anew, so that all can be differentiated. */
    private static void composedLstm(Grads g, boolean[] given, boolean reverse) {
        Tensor[] in = again(g, given);
        Tensor[] out = new Tensor[Math.toIntExact(in[0].size(0))];
        Tensor gates = in[0].to(DType.F32).linear(in[3].to(DType.F32), in[5]);
        Tensor h = in[1].to(DType.F32);
        Tensor c = in[2];
        long size = in[4].size(1);
        for (int k = 0; k < out.length; k++) {
            int t = reverse ? out.length - 1 - k : k;
            Tensor all = gates.select(0, t).add(h.linear(in[4].to(DType.F32), null));
            Tensor i = all.narrow(1, 0, size).sigmoid();
            Tensor f = all.narrow(1, size, size).sigmoid();
            Tensor o = all.narrow(1, 3 * size, size).sigmoid();
            c = f.mul(c).add(i.mul(all.narrow(1, 2 * size, size).tanh()));
            h = o.mul(c.tanh());
            out[t] = h;
        }
        Tensor sum = Tensor.stack(0, out)
                .mul(g.out(0).to(DType.F32))
                .sum()
                .add(c.mul(g.out(1)).sum());
        differentiate(g, sum, in);
    }

    /**
     * {@return the outputs of gated recurrent units (Cho et al. 2014), the reset gate after the recurrent product}
     *
     * <p>r = σ(x·Wxrᵀ + bxr + h·Whrᵀ + bhr); z likewise; n = tanh(x·Wxnᵀ + bxn + r·(h·Whnᵀ + bhn)); h = (1 − z)·n + z·h.
     *
     * @param x input [T, N, C], T at least 1
     * @param h0 output before the first step [N, H]
     * @param wx weights of the input [3H, C], for r, z and n
     * @param wh weights of the output of the step before [3H, H]
     * @param bx [3H], or null for 0
     * @param bh [3H], or null for 0
     * @param reverse whether the steps are taken from the last to the first; outputs stand where their inputs stand
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static GruOutput gru(
            Tensor x, Tensor h0, Tensor wx, Tensor wh, @Nullable Tensor bx, @Nullable Tensor bh, boolean reverse) {
        check("gru", 3, x, wx, wh, bx, bh);
        checkState("gru", "output", h0, x, wh);
        DType t = type("gru", x, wx, wh);
        Tensor left = bx == null ? null : bx.to(DType.F32);
        Tensor right = bh == null ? null : bh.to(DType.F32);
        Tensor[] inputs = {x.to(t), h0.to(t), weights(wx, t), weights(wh, t), left, right};
        Tensor y = gru(inputs, reverse);
        return new GruOutput(y, y.select(0, reverse ? 0 : x.size(0) - 1));
    }

    private static Tensor gru(@Nullable Tensor[] in, boolean reverse) {
        Tensor x = in[0];
        Tensor wh = in[3];
        Shape states = Shape.of(x.size(0), x.size(1), wh.size(1));
        Tensor y = Tensor.empty(x.dtype(), states);
        Tensor gates = Tensor.empty(DType.F32, states.with(2, 4 * wh.size(1)));
        Backend.current()
                .recurrence()
                .gru(
                        x.view(),
                        in[1].view(),
                        in[2].view(),
                        wh.view(),
                        view(in[4]),
                        view(in[5]),
                        reverse,
                        y.view(),
                        gates.view());
        if (Trace.isOn()) {
            Trace.step("gru", y, in, "reverse", reverse);
        }
        if (Autograd.records(in)) {
            Tensor[] save = {x, in[1], in[2], wh, in[4], in[5], y, gates};
            boolean[] given = given(in);
            Autograd.record("gru", y, in, save, g -> {
                if (Autograd.isRecording()) {
                    composedGru(g, given, reverse);
                } else {
                    fusedGru(g, reverse);
                }
            });
        }
        gates.close();
        return y;
    }

    private static void fusedGru(Grads g, boolean reverse) {
        Tensor dx = wanted(g, 0, g.saved(0).dtype());
        Tensor dh0 = Tensor.empty(g.saved(1).dtype(), g.shape(1));
        Tensor dwx = wanted(g, 2, DType.F32);
        Tensor dwh = wanted(g, 3, DType.F32);
        Tensor dbx = wanted(g, 4, DType.F32);
        Tensor dbh = wanted(g, 5, DType.F32);
        Backend.current()
                .recurrence()
                .gruBackward(
                        g.saved(0).view(),
                        g.saved(1).view(),
                        g.saved(2).view(),
                        g.saved(3).view(),
                        reverse,
                        g.saved(6).view(),
                        g.saved(7).view(),
                        g.out().view(),
                        view(dx),
                        dh0.view(),
                        view(dwx),
                        view(dwh),
                        view(dbx),
                        view(dbh));
        deliver(g, dx, dh0, dwx, dwh, dbx, dbh);
    }

    private static void composedGru(Grads g, boolean[] given, boolean reverse) {
        Tensor[] in = again(g, given);
        Tensor[] out = new Tensor[Math.toIntExact(in[0].size(0))];
        Tensor left = in[0].to(DType.F32).linear(in[2].to(DType.F32), in[4]);
        Tensor h = in[1].to(DType.F32);
        for (int k = 0; k < out.length; k++) {
            int t = reverse ? out.length - 1 - k : k;
            h = gruStep(left.select(0, t), h.linear(in[3].to(DType.F32), in[5]), h);
            out[t] = h;
        }
        Tensor sum = Tensor.stack(0, out).mul(g.out().to(DType.F32)).sum();
        differentiate(g, sum, in);
    }

    /** {@return the next h, from the products with the input and with h, [N, 3H] each} */
    static Tensor gruStep(Tensor from, Tensor before, Tensor h) {
        long size = h.size(1);
        Tensor two =
                from.narrow(1, 0, 2 * size).add(before.narrow(1, 0, 2 * size)).sigmoid();
        Tensor reset = two.narrow(1, 0, size);
        Tensor update = two.narrow(1, size, size);
        Tensor fresh = from.narrow(1, 2 * size, size)
                .add(reset.mul(before.narrow(1, 2 * size, size)))
                .tanh();
        return fresh.add(update.mul(h.sub(fresh)));
    }

    // ---------------------------------------------------------------------------------------------- gradients

    /** {@return the weights, f32 or of the type of the products} */
    static Tensor weights(Tensor w, DType t) {
        return t == DType.BF16 ? w : w.to(t);
    }

    private static @Nullable Tensor wanted(Grads g, int i, DType t) {
        return g.needs(i) ? Tensor.empty(t, g.shape(i)) : null;
    }

    static void deliver(Grads g, @Nullable Tensor... gradients) {
        for (int i = 0; i < gradients.length; i++) {
            Tensor one = gradients[i];
            if (one != null) {
                g.to(i, () -> one);
            }
        }
    }

    /** {@return which operands are there} */
    static boolean[] given(@Nullable Tensor... inputs) {
        boolean[] given = new boolean[inputs.length];
        for (int i = 0; i < given.length; i++) {
            given[i] = inputs[i] != null;
        }
        return given;
    }

    /** {@return the operands at new places of the graph, where a gradient stops that is asked for there} */
    static @Nullable Tensor[] again(Grads g, boolean[] given) {
        Tensor[] copies = new Tensor[given.length];
        for (int i = 0; i < given.length; i++) {
            copies[i] = given[i] ? g.saved(i).mul(1) : null;
        }
        return copies;
    }

    static void differentiate(Grads g, Tensor sum, @Nullable Tensor[] in) {
        for (int i = 0; i < in.length; i++) {
            Tensor one = in[i];
            if (one != null) {
                g.to(i, () -> Autograd.gradWithGraph(sum, one).get(0));
            }
        }
    }

    private static @Nullable View view(@Nullable Tensor t) {
        return t == null ? null : t.view();
    }

    // ---------------------------------------------------------------------------------------------- the checks

    private static DType type(String op, Tensor x, Tensor wx, Tensor wh) {
        DType t = Precision.ofProduct(Precision.ofProduct(x.dtype(), wx.dtype()), wh.dtype());
        if (!t.isFloating()) {
            throw new IllegalArgumentException(op + ": needs f32 or bf16, got an input " + x.dtype() + " and weights "
                    + wx.dtype() + ", " + wh.dtype() + "; convert with to(DType.F32)");
        }
        return t;
    }

    private static void check(
            String op, int gates, Tensor x, Tensor wx, Tensor wh, @Nullable Tensor bx, @Nullable Tensor bh) {
        if (x.rank() != 3 || x.size(0) < 1) {
            throw new IllegalArgumentException(op + ": the input must be [T, N, C] with at least one step, got "
                    + x.shape() + (x.rank() == 2 ? "; a single step gets its time axis by unsqueeze(0)" : ""));
        }
        if (wh.rank() != 2 || wh.size(0) != gates * wh.size(1) || wh.size(1) < 1) {
            throw new IllegalArgumentException(op + ": the weights of the step before must be [" + gates
                    + "·H, H], got " + wh.shape() + "; H is the size of an output");
        }
        if (!wx.shape().equals(Shape.of(wh.size(0), x.size(2)))) {
            throw new IllegalArgumentException(op + ": the weights of the input have shape " + wx.shape()
                    + ", expected [" + wh.size(0) + ", " + x.size(2) + "] for an input " + x.shape()
                    + " and outputs of size "
                    + wh.size(1));
        }
        checkBias(op, bx, wh);
        checkBias(op, bh, wh);
    }

    private static void checkBias(String op, @Nullable Tensor bias, Tensor wh) {
        if (bias != null && !bias.shape().equals(Shape.of(wh.size(0)))) {
            throw new IllegalArgumentException(op + ": a bias has shape " + bias.shape() + ", expected [" + wh.size(0)
                    + "], one value for each row of the weights");
        }
    }

    private static void checkState(String op, String what, Tensor state, Tensor x, Tensor wh) {
        Shape expected = Shape.of(x.size(1), wh.size(1));
        if (!state.shape().equals(expected)) {
            throw new IllegalArgumentException(op + ": the " + what + " before the first step have shape "
                    + state.shape() + ", expected " + expected + " for an input " + x.shape()
                    + "; a state carried over from a batch of another size must be reset");
        }
    }
}
