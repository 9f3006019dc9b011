package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;

/** Several tensors into one. */
final class Joining {
    private Joining() {}

    /**
     * {@return the tensors one after the other along an axis}
     *
     * @param axis which
     * @param parts of the same shape but for that axis; converted to the type that holds all
     * @throws IllegalArgumentException if there are none, or other sizes differ
     */
    static Tensor cat(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("cat: give at least one tensor");
        }
        int a = parts[0].shape().axis("cat", axis);
        DType t = parts[0].dtype();
        long total = 0;
        for (int i = 0; i < parts.length; i++) {
            Tensor p = parts[i];
            if (p.rank() != parts[0].rank()
                    || !p.shape().with(a, 1).equals(parts[0].shape().with(a, 1))) {
                throw new IllegalArgumentException("cat: part " + i + " has shape " + p.shape() + ", part 0 "
                        + parts[0].shape() + "; all sizes but that of axis " + axis + " must agree");
            }
            t = t.promote(p.dtype());
            total += p.size(a);
        }
        Shape shape = parts[0].shape().with(a, total);
        Tensor out = Tensor.emptyInOrderOf(parts[0].view(), t, shape);
        long at = 0;
        long[] starts = new long[parts.length];
        for (int i = 0; i < parts.length; i++) {
            starts[i] = at;
            long n = parts[i].size(a);
            View to = out.view();
            View slot = to.as(parts[i].shape(), to.strides(), to.offset() + at * to.stride(a));
            Backend.current().copies().copy(parts[i].view(), slot);
            at += n;
        }
        if (Trace.isOn()) {
            Trace.step("cat", out, parts, "axis", a);
        }
        return Autograd.record("cat", out, parts, Autograd.nothing(), g -> {
            for (int i = 0; i < starts.length; i++) {
                int k = i;
                g.to(k, () -> g.out().narrow(a, starts[k], g.shape(k).size(a)));
            }
        });
    }

    /**
     * {@return the tensors side by side along a new axis}
     *
     * @param axis where the new axis stands
     * @param parts of the same shape
     */
    static Tensor stack(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("stack: give at least one tensor");
        }
        int rank = parts[0].rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("stack: no place " + axis + " for a new axis in " + parts[0].shape()
                    + ": give " + -rank + " to " + (rank - 1));
        }
        Tensor[] p = new Tensor[parts.length];
        for (int i = 0; i < p.length; i++) {
            if (!parts[i].shape().equals(parts[0].shape())) {
                throw new IllegalArgumentException("stack: part " + i + " has shape " + parts[i].shape() + ", part 0 "
                        + parts[0].shape() + "; all must agree");
            }
            p[i] = parts[i].unsqueeze(axis);
        }
        return cat(axis < 0 ? axis + rank : axis, p);
    }
}
