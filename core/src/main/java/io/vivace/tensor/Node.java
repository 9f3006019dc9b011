package io.vivace.tensor;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One recorded operation: how to turn the gradients of its outputs into those of its inputs. */
final class Node {
    private static final AtomicLong IDS = new AtomicLong();

    final long id = IDS.incrementAndGet();
    final String op;
    final @Nullable Meta[] inputs;
    final Shape[] shapes;
    final DType[] types;
    final @Nullable Saved[] saved;
    final Backward backward;
    final Meta[] outputs;
    final Shape[] outputShapes;
    final DType[] outputTypes;

    Node(String op, @Nullable Tensor[] inputs, @Nullable Tensor[] outs, @Nullable Tensor[] save, Backward backward) {
        this.op = op;
        this.backward = backward;
        int n = inputs.length;
        this.inputs = new Meta[n];
        shapes = new Shape[n];
        types = new DType[n];
        for (int i = 0; i < n; i++) {
            Tensor t = inputs[i];
            if (t != null) {
                this.inputs[i] = t.meta();
                shapes[i] = t.shape();
                types[i] = t.dtype();
            }
        }
        outputs = new Meta[outs.length];
        outputShapes = new Shape[outs.length];
        outputTypes = new DType[outs.length];
        for (int i = 0; i < outs.length; i++) {
            Tensor out = outs[i];
            outputs[i] = new Meta(this, i);
            if (out != null) {
                out.meta(outputs[i]);
                outputShapes[i] = out.shape();
                outputTypes[i] = out.dtype();
            }
        }
        saved = new Saved[save.length];
        for (int i = 0; i < save.length; i++) {
            Tensor s = save[i];
            saved[i] = s == null ? null : new Saved(s);
        }
    }

    void release() {
        for (Saved s : saved) {
            if (s != null) {
                s.release();
            }
        }
    }
}
