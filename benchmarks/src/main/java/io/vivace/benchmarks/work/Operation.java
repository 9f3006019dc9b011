package io.vivace.benchmarks.work;

import io.vivace.memory.Shape;
import java.util.Locale;

/** One operation on fresh results: forward, or forward and backward with a given gradient of the result. */
public sealed interface Operation extends Work
        permits RecurrentLayer,
                Operation.Convolution,
                Operation.Matmul,
                Operation.BatchNorm,
                Operation.Pool,
                Operation.Softmax,
                Operation.CrossEntropy,
                Operation.Embedding,
                Operation.Elementwise,
                Operation.Allocation {
    /** Which products of a convolution are computed. */
    enum Pass {
        /** The result. */
        FORWARD,
        /** The gradient of the input from that of the result. */
        BACKWARD_DATA,
        /** The gradient of the weights from that of the result. */
        BACKWARD_WEIGHTS,
        /** All three, through autograd. */
        TRAINING
    }

    /**
     * A convolution without bias, padded by half its kernel.
     *
     * @param pass which products
     * @param batch pictures
     * @param in channels of the input
     * @param out channels of the result
     * @param side height and width of the input
     * @param kernel height and width of the kernel
     * @param stride pixels between neighbours of the result
     */
    record Convolution(Pass pass, int batch, int in, int out, int side, int kernel, int stride) implements Operation {
        @Override
        public String id() {
            return pass.name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + batch + "x" + in + "x" + side + "x"
                    + side + " to " + out + ", " + kernel + "x" + kernel + (stride > 1 ? ", stride " + stride : "");
        }

        /** {@return the sizes of the input} */
        public Shape input() {
            return Shape.of(batch, in, side, side);
        }

        /** {@return the sizes of the weights} */
        public Shape weights() {
            return Shape.of(out, in, kernel, kernel);
        }

        /** {@return the sizes of the result} */
        public Shape output() {
            int n = (side + 2 * padding() - kernel) / stride + 1;
            return Shape.of(batch, out, n, n);
        }

        /** {@return pixels added on every side} */
        public int padding() {
            return kernel / 2;
        }

        @Override
        public double flop() {
            double once = 2.0 * output().elements() * in * kernel * kernel;
            return pass == Pass.TRAINING ? 3 * once : once;
        }

        @Override
        public Convolution small() {
            return new Convolution(pass, 2, Math.min(in, 8), Math.min(out, 8), 14, kernel, stride);
        }
    }

    /**
     * A product of matrices [m, k] and [k, n].
     *
     * @param m rows of the result
     * @param k length of the sums
     * @param n columns of the result
     */
    record Matmul(int m, int k, int n) implements Operation {
        @Override
        public String id() {
            return "matmul " + m + "x" + k + "x" + n;
        }

        @Override
        public double flop() {
            return 2.0 * m * k * n;
        }

        @Override
        public Matmul small() {
            return new Matmul(8, 12, 4);
        }
    }

    /**
     * Batch normalisation in training with scale, shift and running statistics, forward and backward.
     *
     * @param channels of the input
     * @param batch pictures
     * @param side height and width
     * @param relu whether max(·, 0) follows
     */
    record BatchNorm(int batch, int channels, int side, boolean relu) implements Operation {
        @Override
        public String id() {
            return "batch norm" + (relu ? " + relu " : " ") + batch + "x" + channels + "x" + side + "x" + side;
        }

        /** {@return the sizes of the input} */
        public Shape input() {
            return Shape.of(batch, channels, side, side);
        }

        @Override
        public double flop() {
            return 0;
        }

        /** Input twice and result once forward; input, gradient twice and its result once backward. */
        @Override
        public double bytes() {
            return 4.0 * input().elements() * 8;
        }

        @Override
        public BatchNorm small() {
            return new BatchNorm(2, 8, 6, relu);
        }
    }

    /**
     * Max pooling 3×3 with stride 2 and padding 1, or the mean of all pixels, forward and backward.
     *
     * @param max whether the maximum
     * @param batch pictures
     * @param channels of the input
     * @param side height and width
     */
    record Pool(boolean max, int batch, int channels, int side) implements Operation {
        @Override
        public String id() {
            return (max ? "max pool 3x3/2 " : "global average ") + batch + "x" + channels + "x" + side + "x" + side;
        }

        /** {@return the sizes of the input} */
        public Shape input() {
            return Shape.of(batch, channels, side, side);
        }

        /** {@return the sizes of the result} */
        public Shape output() {
            int n = max ? (side - 1) / 2 + 1 : 1;
            return Shape.of(batch, channels, n, n);
        }

        @Override
        public double flop() {
            return 0;
        }

        @Override
        public double bytes() {
            return 4.0 * 2 * (input().elements() + output().elements());
        }

        @Override
        public Pool small() {
            return new Pool(max, 2, 8, 6);
        }
    }

    /**
     * Softmax over the last axis.
     *
     * @param rows examples
     * @param classes outputs
     */
    record Softmax(int rows, int classes) implements Operation {
        @Override
        public String id() {
            return "softmax " + rows + "x" + classes;
        }

        @Override
        public double flop() {
            return 0;
        }

        @Override
        public double bytes() {
            return 4.0 * 2 * rows * classes;
        }

        @Override
        public Softmax small() {
            return new Softmax(4, 11);
        }
    }

    /**
     * The mean cross-entropy of logits against class indexes, forward and backward.
     *
     * @param rows examples
     * @param classes outputs
     */
    record CrossEntropy(int rows, int classes) implements Operation {
        @Override
        public String id() {
            return "cross-entropy " + rows + "x" + classes;
        }

        @Override
        public double flop() {
            return 0;
        }

        @Override
        public double bytes() {
            return 4.0 * 4 * rows * classes;
        }

        @Override
        public CrossEntropy small() {
            return new CrossEntropy(4, 11);
        }
    }

    /**
     * Rows of a table by index, forward and backward into a gradient of the whole table.
     *
     * @param rows of the table
     * @param size of a row
     * @param picks how many indexes
     */
    record Embedding(int rows, int size, int picks) implements Operation {
        @Override
        public String id() {
            return "embedding " + rows + "x" + size + ", " + picks + " picks";
        }

        @Override
        public double flop() {
            return 0;
        }

        @Override
        public double bytes() {
            return 4.0 * ((double) rows * size + 5.0 * picks * size);
        }

        @Override
        public Embedding small() {
            return new Embedding(10, 4, 6);
        }
    }

    /** What an element-wise operation computes. */
    enum Formulas {
        /** Sum of two tensors. */
        ADD(3),
        /** Sum of two tensors, one of which needs a gradient, with the operation recorded. */
        ADD_RECORDED(3),
        /** Product of two tensors. */
        MUL(3),
        /** Logistic function. */
        SIGMOID(2),
        /** Hyperbolic tangent. */
        TANH(2),
        /** Maximum with 0. */
        RELU(2),
        /** Exponential function. */
        EXP(2),
        /** A copy. */
        COPY(2);

        private final int operands;

        Formulas(int operands) {
            this.operands = operands;
        }
    }

    /**
     * An element-wise operation into a fresh result.
     *
     * @param formula what
     * @param elements how many
     */
    record Elementwise(Formulas formula, int elements) implements Operation {
        @Override
        public String id() {
            return formula.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " of " + elements;
        }

        @Override
        public double flop() {
            return 0;
        }

        @Override
        public double bytes() {
            return 4.0 * formula.operands * elements;
        }

        @Override
        public Elementwise small() {
            return new Elementwise(formula, 10);
        }
    }

    /**
     * Taking memory for a tensor and giving it back, without touching it.
     *
     * @param elements floats
     */
    record Allocation(int elements) implements Operation {
        @Override
        public String id() {
            return "allocate " + elements;
        }

        @Override
        public double flop() {
            return 0;
        }

        @Override
        public Allocation small() {
            return new Allocation(16);
        }
    }
}
