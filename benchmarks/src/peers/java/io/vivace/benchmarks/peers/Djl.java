package io.vivace.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.ImagePipeline;
import io.vivace.benchmarks.work.LanguageModel;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.Operation.Formulas;
import io.vivace.benchmarks.work.Operation.Pass;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Work;
import java.util.function.Supplier;

/** DJL on its PyTorch engine. */
public final class Djl implements Library {
    /** Called by the service loader. */
    public Djl() {}

    @Override
    public String name() {
        return "djl";
    }

    @Override
    public boolean does(Work work, Precision precision) {
        if (precision != Precision.F32) {
            return false;
        }
        if (work instanceof Operation.Convolution w) {
            return w.pass() == Pass.FORWARD;
        }
        if (work instanceof Operation.Elementwise w) {
            return w.formula() != Formulas.ADD_RECORDED && w.formula() != Formulas.SIGMOID;
        }
        return work instanceof Classification
                || work instanceof LanguageModel
                || work instanceof ImagePipeline
                || work instanceof Operation.Softmax
                || work instanceof Operation.Matmul;
    }

    @Override
    public Step prepare(Work work, Precision precision) {
        Engine engine = Engine.getEngine("PyTorch");
        NDManager memory = engine.newBaseManager();
        if (work instanceof Classification w) {
            return new DjlTraining(w, engine, memory);
        }
        if (work instanceof LanguageModel w) {
            return new DjlLanguageModel(w, engine, memory);
        }
        if (work instanceof ImagePipeline w) {
            return new DjlImages(w, memory);
        }
        if (work instanceof Operation.Softmax w) {
            NDArray x = noise(memory, Formula.INPUT, w.rows(), w.classes());
            return reading(memory, () -> x.softmax(1));
        }
        if (work instanceof Operation.Convolution w) {
            NDArray x = noise(memory, Formula.INPUT, w.input().toArray());
            NDArray weights = noise(memory, 0, w.weights().toArray());
            return reading(memory, () -> DjlTraining.conv(x, weights, w.stride()));
        }
        if (work instanceof Operation.Matmul w) {
            NDArray a = noise(memory, Formula.INPUT, w.m(), w.k());
            NDArray b = noise(memory, Formula.OTHER, w.k(), w.n());
            return reading(memory, () -> a.matMul(b));
        }
        if (work instanceof Operation.Elementwise w) {
            NDArray a = noise(memory, Formula.INPUT, w.elements());
            NDArray b = noise(memory, Formula.OTHER, w.elements());
            return reading(memory, operation(w.formula(), a, b));
        }
        throw new IllegalArgumentException("djl does not do " + work.id());
    }

    static NDArray noise(NDManager memory, int seed, long... dims) {
        var shape = new Shape(dims);
        return memory.create(Formula.noise(shape.size(), seed), shape);
    }

    private static Supplier<NDArray> operation(Formulas formula, NDArray a, NDArray b) {
        return switch (formula) {
            case ADD -> () -> a.add(b);
            case MUL -> () -> a.mul(b);
            case TANH -> a::tanh;
            case RELU -> () -> a.getNDArrayInternal().relu();
            case EXP -> a::exp;
            case COPY -> a::duplicate;
            default -> throw new IllegalArgumentException("djl does not do " + formula);
        };
    }

    /** Results are closed at once; the last element is read, as all libraries do. */
    private static Step reading(NDManager memory, Supplier<NDArray> operation) {
        return () -> {
            try (NDManager scope = memory.newSubManager()) {
                NDArray y = operation.get();
                y.attach(scope);
                NDArray last = y.flatten().get(y.size() - 1);
                return last.getFloat();
            }
        };
    }
}
