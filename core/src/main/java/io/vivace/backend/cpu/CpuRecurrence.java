package io.vivace.backend.cpu;

import io.vivace.backend.RecurrentKernels;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers as oneDNN's products and loops over the gates: the inputs' share of all steps in one product, a product
 * of few rows and a pass over the gates for each step, and all other gradients in one product each again. In bf16 training
 * this is faster than oneDNN's own recurrent primitives, whose backward half is slow there, and in f32 slower; the design
 * page has the numbers.
 */
final class CpuRecurrence implements RecurrentKernels {
    @Override
    public void lstm(
            View x,
            View h0,
            View c0,
            View wx,
            View wh,
            @Nullable View bias,
            boolean reverse,
            View y,
            View cells,
            View gates) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            Sequence s = Sequence.of(y, reverse);
            View start = scratch.inRowMajor(h0);
            View startCells = scratch.inRowMajor(c0);
            fromInputs(scratch, x, wx, bias, gates);
            View w = Sequence.transposed(scratch.inRowMajor(wh));
            var recurrent = new ArrangedProduct(scratch, start, w, null, Sequence.at(gates, 0), true, s.steps());
            for (int k = 0; k < s.steps(); k++) {
                int t = s.place(k);
                View now = Sequence.at(gates, t);
                recurrent.run(s.before(k, y, start), now);
                LstmLoop.forward(
                        s.size(), now, s.before(k, cells, startCells), Sequence.at(cells, t), Sequence.at(y, t));
            }
        }
    }

    @Override
    public void lstmBackward(
            View x,
            View h0,
            View c0,
            View wx,
            View wh,
            boolean reverse,
            View y,
            View cells,
            View gates,
            View dy,
            @Nullable View dc,
            @Nullable View dx,
            View dh0,
            View dc0,
            @Nullable View dwx,
            @Nullable View dwh,
            @Nullable View dbias) {
        if (y.elements() == 0) {
            Sequence.clear(dx, dh0, dc0, dwx, dwh, dbias);
            return;
        }
        try (var scratch = new Scratch()) {
            Sequence s = Sequence.of(y, reverse);
            View start = scratch.inRowMajor(h0);
            View startCells = scratch.inRowMajor(c0);
            View grads = scratch.inRowMajor(dy);
            View dgates = scratch.rowMajor(x.dtype(), gates.shape());
            View dh = s.step(scratch, s.size());
            View dcell = s.step(scratch, s.size());
            CpuCopies.INSTANCE.fill(dh, 0);
            if (dc == null) {
                CpuCopies.INSTANCE.fill(dcell, 0);
            } else {
                CpuCopies.INSTANCE.copy(dc, dcell);
            }
            View wide = x.dtype() == DType.F32 ? null : s.step(scratch, 4L * s.size());
            View w = scratch.inRowMajor(wh);
            var recurrent = new ArrangedProduct(scratch, Sequence.at(dgates, 0), w, null, dh, false, s.steps());
            for (int k = s.steps() - 1; k >= 0; k--) {
                int t = s.place(k);
                View to = Sequence.at(dgates, t);
                View before = s.before(k, cells, startCells);
                View exact = wide == null ? to : wide;
                LstmLoop.backward(
                        s.size(),
                        Sequence.at(gates, t),
                        before,
                        Sequence.at(cells, t),
                        dh,
                        Sequence.at(grads, t),
                        dcell,
                        exact);
                if (exact != to) {
                    CpuCopies.INSTANCE.copy(exact, to);
                }
                recurrent.run(to, dh);
            }
            CpuCopies.INSTANCE.copy(dh, dh0);
            CpuCopies.INSTANCE.copy(dcell, dc0);
            View inputs = scratch.inRowMajor(x);
            Sequence.gradients(scratch, inputs, dgates, scratch.inRowMajor(wx), dx, dwx, dbias);
            if (dwh != null) {
                Sequence.gradients(scratch, s.allBefore(scratch, y, start), dgates, w, null, dwh, null);
            }
        }
    }

    @Override
    public void gru(
            View x,
            View h0,
            View wx,
            View wh,
            @Nullable View bx,
            @Nullable View bh,
            boolean reverse,
            View y,
            View gates) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            Sequence s = Sequence.of(y, reverse);
            View start = scratch.inRowMajor(h0);
            View fromInput = scratch.rowMajor(DType.F32, y.shape().with(2, 3L * s.size()));
            fromInputs(scratch, x, wx, bx, fromInput);
            View w = Sequence.transposed(scratch.inRowMajor(wh));
            View fromBefore = s.step(scratch, 3L * s.size());
            var recurrent = new ArrangedProduct(scratch, start, w, null, fromBefore, false, s.steps());
            float[] bias = GruLoop.bias(bh, s.size());
            for (int k = 0; k < s.steps(); k++) {
                int t = s.place(k);
                View before = s.before(k, y, start);
                recurrent.run(before, fromBefore);
                GruLoop.forward(
                        bias, Sequence.at(fromInput, t), fromBefore, before, Sequence.at(gates, t), Sequence.at(y, t));
            }
        }
    }

    @Override
    public void gruBackward(
            View x,
            View h0,
            View wx,
            View wh,
            boolean reverse,
            View y,
            View gates,
            View dy,
            @Nullable View dx,
            View dh0,
            @Nullable View dwx,
            @Nullable View dwh,
            @Nullable View dbx,
            @Nullable View dbh) {
        if (y.elements() == 0) {
            Sequence.clear(dx, dh0, dwx, dwh, dbx, dbh);
            return;
        }
        try (var scratch = new Scratch()) {
            Sequence s = Sequence.of(y, reverse);
            Shape three = y.shape().with(2, 3L * s.size());
            View start = scratch.inRowMajor(h0);
            View grads = scratch.inRowMajor(dy);
            View dInput = scratch.rowMajor(DType.F32, three);
            View dBefore = scratch.rowMajor(DType.F32, three);
            boolean exact = x.dtype() == DType.F32;
            View factors = exact ? dBefore : scratch.rowMajor(x.dtype(), three);
            View dh = s.step(scratch, s.size());
            CpuCopies.INSTANCE.fill(dh, 0);
            View w = scratch.inRowMajor(wh);
            var recurrent = new ArrangedProduct(scratch, Sequence.at(factors, 0), w, null, dh, true, s.steps());
            for (int k = s.steps() - 1; k >= 0; k--) {
                int t = s.place(k);
                GruLoop.backward(
                        Sequence.at(gates, t),
                        s.before(k, y, start),
                        Sequence.at(grads, t),
                        dh,
                        Sequence.at(dInput, t),
                        Sequence.at(dBefore, t));
                if (!exact) {
                    CpuCopies.INSTANCE.copy(Sequence.at(dBefore, t), Sequence.at(factors, t));
                }
                recurrent.run(Sequence.at(factors, t), dh);
            }
            CpuCopies.INSTANCE.copy(dh, dh0);
            View inputs = scratch.inRowMajor(x);
            View outer = scratch.as(x.dtype(), dInput);
            Sequence.gradients(scratch, inputs, outer, scratch.inRowMajor(wx), dx, dwx, dbx);
            if (dwh != null || dbh != null) {
                Sequence.gradients(scratch, s.allBefore(scratch, y, start), factors, w, null, dwh, dbh);
            }
        }
    }

    /** The inputs' share of all steps. */
    private static void fromInputs(Scratch scratch, View x, View wx, @Nullable View bias, View to) {
        View rows = Sequence.rows(scratch.inRowMajor(x));
        View out = Sequence.rows(to);
        View w = Sequence.transposed(scratch.inRowMajor(wx));
        if (rows.elements() > 0) {
            new ArrangedProduct(scratch, rows, w, bias, out, false, 1).run(rows, out);
        } else {
            new CpuMatmuls().matmul(rows, w, bias, out);
        }
    }
}
