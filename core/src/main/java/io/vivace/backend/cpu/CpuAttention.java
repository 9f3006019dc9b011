package io.vivace.backend.cpu;

import io.vivace.backend.AttentionKernels;
import io.vivace.memory.DType;
import io.vivace.memory.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attentive units step by step: products of few rows with weights that are laid out once, the loops over gates and over what is
 * looked at, and the gradients of all weights in one product each over all steps.
 */
final class CpuAttention implements AttentionKernels {
    @Override
    public void forward(Operands o, Trace to) {
        if (o.inputs().elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            new Forward(scratch, o, to).run();
        }
    }

    @Override
    public void backward(Operands o, Trace trace, View dy, Gradients to) {
        if (o.inputs().elements() == 0) {
            clear(to);
            return;
        }
        try (var scratch = new Scratch()) {
            var pass = new Backward(scratch, o, trace, scratch.inRowMajor(dy), to);
            pass.run();
            pass.weights();
        }
    }

    private static void clear(Gradients g) {
        Sequence.clear(g.inputs(), g.keys(), g.values(), g.start(), g.query(), g.queryBias(), g.score(), g.context());
        g.layers().forEach(l -> Sequence.clear(l.wx(), l.wh(), l.bx(), l.bh()));
    }

    /** What both halves know of the sequence. */
    private static class Steps {
        final Scratch scratch;
        final Operands o;
        final Trace trace;
        final Sequence sequence;
        final DType type;
        final int last;
        final List<View> starts = new ArrayList<>();

        Steps(Scratch scratch, Operands o, Trace trace) {
            this.scratch = scratch;
            this.o = o;
            this.trace = trace;
            last = o.layers().size() - 1;
            sequence = Sequence.of(trace.states().get(last), false);
            type = o.inputs().dtype();
            View all = scratch.inRowMajor(o.start());
            for (int l = 0; l <= last; l++) {
                starts.add(Sequence.at(all, l));
            }
        }

        /** {@return the state of a layer before a step} */
        View before(int layer, int k) {
            return sequence.before(k, trace.states().get(layer), starts.get(layer));
        }

        /** {@return what a layer takes as input at all steps} */
        View entering(int layer) {
            return layer == 0 ? trace.entered() : trace.dropped().get(layer - 1);
        }

        View step(long width) {
            return sequence.step(scratch, width);
        }

        /** A product with weights that are laid out once for all steps. */
        ArrangedProduct product(View a, View w, @Nullable View bias, View out, boolean adds) {
            return new ArrangedProduct(scratch, a, w, bias, out, adds, sequence.steps());
        }

        View transposed(View w) {
            return Sequence.transposed(scratch.inRowMajor(w));
        }
    }

    /** From the first step to the last. */
    private static final class Forward extends Steps {
        private final View input;
        private final AttentionLoop attention;
        private final ArrangedProduct toQuery;
        private final ArrangedProduct fromContext;
        private final List<Units> layers = new ArrayList<>();

        /** A layer's products and what they are written to. */
        private record Units(
                ArrangedProduct input, ArrangedProduct state, View fromInput, View fromState, float[] bias) {}

        Forward(Scratch scratch, Operands o, Trace trace) {
            super(scratch, o, trace);
            input = step(o.inputs().shape().size(2));
            attention = new AttentionLoop(o.keys(), o.values(), o.score());
            toQuery = product(
                    starts.get(last), transposed(o.query()), o.queryBias(), Sequence.at(trace.queries(), 0), false);
            fromContext = product(Sequence.at(trace.contexts(), 0), transposed(o.context()), null, input, true);
            long three = 3L * sequence.size();
            for (int l = 0; l <= last; l++) {
                Layer w = o.layers().get(l);
                View a = step(three);
                View b = step(three);
                layers.add(new Units(
                        product(Sequence.at(entering(l), 0), transposed(w.wx()), w.bx(), a, false),
                        product(starts.get(l), transposed(w.wh()), null, b, false),
                        a,
                        b,
                        GruLoop.bias(w.bh(), sequence.size())));
            }
        }

        void run() {
            View inputs = scratch.inRowMajor(o.inputs());
            for (int k = 0; k < sequence.steps(); k++) {
                View query = Sequence.at(trace.queries(), k);
                View context = Sequence.at(trace.contexts(), k);
                toQuery.run(before(last, k), query);
                attention.forward(query, Sequence.at(trace.shares(), k), context);
                CpuCopies.INSTANCE.copy(Sequence.at(inputs, k), input);
                fromContext.run(context, input);
                CpuCopies.INSTANCE.copy(input, Sequence.at(trace.entered(), k));
                for (int l = 0; l <= last; l++) {
                    layer(l, k);
                }
            }
        }

        private void layer(int l, int k) {
            Units u = layers.get(l);
            View before = before(l, k);
            View state = Sequence.at(trace.states().get(l), k);
            u.input.run(Sequence.at(entering(l), k), u.fromInput);
            u.state.run(before, u.fromState);
            GruLoop.forward(
                    u.bias,
                    u.fromInput,
                    u.fromState,
                    before,
                    Sequence.at(trace.gates().get(l), k),
                    state);
            Dropout d = o.dropout();
            if (l < last && d.p() > 0) {
                DropoutLoop.run(
                        state,
                        d.p(),
                        d.scale(),
                        d.key(l, k),
                        Sequence.at(trace.dropped().get(l), k));
            }
        }
    }

