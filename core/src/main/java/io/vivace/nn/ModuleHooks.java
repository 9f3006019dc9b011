package io.vivace.nn;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The hooks of one module and how they stand around its computation. */
final class ModuleHooks {
    private final List<ForwardHook> forward = new CopyOnWriteArrayList<>();
    private final List<BackwardHook> backward = new CopyOnWriteArrayList<>();

    boolean any() {
        return !forward.isEmpty() || !backward.isEmpty();
    }

    Runnable addForward(ForwardHook hook) {
        forward.add(hook);
        return () -> forward.remove(hook);
    }

    Runnable addBackward(BackwardHook hook) {
        backward.add(hook);
        return () -> backward.remove(hook);
    }

    Tensor around(Module m, List<Tensor> inputs, Function<List<Tensor>, Tensor> compute) {
        for (ForwardHook hook : forward) {
            hook.before(m, inputs.get(0));
        }
        Tensor y = backward.isEmpty() || !Autograd.isRecording() ? compute.apply(inputs) : watched(m, inputs, compute);
        for (ForwardHook hook : forward) {
            Tensor other = hook.after(m, inputs.get(0), y);
            y = other == null ? y : other;
        }
        return y;
    }

    /**
     * Computes with hooks on the gradients of output and input. The input is passed on as a value of its own, so that its
     * gradient is the part that comes through this module alone.
     */
    private Tensor watched(Module m, List<Tensor> inputs, Function<List<Tensor>, Tensor> compute) {
        Tensor x = inputs.get(0);
        List<Tensor> own = new ArrayList<>(inputs);
        own.set(
                0,
                Autograd.record(
                        "input of " + m.label(),
                        x.detach(),
                        new Tensor[] {x},
                        Autograd.nothing(),
                        g -> g.to(0, g::out)));
        Pass pass = new Pass(m, List.copyOf(backward));
        boolean inputNeedsGrad = own.get(0).needsGrad();
        if (inputNeedsGrad) {
            own.get(0).onGrad(pass::input);
        }
        Tensor y = compute.apply(own);
        if (y.needsGrad()) {
            y.onGrad(g -> inputNeedsGrad ? pass.output(g) : pass.outputOnly(g));
        }
        return y;
    }

    /** One run through a module: the gradient of its output arrives first, that of its input later. */
    private static final class Pass {
        private final Module module;
        private final List<BackwardHook> hooks;
        private @Nullable Tensor outputGradient;

        Pass(Module module, List<BackwardHook> hooks) {
            this.module = module;
            this.hooks = hooks;
        }

        Tensor outputOnly(Tensor g) {
            for (BackwardHook hook : hooks) {
                hook.after(module, null, g);
            }
            return g;
        }

        Tensor output(Tensor g) {
            outputGradient = g.alias().keep();
            return g;
        }

        Tensor input(Tensor g) {
            Tensor out = outputGradient;
            if (out == null) {
                return g;
            }
            Tensor result = g;
            for (BackwardHook hook : hooks) {
                Tensor other = hook.after(module, result, out);
                result = other == null ? result : other;
            }
            out.close();
            outputGradient = null;
            return result;
        }
    }
}
