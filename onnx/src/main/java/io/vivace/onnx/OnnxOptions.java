package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an ONNX file is to be like.
 *
 * <pre>{@code
 * OnnxOptions.of(Shape.of(1, 3, 224, 224)).openSize().softmax().classes(List.of("cat", "dog"))
 * }</pre>
 *
 * @param inputs what the net reads
 * @param outputName name of its output
 * @param openAxes axes of the inputs that may have any size, with a name for each
 * @param opset version of ONNX's operators, 17 to 23
 * @param foldBatchNorm whether batch norm is put into the convolution or linear layer before it
 * @param finish what follows the net
 * @param metadata texts by name that the file holds
 */
public record OnnxOptions(
        List<Input> inputs,
        String outputName,
        Map<Integer, String> openAxes,
        int opset,
        boolean foldBatchNorm,
        Finish finish,
        Map<String, String> metadata) {
    private static final int OLDEST = 17;
    private static final int NEWEST = 23;

    /** What follows the net. */
    public enum Finish {
        /** Nothing: the file gives what the net gives. */
        NONE,
        /** Probabilities over axis 1. */
        SOFTMAX,
        /** A probability for each number. */
        SIGMOID
    }

    /**
     * An input.
     *
     * @param name what the file calls it
     * @param dtype element type; of whole numbers, 0 and 1 must be valid
     * @param shape sizes at which the net is run; those of open axes are examples
     */
    public record Input(String name, DType dtype, Shape shape) {}

    /** Checks and copies. */
    public OnnxOptions {
        inputs = List.copyOf(inputs);
        openAxes = new TreeMap<>(openAxes);
        metadata = new LinkedHashMap<>(metadata);
        if (inputs.isEmpty() || inputs.stream().anyMatch(i -> i.shape().elements() == 0)) {
            throw new IllegalArgumentException("give at least one input, and sizes of at least 1, got " + inputs);
        }
        if (opset < OLDEST || opset > NEWEST) {
            throw new IllegalArgumentException(
                    "files are written with opset " + OLDEST + " to " + NEWEST + ", got " + opset);
        }
        List<String> names = new ArrayList<>(inputs.stream().map(Input::name).toList());
        names.add(outputName);
        if (names.stream().anyMatch(String::isEmpty)
                || names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException("inputs and output need a name each, got " + names);
        }
    }

    /**
     * {@return a file of one f32 input for each shape, called "input" ("input1" ... if there are several), with an open batch axis}
     *
     * @param shapes sizes, such as [1, 3, 224, 224]
     */
    public static OnnxOptions of(Shape... shapes) {
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < shapes.length; i++) {
            inputs.add(new Input(shapes.length == 1 ? "input" : "input" + (i + 1), DType.F32, shapes[i]));
        }
        return new OnnxOptions(inputs, "output", Map.of(0, "batch"), OLDEST, true, Finish.NONE, Map.of());
    }

    /**
     * {@return the same with these inputs}
     *
     * @param all in order
     */
    public OnnxOptions inputs(Input... all) {
        return new OnnxOptions(Arrays.asList(all), outputName, openAxes, opset, foldBatchNorm, finish, metadata);
    }

    /**
     * {@return the same with other names}
     *
     * @param input of the first input
     * @param output of the output
     */
    public OnnxOptions names(String input, String output) {
        List<Input> all = new ArrayList<>(inputs);
        all.set(0, new Input(input, all.get(0).dtype(), all.get(0).shape()));
        return new OnnxOptions(all, output, openAxes, opset, foldBatchNorm, finish, metadata);
    }

    /** {@return the same for pictures of any height and width that the net takes} */
    public OnnxOptions openSize() {
        return open(2, "height").open(3, "width");
    }

    /**
     * {@return the same with another axis of any size}
     *
     * @param axis of the inputs, from 0; inputs with fewer axes have none
     * @param name what the file calls the size
     */
    public OnnxOptions open(int axis, String name) {
        var all = new TreeMap<>(openAxes);
        all.put(axis, name);
        return new OnnxOptions(inputs, outputName, all, opset, foldBatchNorm, finish, metadata);
    }

    /** {@return the same for inputs of exactly the given sizes, the batch included} */
    public OnnxOptions fixed() {
        return new OnnxOptions(inputs, outputName, Map.of(), opset, foldBatchNorm, finish, metadata);
    }

    /**
     * {@return the same with another version of ONNX's operators}
     *
     * @param version 17 (for programs since 2022) to 23
     */
    public OnnxOptions opset(int version) {
        return new OnnxOptions(inputs, outputName, openAxes, version, foldBatchNorm, finish, metadata);
    }

    /** {@return the same with batch norm as operations of its own, as the net has it} */
    public OnnxOptions keepBatchNorm() {
        return new OnnxOptions(inputs, outputName, openAxes, opset, false, finish, metadata);
    }

    /** {@return the same with probabilities as output: a softmax over axis 1 follows the net} */
    public OnnxOptions softmax() {
        return new OnnxOptions(inputs, outputName, openAxes, opset, foldBatchNorm, Finish.SOFTMAX, metadata);
    }

    /** {@return the same with a probability for each output: a sigmoid follows the net} */
    public OnnxOptions sigmoid() {
        return new OnnxOptions(inputs, outputName, openAxes, opset, foldBatchNorm, Finish.SIGMOID, metadata);
    }

    /**
     * {@return the same with the names of the classes, under "classes" as a JSON list}
     *
     * @param names in the order of the outputs
     */
    public OnnxOptions classes(List<String> names) {
        return metadata("classes", names.stream().map(OnnxOptions::quoted).collect(Collectors.joining(",", "[", "]")));
    }

    /**
     * {@return the same with how pictures are normalised before the net, (x − mean) / std, under "mean" and "std" as JSON lists}
     *
     * @param mean of each channel
     * @param std of each channel
     */
    public OnnxOptions normalization(float[] mean, float[] std) {
        return metadata("mean", Arrays.toString(mean)).metadata("std", Arrays.toString(std));
    }

    /**
     * {@return the same with a text that the file holds}
     *
     * @param name by which it is found
     * @param text anything
     */
    public OnnxOptions metadata(String name, String text) {
        var all = new LinkedHashMap<>(metadata);
        all.put(name, text);
        return new OnnxOptions(inputs, outputName, openAxes, opset, foldBatchNorm, finish, all);
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
