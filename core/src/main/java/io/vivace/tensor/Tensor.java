package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.Storage;
import io.vivace.memory.View;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An n-dimensional array over native memory that can be differentiated.
 *
 * <p>Operations make new tensors; names that end in an underscore change the tensor they are called on. Memory goes back
 * to its pool when the {@link Scope} closes in which the tensor was made, or at {@link #close()}; using it afterwards is an
 * exception. 4-D activations [N, C, H, W] usually lie channels-last in memory.
 *
 * <pre>{@code
 * Tensor x = Tensor.of(new float[] {1, 2, 3}).requiresGrad();
 * x.square().sum().backward();
 * x.grad();                       // [2, 4, 6]
 * }</pre>
 */
public final class Tensor
        implements AutoCloseable,
                Arithmetic,
                Comparison,
                Mutation,
                Pointwise,
                Reductions,
                Shaping,
                Slicing,
                Rearranging,
                Padding,
                Indexing,
                LinearAlgebra {
    private static final Cleaner CLEANER = Cleaner.create();

    private final View view;
    private final Hold hold;
    private @Nullable Meta meta;
    private @Nullable Scope owner;
    private boolean kept;
    private int placed; // recorded writes to the memory when this took its place in the graph

    /** Takes over one count of the view's storage. */
    private Tensor(View view, @Nullable Meta meta, boolean owned) {
        this.view = view;
        this.meta = meta;
        hold = new Hold(view.storage());
        placed = view.storage().recordedWrites();
        if (owned) {
            moveTo(ThreadState.current().scope);
        }
    }

    // ---------------------------------------------------------------------------------------------- making

    /** {@return a tensor of arbitrary content in row-major memory} */
    static Tensor empty(DType dtype, Shape shape) {
        return empty(dtype, shape, shape.rowMajorStrides());
    }

    /** {@return a tensor of arbitrary content} */
    static Tensor empty(DType dtype, Shape shape, long[] strides) {
        Storage s = Backend.current().allocate(Math.multiplyExact(shape.elements(), (long) dtype.bytes()));
        return new Tensor(new View(s, dtype, shape, strides, 0), null, true);
    }

    /** {@return a tensor of arbitrary content with the layout of a view, made dense} */
    static Tensor emptyLike(View v, DType dtype) {
        return v.isDense() ? empty(dtype, v.shape(), v.strides()) : empty(dtype, v.shape());
    }

    /** {@return a tensor of arbitrary content, channels-last if the view is that, else row-major} */
    static Tensor emptyInOrderOf(View v, DType dtype, Shape shape) {
        boolean channelsLast = shape.rank() == 4 && v.isChannelsLast() && !v.isRowMajor();
        return empty(dtype, shape, channelsLast ? shape.channelsLastStrides() : shape.rowMajorStrides());
    }

    /** {@return a tensor over a view whose storage the caller has retained} */
    static Tensor over(View view) {
        return new Tensor(view, null, true);
    }

    /**
     * {@return zeros, f32}
     *
     * @param dims sizes
     */
    public static Tensor zeros(long... dims) {
        return zeros(DType.F32, Shape.of(dims));
    }

    /**
     * {@return zeros}
     *
     * @param dtype element type
     * @param shape sizes
     */
    public static Tensor zeros(DType dtype, Shape shape) {
        return full(dtype, shape, 0);
    }

    /**
     * {@return ones, f32}
     *
     * @param dims sizes
     */
    public static Tensor ones(long... dims) {
        return ones(DType.F32, Shape.of(dims));
    }

    /**
     * {@return ones}
     *
     * @param dtype element type
     * @param shape sizes
     */
    public static Tensor ones(DType dtype, Shape shape) {
        return full(dtype, shape, 1);
    }

    /**
     * {@return one value everywhere}
     *
     * @param dtype element type
     * @param shape sizes
     * @param value the value
     */
    public static Tensor full(DType dtype, Shape shape, double value) {
        Tensor t = empty(dtype, shape);
        Backend.current().copies().fill(t.view, value);
        return t;
    }

    /**
     * {@return a scalar, f32}
     *
     * @param value its value
     */
    public static Tensor scalar(double value) {
        return full(DType.F32, Shape.of(), value);
    }

    /**
     * {@return a copy of the values, f32}
     *
     * @param values row-major
     * @param dims sizes; none for one axis
     */
    public static Tensor of(float[] values, long... dims) {
        return Arrays.of(values, Arrays.shape(values.length, dims));
    }

    /**
     * {@return a copy of the values, i64}
     *
     * @param values row-major
     * @param dims sizes; none for one axis
     */
    public static Tensor of(long[] values, long... dims) {
        return Arrays.of(values, Arrays.shape(values.length, dims));
    }

    /**
     * {@return a copy of the values, i32}
     *
     * @param values row-major
     * @param dims sizes; none for one axis
     */
    public static Tensor of(int[] values, long... dims) {
        return Arrays.of(values, Arrays.shape(values.length, dims));
    }

    /**
     * {@return a copy of the values, u8}
     *
     * @param values row-major, each 0 to 255
     * @param dims sizes; none for one axis
     */
    public static Tensor of(byte[] values, long... dims) {
        return Arrays.of(values, Arrays.shape(values.length, dims));
    }

    /**
     * {@return a copy of the values, bool}
     *
     * @param values row-major
     * @param dims sizes; none for one axis
     */
    public static Tensor of(boolean[] values, long... dims) {
        return Arrays.of(values, Arrays.shape(values.length, dims));
    }

    /**
     * {@return a tensor on the memory of an ND4J array; nothing is copied, writes are seen by both}
     *
     * @param array float, bfloat16, long, int, ubyte or bool, without negative strides
     * @throws IllegalArgumentException for other types
     */
    public static Tensor of(INDArray array) {
        return Nd4jBorder.tensor(array);
    }

    /**
     * {@return 0, 1, 2 ... as i64}
     *
     * @param n how many
     */
    public static Tensor arange(int n) {
        long[] v = new long[n];
        java.util.Arrays.setAll(v, i -> i);
        return of(v);
    }

    /**
     * {@return the identity matrix, f32}
     *
     * @param n rows and columns
     */
    public static Tensor eye(int n) {
        float[] v = new float[n * n];
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
        }
        return of(v, n, n);
    }

    /**
     * {@return values spread evenly from start to end, both included, f32}
     *
     * @param start first
     * @param end last
     * @param n how many
     */
    public static Tensor linspace(double start, double end, int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) (n == 1 ? start : start + (end - start) * i / (n - 1));
        }
        return of(v);
    }

    /**
     * {@return standard normal values, f32}
     *
     * @param rng where randomness comes from
     * @param dims sizes
     */
    public static Tensor randn(Rng rng, long... dims) {
        return Arrays.random(Shape.of(dims), v -> rng.normals(v));
    }

    /**
     * {@return values uniform in [0, 1), f32}
     *
     * @param rng where randomness comes from
     * @param dims sizes
     */
    public static Tensor rand(Rng rng, long... dims) {
        return Arrays.random(Shape.of(dims), v -> rng.uniforms(v));
    }

    /**
     * {@return the tensors one after the other along an axis}
     *
     * @param axis which
     * @param parts of the same shape but for that axis
     * @throws IllegalArgumentException if there are none, or other sizes differ
     */
    public static Tensor cat(int axis, Tensor... parts) {
        return Joining.cat(axis, parts);
    }

    /**
     * {@return the tensors side by side along a new axis}
     *
     * @param axis where the new axis stands
     * @param parts of the same shape
     */
    public static Tensor stack(int axis, Tensor... parts) {
        return Joining.stack(axis, parts);
    }

    /**
     * {@return a where the condition holds, b elsewhere}
     *
     * @param condition bool, broadcastable
     * @param a broadcastable
     * @param b broadcastable
     */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return Arithmetic.where(condition, a, b);
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return the sizes} */
    public Shape shape() {
        return view.shape();
    }

    /**
     * {@return the size of an axis}
     *
     * @param axis from 0, or from −1 backwards
     */
    public long size(int axis) {
        return view.shape().size(axis);
    }

    /** {@return the number of axes} */
    public int rank() {
        return view.shape().rank();
    }

    /** {@return the number of elements} */
    public long elements() {
        return view.elements();
    }

    /** {@return the element type} */
    public DType dtype() {
        return view.dtype();
    }

    /** {@return the strides, in elements} */
    public long[] strides() {
        return view.strides();
    }

    /**
     * {@return the only element}
     *
     * @throws IllegalStateException if there is not exactly one
     */
    public float item() {
        if (elements() != 1) {
            throw new IllegalStateException(
                    "item() reads the only element, but the shape is " + shape() + "; use toFloatArray()");
        }
        return toFloatArray()[0];
    }

    /** {@return the elements in row-major order as floats, whatever the type} */
    public float[] toFloatArray() {
        return Arrays.floats(this);
    }

    /** {@return the elements in row-major order as longs; floats are truncated} */
    public long[] toLongArray() {
        return Arrays.longs(this);
    }

    /** {@return the elements in row-major order as ints; floats are truncated} */
    public int[] toIntArray() {
        return java.util.Arrays.stream(toLongArray()).mapToInt(Math::toIntExact).toArray();
    }

    /**
     * {@return an ND4J array on the same memory; nothing is copied, writes are seen by both} The array keeps the memory
     * alive until the collector frees it, even if the tensor is closed.
     */
    public INDArray nd() {
        Trace trace = ThreadState.current().trace;
        if (trace != null) {
            trace.reading(this);
        }
        return Nd4jBorder.array(view());
    }

    /** {@return shape, type and values, shortened when there are many} */
    @Override
    public String toString() {
        return isReleased() ? "released tensor " + dtype() + shape() : Printing.text(this);
    }

    // ---------------------------------------------------------------------------------------------- memory

    /**
     * {@return the memory description for kernels}
     *
     * @throws IllegalStateException if the tensor was released
     */
    public View view() {
        if (hold.isReleased()) {
            throw new IllegalStateException(
                    "tensor " + dtype() + shape() + " was released: the Scope it was made in has"
                            + " closed, or close() was called. Call keep() on it before that, or copy out its values with"
                            + " toFloatArray().");
        }
        return view;
    }

    Storage storage() {
        return view().storage();
    }

    /** {@return whether the memory was given back} */
    public boolean isReleased() {
        return hold.isReleased();
    }

    /** Gives this handle's hold on the memory back now. Doing it twice does no harm. */
    @Override
    public void close() {
        hold.run();
    }

    /** {@return this tensor, which no scope will close any more; call close() when done, or leave it to the collector} */
    public Tensor keep() {
        view();
        kept = true;
        if (owner != null) {
            moveTo(null);
        }
        return this;
    }

    /** Gives the memory back unless {@link #keep()} was called: for code that is done with a value others may hold. */
    public void closeUnlessKept() {
        if (!kept) {
            close();
        }
    }

    @Nullable
    Scope owner() {
        return owner;
    }

    void moveTo(@Nullable Scope scope) {
        if (owner != null) {
            owner.remove(this);
        }
        owner = scope;
        if (scope == null) {
            CLEANER.register(this, hold);
        } else {
            scope.add(this);
        }
    }

    /** {@return a second handle on the same value, with the same place in the graph and a hold of its own} */
    public Tensor alias() {
        storage().retain();
        Tensor same = new Tensor(view, meta, true);
        same.placed = placed;
        return same;
    }

    /** {@return an alias outside the graph that neither scope nor collector closes} */
    Tensor holdAlias() {
        storage().retain();
        return new Tensor(view, null, false);
    }

    /** {@return another view on the same memory, not recorded} */
    Tensor viewAs(Shape shape, long[] strides, long offset) {
        storage().retain();
        return new Tensor(view.as(shape, strides, offset), null, true);
    }

    // ---------------------------------------------------------------------------------------------- gradients

    @Nullable
    Meta meta() {
        return meta;
    }

    void meta(@Nullable Meta m) {
        meta = m;
        placed = storage().recordedWrites();
    }

    /** Notices that the memory was changed through another handle, whose place in the graph this one knows nothing of. */
    void checkPlace() {
        if (meta != null && meta.node != null && placed != storage().recordedWrites()) {
            throw new IllegalStateException("this tensor " + shape() + ", computed by '" + meta.node.op
                    + "', shares its memory with one that was changed in place; its gradient would be wrong."
                    + " Use the changed tensor from there on, or the form without underscore.");
        }
    }

    /** {@return whether a gradient is computed for this} */
    public boolean needsGrad() {
        return meta != null;
    }

    /**
     * {@return this, from now on a leaf that collects its gradient}
     *
     * @throws IllegalStateException if it is not floating
     */
    public Tensor requiresGrad() {
        return requiresGrad(true);
    }

    /**
     * {@return this}
     *
     * @param wanted whether a gradient is to be collected
     * @throws IllegalStateException if it is not floating, or the result of a recorded operation
     */
    public Tensor requiresGrad(boolean wanted) {
        if (wanted && !dtype().isFloating()) {
            throw new IllegalStateException("only f32 and bf16 tensors have gradients, this is " + dtype());
        }
        if (meta != null && meta.node != null) {
            if (!wanted) {
                throw new IllegalStateException("this tensor is a computed value; use detach() to cut it off");
            }
            return this;
        }
        if (wanted == (meta == null)) {
            meta = wanted ? new Meta() : null;
        }
        return this;
    }

    /** {@return the collected gradient, or null if backward() has not reached this leaf} */
    public @Nullable Tensor grad() {
        return meta == null ? null : meta.grad;
    }

    /**
     * Replaces the collected gradient.
     *
     * @param gradient the new one, or null for none
     */
    public void grad(@Nullable Tensor gradient) {
        if (meta == null) {
            throw new IllegalStateException("this tensor does not require a gradient");
        }
        meta.grad = gradient == null ? null : gradient.keep();
    }

    /** Drops the collected gradient and gives its memory back. */
    public void zeroGrad() {
        if (meta != null && meta.grad != null) {
            meta.grad.close();
            meta.grad = null;
        }
    }

    /** {@return this computed value, whose gradient will also be collected in {@link #grad()}} */
    public Tensor retainGrad() {
        if (meta != null) {
            meta.retainGrad = true;
        }
        return this;
    }

    /**
     * {@return what removes the hook again} The hook sees the complete gradient of this value during the backward pass and
     * returns it, or another in its place.
     *
     * @param hook function of the gradient
     */
    public Runnable onGrad(UnaryOperator<Tensor> hook) {
        if (meta == null) {
            throw new IllegalStateException("this tensor does not require a gradient, so the hook would never run");
        }
        return meta.addHook(hook);
    }

    /** {@return the same memory without its history} */
    public Tensor detach() {
        storage().retain();
        return new Tensor(view, null, true);
    }

    /**
     * Computes the gradients of all leaves this scalar depends on and adds them to their {@link #grad()}. The graph is
     * used up.
     *
     * @throws IllegalStateException if there is more than one element, or nothing was recorded
     */
    public void backward() {
        backward(null, false, false);
    }

    /**
     * Computes gradients.
     *
     * @param gradient of this tensor, same shape; null for 1 of a single element
     * @param retainGraph whether the graph can be used again
     * @param createGraph whether the gradients can be differentiated again
     */
    public void backward(@Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        if (meta == null) {
            throw new IllegalStateException(
                    "backward(): nothing to differentiate. No tensor it was computed from requires"
                            + " a gradient, or it was computed inside noGrad().");
        }
        if (gradient == null && elements() != 1) {
            throw new IllegalStateException("backward() without a gradient needs a single element, got shape " + shape()
                    + "; reduce it first with mean() or sum()");
        }
        if (gradient != null && !gradient.shape().equals(shape())) {
            throw new IllegalArgumentException(
                    "backward(): the gradient has shape " + gradient.shape() + ", the tensor " + shape());
        }
        Tensor g = gradient != null ? gradient : ones(dtype(), shape());
        BackwardPass.accumulate(this, g, retainGraph || createGraph, createGraph);
        if (gradient == null) {
            g.closeUnlessKept();
        }
    }

    /** {@return the tensors as an array; shorthand for lists of operands} */
    static Tensor[] array(List<Tensor> list) {
        return list.toArray(Tensor[]::new);
    }
}
