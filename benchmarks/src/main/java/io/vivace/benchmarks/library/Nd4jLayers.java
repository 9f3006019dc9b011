package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.Operation.Pass;
import io.vivace.benchmarks.work.RecurrentLayer;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Work;
import io.vivace.memory.Shape;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's own operations of layers, each into fresh results that are closed at once. It has no gradient of weights alone, and its
 * GRU multiplies by the reset gate before the product, which is another formula.
 */
final class Nd4jLayers {
    private Nd4jLayers() {}

    static boolean does(Work work) {
        if (work instanceof Operation.Convolution w) {
            return w.pass() != Pass.BACKWARD_WEIGHTS;
        }
        if (work instanceof RecurrentLayer w) {
            return w.cell() == RecurrentLayer.Cell.LSTM && !w.training();
        }
        return work instanceof Operation.BatchNorm
                || work instanceof Operation.Pool
                || work instanceof Operation.CrossEntropy
                || work instanceof Operation.Embedding;
    }

    static Step of(Work work) {
        if (work instanceof Operation.Convolution w) {
            return convolution(w);
        }
        if (work instanceof Operation.BatchNorm w) {
            return batchNorm(w);
        }
        if (work instanceof Operation.Pool w) {
            return pool(w);
        }
        if (work instanceof Operation.CrossEntropy w) {
            return crossEntropy(w);
        }
        if (work instanceof Operation.Embedding w) {
            return embedding(w);
        }
        if (work instanceof RecurrentLayer w) {
            return lstm(w);
        }
        throw new IllegalArgumentException("nd4j does not do " + work.id());
    }

    private static INDArray array(int seed, Shape shape) {
        return Nd4j.create(Formula.noise(shape.elements(), seed), shape.toArray());
    }

    private static INDArray like(INDArray a) {
        return Nd4j.createUninitialized(a.dataType(), a.shape());
    }

    /** Runs an operation by name. */
    private static void run(String name, INDArray[] in, INDArray[] out, long[] integers, double... reals) {
        Nd4j.getExecutioner()
                .exec(DynamicCustomOp.builder(name)
                        .addInputs(in)
                        .addOutputs(out)
                        .addIntegerArguments(
                                Arrays.stream(integers).mapToInt(i -> (int) i).toArray())
                        .addFloatingPointArguments(Arrays.stream(reals).boxed().toArray(Double[]::new))
                        .build());
    }

    private static INDArray[] all(INDArray... arrays) {
        return arrays;
    }

    /** {@return the last value, which nobody can leave uncomputed; the arrays are closed} */
    private static float last(INDArray result, INDArray... others) {
        long[] at = result.shape().clone();
        for (int i = 0; i < at.length; i++) {
            at[i]--;
        }
        float value = result.getFloat(at);
        result.close();
        for (INDArray other : others) {
            other.close();
        }
        return value;
    }

    // ---------------------------------------------------------------------------------------------- convolution

    private static Step convolution(Operation.Convolution w) {
        INDArray x = array(Formula.INPUT, w.input());
        INDArray weights = array(0, w.weights());
        INDArray dy = array(Formula.OTHER, w.output());
        INDArray sizes = Nd4j.createFromArray(w.input().toArray());
        int asPyTorch = 1;
        long[] how = {w.kernel(), w.kernel(), w.stride(), w.stride(), w.padding(), w.padding(), 1, 1, 0, 0, asPyTorch};
        return switch (w.pass()) {
            case FORWARD ->
                () -> {
                    INDArray y = like(dy);
                    run("conv2d", all(x, weights), all(y), how);
                    return last(y);
                };
            case BACKWARD_DATA ->
                () -> {
                    INDArray dx = like(x);
                    run("conv2d_input_bp", all(sizes, weights, dy), all(dx), how);
                    return last(dx);
                };
            case TRAINING ->
                () -> {
                    INDArray y = like(dy);
                    INDArray dx = like(x);
                    INDArray dw = like(weights);
                    run("conv2d", all(x, weights), all(y), how);
                    run("conv2d_bp", all(x, weights, dy), all(dx, dw), how);
                    return last(dx, y, dw);
                };
            case BACKWARD_WEIGHTS -> throw new IllegalArgumentException("nd4j has no gradient of weights alone");
        };
    }

    // ---------------------------------------------------------------------------------------------- others

