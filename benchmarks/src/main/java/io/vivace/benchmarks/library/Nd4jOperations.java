package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Operation;
import io.vivace.benchmarks.work.Operation.Formulas;
import io.vivace.benchmarks.work.OptimizerStep;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Work;
import io.vivace.memory.Shape;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** ND4J's own operations. Results are closed at once, which is the fastest way of having fresh ones. */
final class Nd4jOperations implements Library {
    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public boolean does(Work work, Precision precision) {
        if (precision != Precision.F32) {
            return false;
        }
        if (work instanceof Operation.Elementwise w) {
            return w.formula() != Formulas.ADD_RECORDED;
        }
        if (work instanceof OptimizerStep w) {
            return w.rule() == OptimizerStep.Rule.ADAM;
        }
        return Nd4jLayers.does(work)
                || work instanceof Operation.Matmul
                || work instanceof Operation.Softmax
                || work instanceof Operation.Allocation;
    }

    @Override
    public Step prepare(Work work, Precision precision) {
        if (work instanceof Operation.Matmul w) {
            INDArray a = array(Formula.INPUT, Shape.of(w.m(), w.k()));
            INDArray b = array(Formula.OTHER, Shape.of(w.k(), w.n()));
            return reading(() -> a.mmul(b));
        }
        if (work instanceof Operation.Elementwise w) {
            return elementwise(w);
        }
        if (work instanceof Operation.Softmax w) {
            INDArray x = array(Formula.INPUT, Shape.of(w.rows(), w.classes()));
            return reading(() -> Transforms.softmax(x, true));
        }
        if (work instanceof Operation.Allocation w) {
            return () -> {
                Nd4j.createUninitialized(w.elements()).close();
                return 0;
            };
        }
        if (work instanceof OptimizerStep w) {
            return adam(w);
        }
        return Nd4jLayers.of(work);
    }

    private static INDArray array(int seed, Shape shape) {
        return Nd4j.create(Formula.noise(shape.elements(), seed), shape.toArray());
    }

    private static Step reading(Supplier<INDArray> operation) {
        return () -> {
            try (INDArray y = operation.get()) {
                long[] last = y.shape();
                for (int i = 0; i < last.length; i++) {
                    last[i]--;
                }
                return y.getFloat(last);
            }
        };
    }

    private static Step elementwise(Operation.Elementwise w) {
        INDArray a = array(Formula.INPUT, Shape.of(w.elements()));
        INDArray b = array(Formula.OTHER, Shape.of(w.elements()));
        return reading(
                switch (w.formula()) {
                    case ADD -> () -> a.add(b);
                    case MUL -> () -> a.mul(b);
                    case SIGMOID -> () -> Transforms.sigmoid(a, true);
                    case TANH -> () -> Transforms.tanh(a, true);
                    case RELU -> () -> Transforms.relu(a, true);
                    case EXP -> () -> Transforms.exp(a, true);
                    case COPY -> a::dup;
                    case ADD_RECORDED -> throw new IllegalArgumentException("ND4J arrays are not differentiated");
                });
    }

    /** All parameters as one vector, as DL4J keeps them. */
    private static Step adam(OptimizerStep w) {
        float[] values = joined(w, false);
        INDArray p = Nd4j.createFromArray(values);
        INDArray g = Nd4j.createFromArray(joined(w, true));
        INDArray step = Nd4j.createUninitialized(values.length);
        INDArray squares = Nd4j.zeros(values.length);
        INDArray mean = Nd4j.zeros(values.length);
        int last = (int)
                w.shapes().values().stream().reduce((a, b) -> b).orElseThrow().elements();
        int[] t = {0};
        return () -> {
            CustomOp op = DynamicCustomOp.builder("adam_updater")
                    .addInputs(g, squares, mean)
                    .addOutputs(step, squares, mean)
                    .addFloatingPointArguments(1e-3, 0.9, 0.999, 1e-8)
                    .addIntegerArguments(t[0]++)
                    .build();
            Nd4j.getExecutioner().exec(op);
            p.subi(step);
            return p.getFloat(values.length - last);
        };
    }

    private static float[] joined(OptimizerStep w, boolean gradients) {
        var shapes = w.shapes();
        float[] all = new float
                [(int) shapes.values().stream().mapToLong(Shape::elements).sum()];
        int[] at = {0};
        Formula.state(shapes).forEach((name, v) -> {
            float[] part = gradients ? Formula.noise(v.length, Formula.OTHER) : v;
            System.arraycopy(part, 0, all, at[0], v.length);
            at[0] += v.length;
        });
        return all;
    }
}
