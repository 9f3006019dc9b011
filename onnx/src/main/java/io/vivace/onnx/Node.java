package io.vivace.onnx;

import java.util.List;
import java.util.Map;

/**
 * An operation of the file.
 *
 * @param name its own
 * @param type ONNX operator, such as {@code Conv}
 * @param inputs names of values, "" where one is left out
 * @param outputs names of values
 * @param attributes whole numbers ({@code Long}), numbers ({@code Float}), texts, or rows of whole numbers ({@code long[]})
 */
record Node(String name, String type, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
    Node withInputs(List<String> others) {
        return new Node(name, type, others, outputs, attributes);
    }

    Node withOutputs(List<String> others) {
        return new Node(name, type, inputs, others, attributes);
    }
}
