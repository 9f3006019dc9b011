package io.vivace.onnx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of the net, the same in both traces.
 *
 * @param name of the operation
 * @param attributes by name; whole numbers as {@link Sizes}, rows of them as lists of these
 * @param inputs operands, null where there is none
 * @param outputs results
 * @param place path of the layer, "" for the net itself
 */
record Operation(
        String name,
        Map<String, Object> attributes,
        List<@Nullable Operand> inputs,
        List<Operand.Value> outputs,
        String place) {
    /** {@return where this happens, for messages} */
    String where() {
        return "'" + name + "'" + (place.isEmpty() ? "" : " in layer " + place);
    }
}
