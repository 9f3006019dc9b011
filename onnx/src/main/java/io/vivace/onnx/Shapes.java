package io.vivace.onnx;

import io.vivace.memory.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The sizes at which a net is traced, and what the file says of its inputs and its output. */
final class Shapes {
    /** Open axes grow by multiples of this, because nets divide pictures by powers of two. */
    private static final int STEP = 32;

    /** By how much the batch is longer in the traces. */
    private static final int[] ITEMS = {0, 1, 4};

    /** How many steps the first open axis beside the batch is longer in the traces, and what the next ones have more. */
    private static final int[][] STEPS = {{0, 1, 3}, {0, 1, 1}};

    private Shapes() {}

    /**
     * {@return the shapes of the inputs in each trace} In the first they are as given, but with two items in an open batch, because one
     * hides what is an axis. In the others every open axis is longer, each by other numbers: so a size tells from which axis it comes.
     */
    static List<List<Shape>> traced(OnnxOptions options) {
        List<List<Shape>> all = new ArrayList<>();
        for (int trace = 0; trace < (options.openAxes().isEmpty() ? 2 : ITEMS.length); trace++) {
            List<Shape> shapes = new ArrayList<>();
            for (OnnxOptions.Input in : options.inputs()) {
                shapes.add(longer(in.shape(), options, trace));
            }
            all.add(shapes);
        }
        return all;
    }

    private static Shape longer(Shape given, OnnxOptions options, int trace) {
        Shape shape = given;
        int steps = STEPS[0][trace];
        for (int axis : options.openAxes().keySet()) {
            long size = axis < given.rank() ? given.size(axis) : 0;
            if (axis == 0 && given.rank() > 0) {
                shape = shape.with(0, Math.max(2, size) + ITEMS[trace]);
            } else if (axis < given.rank()) {
                shape = shape.with(axis, size + (long) steps * STEP);
            }
            steps += axis == 0 ? 0 : STEPS[1][trace];
        }
        return shape;
    }

    /** {@return the refusal of a later trace} */
    static IllegalArgumentException refused(OnnxOptions options, List<Shape> shapes, IllegalArgumentException e) {
        return new IllegalArgumentException(
                "the net takes " + traced(options).get(0) + ", but not " + shapes
                        + ", so not all of these axes can be open: "
                        + options.openAxes().values()
                        + ". Leave fewer open (OnnxOptions.fixed()). The net said: " + e.getMessage(),
                e);
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
