package io.vivace.benchmarks.library;

import io.vivace.backend.Backend;
import io.vivace.backend.ConvSpec;
import io.vivace.backend.PoolSpec;
import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.RecurrentLayer;
import io.vivace.benchmarks.work.Step;
import io.vivace.loss.Loss;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.Storage;
import io.vivace.memory.View;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.Normalization;
import io.vivace.tensor.Pooling;
import io.vivace.tensor.Recurrence;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Single operations. */
final class VivaceOperations {
    private VivaceOperations() {}

    static Step of(Operation work, Precision precision) {
        DType type = precision == Precision.BF16 ? DType.BF16 : DType.F32;
        if (work instanceof Operation.Convolution w) {
            return convolution(w, type);
        }
        if (work instanceof Operation.Matmul w) {
            Tensor a = rows(Formula.INPUT, Shape.of(w.m(), w.k())).to(type).keep();
            Tensor b = rows(Formula.OTHER, Shape.of(w.k(), w.n())).to(type).keep();
            return forward(() -> a.matmul(b));
        }
        if (work instanceof Operation.BatchNorm w) {
            return batchNorm(w);
        }
        if (work instanceof Operation.Pool w) {
            Tensor x = image(Formula.INPUT, w.input()).requiresGrad();
            Tensor dy = image(Formula.OTHER, w.output());
            var spec = new PoolSpec(3, 3, 2, 2, 1, 1);
            return training(x, dy, () -> w.max() ? Pooling.max2d(x, spec, false) : Pooling.adaptiveAvg2d(x, 1, 1));
        }
        if (work instanceof RecurrentLayer w) {
            return recurrent(w, type);
        }
        if (work instanceof Operation.Softmax w) {
            Tensor x = rows(Formula.INPUT, Shape.of(w.rows(), w.classes()));
            return forward(() -> x.softmax(1));
        }
        if (work instanceof Operation.CrossEntropy w) {
            Tensor x = rows(Formula.INPUT, Shape.of(w.rows(), w.classes())).requiresGrad();
            Tensor y = Tensor.of(Formula.classes(w.rows(), w.classes())).keep();
            return training(x, Tensor.scalar(1).keep(), () -> Loss.crossEntropy(x, y));
        }
        if (work instanceof Operation.Embedding w) {
            Tensor table = rows(Formula.INPUT, Shape.of(w.rows(), w.size())).requiresGrad();
            Tensor picks = Tensor.of(Formula.classes(w.picks(), w.rows())).keep();
            Tensor dy = rows(Formula.OTHER, Shape.of(w.picks(), w.size()));
            return training(table, dy, () -> table.indexSelect(0, picks));
        }
        if (work instanceof Operation.Elementwise w) {
            return elementwise(w);
        }
        if (work instanceof Operation.Allocation w) {
            return () -> {
                Backend.current().allocate(4L * w.elements()).release();
                return 0;
            };
        }
        throw new IllegalArgumentException("vivace does not do " + work.id());
    }

    // ---------------------------------------------------------------------------------------------- kinds of step

    /** The result is read in its last place, so that nobody can leave the work undone. */
    private static Step forward(Supplier<Tensor> operation) {
        return () -> {
            try (var scope = Scope.open()) {
                return last(operation.get());
            }
        };
    }

    private static Step training(Tensor x, Tensor dy, Supplier<Tensor> operation) {
        return () -> {
            x.zeroGrad();
            try (var scope = Scope.open()) {
                operation.get().backward(dy, false, false);
                return last(Objects.requireNonNull(x.grad()));
            }
        };
    }

    /** One kernel into memory from the pool, as the backward half of an operation calls it. */
    private static Step kernel(DType type, Shape shape, Consumer<View> kernel) {
        long[] strides = shape.channelsLastStrides();
        return () -> {
            Storage memory = Backend.current().allocate(type.bytes() * shape.elements());
            try {
                kernel.accept(new View(memory, type, shape, strides, 0));
                ByteBuffer last = memory.window(type.bytes() * (shape.elements() - 1), type.bytes());
                return type == DType.F32 ? last.getFloat(0) : Float.intBitsToFloat(last.getShort(0) << 16);
            } finally {
                memory.release();
            }
        };
    }

    private static float last(Tensor t) {
        Tensor at = t.detach();
        for (int axis = 0; axis < t.rank(); axis++) {
            at = at.narrow(axis, t.size(axis) - 1, 1);
        }
        return at.item();
    }

    // ---------------------------------------------------------------------------------------------- operands

    private static Tensor rows(int seed, Shape shape) {
        return Tensor.of(Formula.noise(shape.elements(), seed), shape.toArray()).keep();
    }

