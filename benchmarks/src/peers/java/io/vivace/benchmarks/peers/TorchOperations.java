package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.Operation.Pass;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.RecurrentLayer;
import io.vivace.benchmarks.work.Step;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Single operations of PyTorch. */
final class TorchOperations {
    private TorchOperations() {}

    /** Operations that know no pictures are the same in both layouts, so one variant does them. */
    static boolean does(Operation work, Precision precision, boolean channelsLast) {
        boolean pictures = work instanceof Operation.Convolution
                || work instanceof Operation.BatchNorm
                || work instanceof Operation.Pool;
        boolean products = work instanceof Operation.Convolution
                || work instanceof Operation.Matmul
                || work instanceof RecurrentLayer;
        return (pictures || !channelsLast) && (precision == Precision.F32 || products);
    }

    static Step of(Operation work, TorchValues values, boolean bf16) {
        if (work instanceof Operation.Convolution w) {
            return convolution(w, values, bf16);
        }
        if (work instanceof Operation.Matmul w) {
            Tensor a = typed(values.noise(Formula.INPUT, w.m(), w.k()), bf16);
            Tensor b = typed(values.noise(Formula.OTHER, w.k(), w.n()), bf16);
            return forward(() -> a.mm(b));
        }
        if (work instanceof Operation.BatchNorm w) {
            return batchNorm(w, values);
        }
        if (work instanceof Operation.Pool w) {
            Tensor x = TorchValues.wanted(values.noise(Formula.INPUT, w.input().toArray()));
            Tensor dy = values.noise(Formula.OTHER, w.output().toArray());
            return training(x, dy, () -> w.max() ? TorchNet.halved(x) : torch.adaptive_avg_pool2d(x, 1, 1));
        }
        if (work instanceof RecurrentLayer w) {
            return recurrent(w, values, bf16);
        }
        if (work instanceof Operation.Softmax w) {
            Tensor x = values.noise(Formula.INPUT, w.rows(), w.classes());
            return forward(() -> torch.softmax(x, 1));
        }
        if (work instanceof Operation.CrossEntropy w) {
            Tensor x = TorchValues.wanted(values.noise(Formula.INPUT, w.rows(), w.classes()));
            Tensor y = TorchValues.indexes(Formula.classes(w.rows(), w.classes()));
            return training(x, values.tensor(new float[] {1}).squeeze(), () -> torch.cross_entropy_loss(x, y));
        }
        if (work instanceof Operation.Embedding w) {
            Tensor table = TorchValues.wanted(values.noise(Formula.INPUT, w.rows(), w.size()));
            Tensor picks = TorchValues.indexes(Formula.classes(w.picks(), w.rows()));
            Tensor dy = values.noise(Formula.OTHER, w.picks(), w.size());
            return training(table, dy, () -> torch.embedding(table, picks));
        }
        if (work instanceof Operation.Elementwise w) {
            return elementwise(w, values);
        }
        if (work instanceof Operation.Allocation w) {
            return () -> {
                torch.empty(w.elements()).close();
                return 0;
            };
        }
        throw new IllegalArgumentException("pytorch does not do " + work.id());
    }

    // ---------------------------------------------------------------------------------------------- kinds of step

    private static Tensor typed(Tensor t, boolean bf16) {
        Tensor own = bf16 ? t.to(ScalarType.BFloat16) : t;
        own.retainReference();
        return own;
    }

    private static Step forward(Supplier<Tensor> operation) {
        return () -> {
            try (var scope = new PointerScope()) {
                return last(operation.get());
            }
        };
    }

    private static Step training(Tensor x, Tensor dy, Supplier<Tensor> operation) {
        return () -> {
            try (var scope = new PointerScope()) {
                x.mutable_grad().reset();
                operation.get().backward(dy, new BoolOptional(), false, new TensorArrayRefOptional());
                return last(x.grad());
            }
        };
    }

    private static float last(Tensor t) {
        Tensor at = t;
        for (long axis = t.dim() - 1; axis >= 0; axis--) {
            at = at.select(axis, -1);
        }
        return at.item_float();
    }

    // ---------------------------------------------------------------------------------------------- operations

