package io.vivace.vision.models;

import io.vivace.memory.Shape;
import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.AvgPool2d;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a net that turn an image into features, without what classifies them: what transfer learning keeps.
 *
 * @param net layers from [N, channels, H, W] to [N, features, H', W']
 * @param splits positions of the layers at which layer groups start, after the first group
 * @param whole the net that these are layers of, by whose names files hold their weights
 */
public record Body(Sequential net, List<Integer> splits, Module whole) {
    /** Checks that the splits are layers, in order. */
    public Body {
        splits = List.copyOf(splits);
        int before = 0;
        for (int s : splits) {
            if (s <= before || s >= net.size()) {
                throw new IllegalArgumentException("a body of " + net.size() + " layers cannot be split at " + splits
                        + ": give growing positions from 1 to " + (net.size() - 1));
            }
            before = s;
        }
    }

    /**
     * A body that is no part of a known net.
     *
     * @param net layers from [N, channels, H, W] to [N, features, H', W']
     * @param splits positions of the layers at which layer groups start, after the first group
     */
    public Body(Sequential net, List<Integer> splits) {
        this(net, splits, net);
    }

    /**
     * {@return the body of a net} A {@link Backbone} knows its own; of any other net the layers before the last one that
     * pools are taken (fastai's rule), as one group.
     *
     * @param net a classifier
     * @throws IllegalArgumentException if nothing in the net pools
     */
    public static Body of(Module net) {
        if (net instanceof Backbone backbone) {
            Body body = backbone.body();
            return new Body(body.net, body.splits, net);
        }
        List<Module> children = new ArrayList<>(net.children().values());
        for (int i = children.size() - 1; i > 0; i--) {
            if (pools(children.get(i))) {
                return new Body(new Sequential(children.subList(0, i)), List.of(), net);
            }
        }
        throw new IllegalArgumentException("no layer of this " + net.describe()
                + " pools, so it is not clear where its body" + " ends: make new Body(new Sequential(layers), splits)");
    }

    private static boolean pools(Module m) {
        return m.modules().values().stream()
                .anyMatch(p -> p instanceof MaxPool2d || p instanceof AvgPool2d || p instanceof AdaptivePool2d);
    }

    /**
     * {@return the same layers in other groups}
     *
     * @param positions of the layers at which groups start, after the first group
     */
    public Body splitAt(int... positions) {
        return new Body(net, Arrays.stream(positions).boxed().toList(), whole);
    }

    /**
     * {@return the number of channels that come out, found by running one black image through the layers}
     *
     * @param channels of the input
     */
    public long features(int channels) {
        return outputShape(channels, Encoder.SIDE, Encoder.SIDE).size(1);
    }

    /**
     * {@return the shape that comes out for one image, found by running a black one through the layers} They need no values yet.
     *
     * @param channels of the input
     * @param rows of the input
     * @param columns of the input
     */
    public Shape outputShape(int channels, int rows, int columns) {
        return net.sizing(() -> {
            try (var scope = Scope.open()) {
                return net.forward(Tensor.zeros(1, channels, rows, columns)).shape();
            }
        });
    }

    /**
     * {@return the channels of the images it takes, which its first convolution tells}
     *
     * @throws IllegalArgumentException if it has no convolution
     */
    public int channels() {
        return net.parameters().values().stream()
                .map(Parameter::shape)
                .filter(s -> s.rank() == 4)
                .findFirst()
                .map(s -> Math.toIntExact(s.size(1)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "this body has no convolution, so it does not read pictures:\n" + net));
    }

    /** {@return the name that alone, with its channels, tells how this body is made again; null if more must be known} */
    public @Nullable String name() {
        if (!(whole instanceof Backbone of)) {
            return null;
        }
        Architecture known = of.architecture();
        Architecture usual = Architecture.of(known.name()).with("channels", channels());
        boolean same = usual.build() instanceof Backbone net
                && net.architecture().with("classes", known.whole("classes", 1)).equals(known);
        return same ? known.name() : null;
    }

    /**
     * {@return the body of a net that is known by a name}
     *
     * @param name as {@link #name} says it
     * @param channels of the images
     * @throws IllegalArgumentException if no such net has a body
     */
    public static Body named(String name, int channels) {
        Module net = Architecture.of(name).with("channels", channels).build();
        if (!(net instanceof Backbone)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no net with a body; give one such as resnet34 or squeezenet1_1");
        }
        return of(net);
    }

    /**
     * {@return the layer groups of this body with a head behind it, the head last}
     *
     * @param head what classifies the features
     */
    public LayerGroups groups(Module head) {
        return groups(List.of(head));
    }

    /**
     * {@return the layer groups of this body with other modules around it, which are the last group}
     *
     * @param head all modules that are not the body's
     */
    public LayerGroups groups(List<Module> head) {
        List<List<Module>> groups = new ArrayList<>();
        int from = 0;
        for (int s : splits) {
            groups.add(net.steps().subList(from, s));
            from = s;
        }
        groups.add(net.steps().subList(from, net.size()));
        groups.add(head);
        return new LayerGroups(groups);
    }
}
