package io.vivace.benchmarks.work;

import io.vivace.memory.Shape;
import java.util.Locale;

/**
 * A recurrent layer with both biases over a whole sequence from states of 0: forward, or forward and backward to input, weights
 * and biases.
 *
 * @param cell which
 * @param training whether backward, too
 * @param steps of the sequence
 * @param batch sequences
 * @param in features of the input
 * @param size features of the output
 */
public record RecurrentLayer(Cell cell, boolean training, int steps, int batch, int in, int size) implements Operation {
    /** Kinds of cells, with their number of gates. */
    public enum Cell {
        /** Long short-term memory. */
        LSTM(4),
        /** Gated recurrent unit. */
        GRU(3);

        private final int gates;

        Cell(int gates) {
            this.gates = gates;
        }
    }

    @Override
    public String id() {
        return cell.name().toLowerCase(Locale.ROOT) + (training ? " training " : " forward ") + steps + "x" + batch
                + "x" + in + " to " + size;
    }

    /** {@return the sizes of the input} */
    public Shape input() {
        return Shape.of(steps, batch, in);
    }

    /** {@return the sizes of the output} */
    public Shape output() {
        return Shape.of(steps, batch, size);
    }

    /** {@return the sizes of the input's weights, the recurrent weights and the two biases} */
    public Shape[] weights() {
        long rows = (long) cell.gates * size;
        return new Shape[] {Shape.of(rows, in), Shape.of(rows, size), Shape.of(rows), Shape.of(rows)};
    }

    /**
     * {@return values small enough that gates are not saturated}
     *
     * @param number of the weight in {@link #weights}
     */
    public float[] weight(int number) {
        float[] values = Formula.noise(weights()[number].elements(), number);
        float scale = (float) (1 / Math.sqrt((double) size));
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        return values;
    }

    @Override
    public double flop() {
        double once = 2.0 * cell.gates * size * (in + size) * steps * batch;
        return training ? 3 * once : once;
    }

    @Override
    public RecurrentLayer small() {
        return new RecurrentLayer(cell, training, 3, 2, Math.min(in, 6), 5);
    }
}
