package io.vivace.onnx;

import io.vivace.memory.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sizes at which a net is traced, and what the file says of its inputs and its output. */
final class Shapes {
    /** By how much open axes grow from the first trace to the second: nets divide pictures by powers of two. */
    private static final int STEP = 32;

    private Shapes() {}

    /** {@return the shapes of the first trace: as given, but with two items in an open batch, because one hides what is an axis} */
    static List<Shape> first(OnnxOptions options) {
        return options.inputs().stream()
                .map(in -> options.openAxes().containsKey(0)
                                && in.shape().rank() > 0
                                && in.shape().size(0) == 1
                        ? in.shape().with(0, 2)
                        : in.shape())
                .toList();
    }

    /** {@return the shapes of the second trace: every open axis longer, each by another number} */
    static List<Shape> second(OnnxOptions options) {
        List<Shape> all = new ArrayList<>();
        for (Shape first : first(options)) {
            Shape shape = first;
            int step = STEP;
            for (int axis : options.openAxes().keySet()) {
                if (axis < shape.rank()) {
                    shape = shape.with(axis, shape.size(axis) + (axis == 0 ? 1 : step));
                }
                step += axis == 0 ? 0 : STEP;
            }
            all.add(shape);
        }
        return all;
    }

    /** {@return what the file says of the inputs} */
    static List<ModelFile.Border> inputs(OnnxOptions options) {
        List<ModelFile.Border> all = new ArrayList<>();
        for (OnnxOptions.Input in : options.inputs()) {
            List<Object> dims = new ArrayList<>();
            for (int axis = 0; axis < in.shape().rank(); axis++) {
                String open = options.openAxes().get(axis);
                dims.add(open == null ? (Object) in.shape().size(axis) : open);
            }
            all.add(new ModelFile.Border(in.name(), in.dtype(), dims));
        }
        return all;
    }

    /** {@return what the file says of the output: sizes that depend on the input have the name of the axis that they equal} */
    static ModelFile.Border output(Program program, OnnxOptions options) {
        Operand.Value y = program.output();
        List<Object> dims = new ArrayList<>();
        for (Sizes size : y.shape()) {
            dims.add(size.isFixed() ? (Object) size.first() : axis(size, program, options.openAxes()));
        }
        return new ModelFile.Border(options.outputName(), y.dtype(), dims);
    }

    private static String axis(Sizes size, Program program, Map<Integer, String> open) {
        for (Operand.Value in : program.inputs()) {
            for (var axis : open.entrySet()) {
                if (axis.getKey() < in.rank() && in.size(axis.getKey()).equals(size)) {
                    return axis.getValue();
                }
            }
        }
        return "";
    }
}
