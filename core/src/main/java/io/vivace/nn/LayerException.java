package io.vivace.nn;

import java.util.Map;

/** A refused input, with the layer that refused it and the path to that layer in front of the message. */
final class LayerException extends IllegalArgumentException {
    private final transient Module at;
    private final String layer;
    private final String path;
    private final IllegalArgumentException reason;

    private LayerException(Module at, String layer, String path, IllegalArgumentException reason) {
        super(layer + (path.isEmpty() ? "" : " in " + at.label() + path) + ": " + reason.getMessage(), reason);
        this.at = at;
        this.layer = layer;
        this.path = path;
        this.reason = reason;
        setStackTrace(reason.getStackTrace());
    }

    /** {@return the exception as it leaves a module: the innermost adds its description, the others a step of the path} */
    static LayerException in(Module here, IllegalArgumentException e) {
        if (!(e instanceof LayerException inner)) {
            return new LayerException(here, here.describe(), "", e);
        }
        if (inner.at == here) {
            return inner;
        }
        return new LayerException(here, inner.layer, step(here, inner.at) + inner.path, inner.reason);
    }

    /** {@return how one gets from a module to one inside: {@code .conv1}, or {@code [0]} for numbered parts} */
    private static String step(Module from, Module to) {
        for (Map.Entry<String, Module> child : from.children().entrySet()) {
            if (child.getValue() == to) {
                String name = child.getKey();
                return Character.isDigit(name.charAt(0)) ? "[" + name + "]" : "." + name;
            }
        }
        return "." + to.label();
    }
}