    /** From the last step to the first. */
    private static final class Backward extends Steps {
        private final View dy;
        private final Gradients to;
        private final AttentionLoop.Sums attention;
        private final ArrangedProduct toContext;
        private final ArrangedProduct toState;
        private final View dcontext;
        private final View dquery;
        private final View dqueries;
        private final List<Slopes> layers = new ArrayList<>();

        /**
         * A layer's products, the gradients of their results at all steps as f32 and as they are multiplied, and those of the
         * layer's input and state at one step.
         */
        private record Slopes(
                ArrangedProduct input,
                ArrangedProduct state,
                View exactInput,
                View exactState,
                View input3,
                View state3,
                View dx,
                View dh) {}

        Backward(Scratch scratch, Operands o, Trace trace, View dy, Gradients to) {
            super(scratch, o, trace);
            this.dy = dy;
            this.to = to;
            attention = new AttentionLoop(o.keys(), o.values(), o.score()).new Sums();
            for (int l = 0; l <= last; l++) {
                layers.add(slopes(l));
            }
            dcontext = step(trace.contexts().shape().size(2));
            dquery = step(trace.queries().shape().size(2));
            dqueries = scratch.rowMajor(type, trace.queries().shape());
            toContext = product(Sequence.at(to.inputs(), 0), scratch.inRowMajor(o.context()), null, dcontext, false);
            View dh = layers.get(last).dh;
            toState = product(Sequence.at(dqueries, 0), scratch.inRowMajor(o.query()), null, dh, true);
        }

        private Slopes slopes(int l) {
            Layer w = o.layers().get(l);
            var three = dy.shape().with(2, 3L * sequence.size());
            View exactInput = scratch.rowMajor(DType.F32, three);
            View exactState = scratch.rowMajor(DType.F32, three);
            View input3 = type == DType.F32 ? exactInput : scratch.rowMajor(type, three);
            View state3 = type == DType.F32 ? exactState : scratch.rowMajor(type, three);
            View dx = step(w.wx().shape().size(1));
            View dh = step(sequence.size());
            CpuCopies.INSTANCE.fill(dh, 0);
            return new Slopes(
                    product(Sequence.at(input3, 0), scratch.inRowMajor(w.wx()), null, dx, false),
                    product(Sequence.at(state3, 0), scratch.inRowMajor(w.wh()), null, dh, true),
                    exactInput,
                    exactState,
                    input3,
                    state3,
                    dx,
                    dh);
        }

        void run() {
            for (int k = sequence.steps() - 1; k >= 0; k--) {
                View outer = Sequence.at(dy, k);
                for (int l = last; l >= 0; l--) {
                    outer = layer(l, k, outer);
                }
                View entered = Sequence.at(to.inputs(), k);
                CpuCopies.INSTANCE.copy(outer, entered);
                toContext.run(entered, dcontext);
                attention.backward(Sequence.at(trace.queries(), k), Sequence.at(trace.shares(), k), dcontext, dquery);
                View narrow = Sequence.at(dqueries, k);
                CpuCopies.INSTANCE.copy(dquery, narrow);
                toState.run(narrow, layers.get(last).dh);
            }
        }

        /** {@return the gradient of what the layer before handed over} */
        private View layer(int l, int k, View outer) {
            Slopes u = layers.get(l);
            View exactInput = Sequence.at(u.exactInput, k);
            View exactState = Sequence.at(u.exactState, k);
            View input3 = Sequence.at(u.input3, k);
            View state3 = Sequence.at(u.state3, k);
            GruLoop.backward(Sequence.at(trace.gates().get(l), k), before(l, k), outer, u.dh, exactInput, exactState);
            if (type != DType.F32) {
                CpuCopies.INSTANCE.copy(exactInput, input3);
                CpuCopies.INSTANCE.copy(exactState, state3);
            }
            u.state.run(state3, u.dh);
            u.input.run(input3, u.dx);
            Dropout d = o.dropout();
            if (l > 0 && d.p() > 0) {
                DropoutLoop.run(u.dx, d.p(), d.scale(), d.key(l - 1, k), u.dx);
            }
            return u.dx;
        }

        /** What one product over all steps gives, and what has added up. */
        void weights() {
            for (int l = 0; l <= last; l++) {
                Slopes u = layers.get(l);
                LayerGradients g = to.layers().get(l);
                CpuCopies.INSTANCE.copy(u.dh, Sequence.at(to.start(), l));
                gradients(entering(l), u.input3, g.wx(), g.bx());
                gradients(allBefore(l), u.state3, g.wh(), g.bh());
            }
            gradients(allBefore(last), dqueries, to.query(), to.queryBias());
            gradients(trace.contexts(), to.inputs(), to.context(), null);
            attention.write(to.keys(), to.values(), to.score());
        }

        private View allBefore(int l) {
            return sequence.allBefore(scratch, trace.states().get(l), starts.get(l));
        }

        private void gradients(View x, View dout, @Nullable View dw, @Nullable View dbias) {
            Sequence.gradients(scratch, x, dout, x, null, dw, dbias);
        }
    }
}