    private static Step batchNorm(Operation.BatchNorm w) {
        INDArray x = array(Formula.INPUT, w.input());
        INDArray dy = array(Formula.OTHER, w.input());
        INDArray scale = Nd4j.ones(w.channels());
        INDArray shift = Nd4j.zeros(w.channels());
        INDArray runningMean = Nd4j.zeros(w.channels());
        INDArray runningVariance = Nd4j.ones(w.channels());
        long[] how = {1, 1, 1}; // with scale, with shift, channels on axis 1
        double eps = 1e-5;
        double rate = 0.1;
        return () -> {
            INDArray mean = x.mean(0, 2, 3);
            INDArray variance = x.var(false, 0, 2, 3);
            runningMean.muli(1 - rate).addi(mean.mul(rate));
            runningVariance.muli(1 - rate).addi(variance.mul(rate));
            INDArray y = like(x);
            run("batchnorm", all(x, mean, variance, scale, shift), all(y), how, eps);
            INDArray g = dy;
            if (w.relu()) {
                run("relu", all(y), all(y), new long[0], 0);
                g = like(dy);
                run("relu_bp", all(y, dy), all(g), new long[0], 0);
            }
            INDArray dx = like(x);
            INDArray[] small = {like(mean), like(mean), like(mean), like(mean)};
            run(
                    "batchnorm_bp",
                    all(x, mean, variance, scale, shift, g),
                    all(dx, small[0], small[1], small[2], small[3]),
                    how,
                    eps);
            if (w.relu()) {
                g.close();
            }
            return last(dx, y, mean, variance, small[0], small[1], small[2], small[3]);
        };
    }

    private static Step pool(Operation.Pool w) {
        INDArray x = array(Formula.INPUT, w.input());
        INDArray dy = array(Formula.OTHER, w.output());
        String name = w.max() ? "maxpool2d" : "avgpool2d";
        long size = w.max() ? 3 : w.side();
        long stride = w.max() ? 2 : 1;
        long pad = w.max() ? 1 : 0;
        long[] how = {size, size, stride, stride, pad, pad, 1, 1, 0, 0, 0};
        return () -> {
            INDArray y = like(dy);
            INDArray dx = like(x);
            run(name, all(x), all(y), how);
            run(name + "_bp", all(x, dy), all(dx), how);
            return last(dx, y);
        };
    }

    private static Step crossEntropy(Operation.CrossEntropy w) {
        INDArray x = array(Formula.INPUT, Shape.of(w.rows(), w.classes()));
        INDArray y = Nd4j.createFromArray(Formula.classes(w.rows(), w.classes()));
        return () -> {
            INDArray losses = Nd4j.createUninitialized(w.rows());
            INDArray dx = like(x);
            run("sparse_softmax_cross_entropy_loss_with_logits", all(y, x), all(losses), new long[0]);
            run("sparse_softmax_cross_entropy_loss_with_logits_grad", all(y, x), all(dx), new long[0]);
            losses.meanNumber();
            dx.divi(w.rows());
            return last(dx, losses);
        };
    }

    private static Step embedding(Operation.Embedding w) {
        INDArray table = array(Formula.INPUT, Shape.of(w.rows(), w.size()));
        INDArray picks = Nd4j.createFromArray(Formula.classes(w.picks(), w.rows()));
        INDArray dy = array(Formula.OTHER, Shape.of(w.picks(), w.size()));
        return () -> {
            INDArray y = like(dy);
            run("gather", all(table, picks), all(y), new long[] {0});
            INDArray gradient = Nd4j.zeros(w.rows(), w.size());
            run("scatter_add", all(gradient, picks, dy), all(gradient), new long[0]);
            return last(gradient, y);
        };
    }

    private static Step lstm(RecurrentLayer w) {
        INDArray x = array(Formula.INPUT, w.input());
        INDArray[] weights = new INDArray[w.weights().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Nd4j.create(w.weight(i), w.weights()[i].toArray());
        }
        INDArray h = Nd4j.zeros(w.batch(), w.size());
        INDArray c = Nd4j.zeros(w.batch(), w.size());
        INDArray input = weights[0].transpose().dup();
        INDArray recurrent = weights[1].transpose().dup();
        INDArray bias = weights[2].add(weights[3]);
        INDArray y = Nd4j.createUninitialized(w.output().toArray());
        int stepsFirst = 0;
        int forwards = 0;
        int tanh = 0;
        int sigmoid = 2;
        double noClipping = 0;
        return () -> {
            INDArray fresh = like(y);
            Nd4j.getExecutioner()
                    .exec(DynamicCustomOp.builder("lstmLayer")
                            .addInputs(x, input, recurrent, bias, h, c)
                            .addOutputs(fresh)
                            .addIntegerArguments(stepsFirst, forwards, sigmoid, tanh, tanh)
                            // bias; no lengths; states; no peepholes; the whole sequence and no last state
                            .addBooleanArguments(true, false, true, true, false, true, false, false)
                            .addFloatingPointArguments(noClipping)
                            .build());
            return last(fresh);
        };
    }
}