    private static Step convolution(Operation.Convolution w, TorchValues values, boolean bf16) {
        Tensor x = typed(values.noise(Formula.INPUT, w.input().toArray()), bf16);
        Tensor weights = typed(values.noise(0, w.weights().toArray()), bf16);
        Tensor dy = typed(values.noise(Formula.OTHER, w.output().toArray()), bf16);
        if (w.pass() == Pass.FORWARD) {
            return forward(() -> TorchNet.conv(x, weights, new TensorOptional(), w.stride()));
        }
        if (w.pass() == Pass.TRAINING) {
            TorchValues.wanted(x);
            TorchValues.wanted(weights);
            Step once = training(x, dy, () -> TorchNet.conv(x, weights, new TensorOptional(), w.stride()));
            return () -> {
                weights.mutable_grad().reset();
                return once.run();
            };
        }
        boolean data = w.pass() == Pass.BACKWARD_DATA;
        var mask = new BoolPointer(3);
        mask.put(0, data).put(1, !data).put(2, false);
        long[] stride = {w.stride(), w.stride()};
        long[] pad = {w.padding(), w.padding()};
        return forward(() -> {
            var all = torch.convolution_backward(
                    dy,
                    x,
                    weights,
                    new LongArrayRefOptional(),
                    stride,
                    pad,
                    new long[] {1, 1},
                    false,
                    new long[] {0, 0},
                    1,
                    mask);
            return data ? all.get0() : all.get1();
        });
    }

    private static Step batchNorm(Operation.BatchNorm w, TorchValues values) {
        Tensor x = TorchValues.wanted(values.noise(Formula.INPUT, w.input().toArray()));
        Tensor dy = values.noise(Formula.OTHER, w.input().toArray());
        float[] ones = new float[w.channels()];
        Arrays.fill(ones, 1);
        Tensor scale = TorchValues.wanted(values.tensor(ones, w.channels()));
        Tensor shift = TorchValues.wanted(values.tensor(new float[w.channels()], w.channels()));
        Tensor mean = values.tensor(new float[w.channels()], w.channels());
        Tensor variance = values.tensor(ones, w.channels());
        Step once = training(x, dy, () -> {
            Tensor y = torch.batch_norm(
                    x,
                    new TensorOptional(scale),
                    new TensorOptional(shift),
                    new TensorOptional(mean),
                    new TensorOptional(variance),
                    true,
                    0.1,
                    1e-5,
                    false);
            return w.relu() ? y.relu_() : y;
        });
        return () -> {
            scale.mutable_grad().reset();
            shift.mutable_grad().reset();
            return once.run();
        };
    }

    /** All operands in the type of the products, which is what its LSTM takes. */
    private static Step recurrent(RecurrentLayer w, TorchValues values, boolean bf16) {
        Tensor x = typed(values.noise(Formula.INPUT, w.input().toArray()), bf16);
        Tensor dy = typed(values.noise(Formula.OTHER, w.output().toArray()), bf16);
        Tensor zeros = typed(values.tensor(new float[w.batch() * w.size()], 1, w.batch(), w.size()), bf16);
        var weights = new TensorVector();
        for (int i = 0; i < w.weights().length; i++) {
            Tensor one = typed(values.tensor(w.weight(i), w.weights()[i].toArray()), bf16);
            one.set_requires_grad(w.training());
            weights.push_back(one);
        }
        Supplier<Tensor> layer = () -> w.cell() == RecurrentLayer.Cell.LSTM
                ? torch.lstm(x, new TensorVector(zeros, zeros), weights, true, 1, 0, w.training(), false, false)
                        .get0()
                : torch.gru(x, zeros, weights, true, 1, 0, w.training(), false, false)
                        .get0();
        if (!w.training()) {
            return forward(layer);
        }
        TorchValues.wanted(x);
        Step once = training(x, dy, layer);
        return () -> {
            for (long i = 0; i < weights.size(); i++) {
                weights.get(i).mutable_grad().reset();
            }
            return once.run();
        };
    }

    private static Step elementwise(Operation.Elementwise w, TorchValues values) {
        Tensor a = values.noise(Formula.INPUT, w.elements());
        Tensor b = values.noise(Formula.OTHER, w.elements());
        return switch (w.formula()) {
            case ADD -> forward(() -> a.add(b));
            case ADD_RECORDED -> {
                TorchValues.wanted(b);
                yield () -> {
                    try (Tensor sum = a.add(b)) {
                        return sum.requires_grad() ? 1 : 0;
                    }
                };
            }
            case MUL -> forward(() -> a.mul(b));
            case SIGMOID -> forward(a::sigmoid);
            case TANH -> forward(a::tanh);
            case RELU -> forward(a::relu);
            case EXP -> forward(a::exp);
            case COPY -> forward(a::clone);
        };
    }
}