    private static Tensor image(int seed, Shape shape) {
        return VivaceTraining.pictures(seed, shape.toArray());
    }

    // ---------------------------------------------------------------------------------------------- operations

    private static Step convolution(Operation.Convolution w, DType type) {
        ConvSpec spec = ConvSpec.of(w.stride(), w.padding());
        Tensor x = image(Formula.INPUT, w.input()).to(type).keep();
        Tensor weights = image(0, w.weights()); // as parameters of convolutions lie
        Tensor dy = image(Formula.OTHER, w.output()).to(type).keep();
        var mode = type == DType.BF16 ? io.vivace.tensor.Precision.BF16 : io.vivace.tensor.Precision.F32;
        var kernels = Backend.current().convolutions();
        return switch (w.pass()) {
            case FORWARD -> forward(() -> mode.compute(() -> Convolution.conv2d(x, weights, null, spec)));
            case BACKWARD_DATA ->
                kernel(type, w.input(), dx -> kernels.backwardData(dy.view(), weights.view(), dx, spec));
            case BACKWARD_WEIGHTS ->
                kernel(DType.F32, w.weights(), dw -> kernels.backwardWeights(x.view(), dy.view(), dw, spec));
            case TRAINING -> {
                x.requiresGrad();
                weights.requiresGrad();
                Step once = training(x, dy, () -> mode.compute(() -> Convolution.conv2d(x, weights, null, spec)));
                yield () -> {
                    weights.zeroGrad();
                    return once.run();
                };
            }
        };
    }

    private static Step batchNorm(Operation.BatchNorm w) {
        Tensor x = image(Formula.INPUT, w.input()).requiresGrad();
        Tensor dy = image(Formula.OTHER, w.input());
        Tensor scale = Tensor.ones(w.channels()).requiresGrad().keep();
        Tensor shift = Tensor.zeros(w.channels()).requiresGrad().keep();
        Tensor mean = Tensor.zeros(w.channels()).keep();
        Tensor variance = Tensor.ones(w.channels()).keep();
        Step once = training(
                x,
                dy,
                () -> w.relu()
                        ? Normalization.batchNormRelu(x, scale, shift, mean, variance, true, 0.1, 1e-5)
                        : Normalization.batchNorm(x, scale, shift, mean, variance, true, 0.1, 1e-5));
        return () -> {
            scale.zeroGrad();
            shift.zeroGrad();
            return once.run();
        };
    }

    private static Step recurrent(RecurrentLayer w, DType type) {
        Tensor x = rows(Formula.INPUT, w.input()).to(type).keep();
        Tensor dy = rows(Formula.OTHER, w.output()).to(type).keep();
        Tensor h = Tensor.zeros(type, Shape.of(w.batch(), w.size())).keep();
        Tensor c = Tensor.zeros(DType.F32, Shape.of(w.batch(), w.size())).keep();
        Tensor[] weights = new Tensor[w.weights().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Tensor.of(w.weight(i), w.weights()[i].toArray()).keep();
        }
        var mode = type == DType.BF16 ? io.vivace.tensor.Precision.BF16 : io.vivace.tensor.Precision.F32;
        Supplier<Tensor> layer = () -> mode.compute(() -> w.cell() == RecurrentLayer.Cell.LSTM
                ? Recurrence.lstm(x, h, c, weights[0], weights[1], weights[2], weights[3], false)
                        .steps()
                : Recurrence.gru(x, h, weights[0], weights[1], weights[2], weights[3], false)
                        .steps());
        if (!w.training()) {
            return forward(layer);
        }
        x.requiresGrad();
        for (Tensor one : weights) {
            one.requiresGrad();
        }
        Step once = training(x, dy, layer);
        return () -> {
            for (Tensor one : weights) {
                one.zeroGrad();
            }
            return once.run();
        };
    }

    private static Step elementwise(Operation.Elementwise w) {
        Tensor a = rows(Formula.INPUT, Shape.of(w.elements()));
        Tensor b = rows(Formula.OTHER, Shape.of(w.elements()));
        return switch (w.formula()) {
            case ADD -> forward(() -> a.add(b));
            case ADD_RECORDED -> {
                b.requiresGrad();
                yield () -> {
                    try (var scope = Scope.open()) {
                        return a.add(b).needsGrad() ? 1 : 0;
                    }
                };
            }
            case MUL -> forward(() -> a.mul(b));
            case SIGMOID -> forward(a::sigmoid);
            case TANH -> forward(a::tanh);
            case RELU -> forward(a::relu);
            case EXP -> forward(a::exp);
            case COPY -> forward(a::copy);
        };
    }
}
