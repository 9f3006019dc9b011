package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;

/**
 * A row of a matrix for every index: y[..., :] = weight[x[...], :].
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>i64 or i32 [...], 0 to rows − 1</td></tr>
 * <tr><td>weight</td><td>[rows, size]</td></tr>
 * <tr><td>output</td><td>[..., size]</td></tr>
 * </table>
 *
 * Starts with N(0, 1), the padding row with 0. Counterpart: PyTorch's {@code nn.Embedding}.
 *
 * <pre>{@code
 * Embedding.of(10_000, 400).padding(1)
 * }</pre>
 */
public final class Embedding extends Module {
    private final long rows;
    private final long size;
    private final long padding;
    private final Init start;
    private final Parameter weight;

    private Embedding(long rows, long size, long padding, Init start) {
        Sizes.atLeastOne("Embedding", "rows", rows, "size", size);
        if (padding < -1 || padding >= rows) {
            throw new IllegalArgumentException(
                    "Embedding: padding row " + padding + " does not exist, there are " + rows + " rows");
        }
        this.rows = rows;
        this.size = size;
        this.padding = padding;
        this.start = start;
        weight = parameter("weight", Shape.of(rows, size), Parameter.Role.WEIGHT, (shape, rng) -> {
            Tensor values = start.values(shape, rng);
            if (padding >= 0) {
                values.narrow(0, padding, 1).zero_();
            }
            return values;
        });
    }

    /**
     * {@return a layer without a padding row}
     *
     * @param rows how many different indices there are
     * @param size of each row
     */
    public static Embedding of(long rows, long size) {
        return new Embedding(rows, size, -1, Init.normal(0, 1));
    }

    /**
     * {@return a new layer with a row that starts with 0 and gets no gradient}
     *
     * @param row its index
     */
    public Embedding padding(long row) {
        return new Embedding(rows, size, row, start);
    }

    /**
     * {@return a new layer that starts in another way}
     *
     * @param weights how the rows start
     */
    public Embedding starting(Init weights) {
        return new Embedding(rows, size, padding, weights);
    }

    /** {@return the rows, [rows, size]} */
    public Parameter weight() {
        return weight;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return weight.value().embedding(x, padding);
    }

    @Override
    public String describe() {
        return "Embedding(" + rows + "×" + size + (padding >= 0 ? ", padding " + padding + ")" : ")");
    }
}
