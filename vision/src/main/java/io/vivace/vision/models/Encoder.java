package io.vivace.vision.models;

import io.vivace.nn.Sequential;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A body that also hands out what it knows just before the picture becomes smaller, for what enlarges it again.
 *
 * @param body the layers
 * @param channels of the picture
 * @param features channels of the body's output
 * @param halvings how often the body halves the picture
 * @param shrinksAtOnce whether the output of its first layer is smaller than the picture
 * @param skips where the picture is about to become smaller, early layers first
 */
record Encoder(Body body, int channels, int features, int halvings, boolean shrinksAtOnce, List<Skip> skips) {
    /** A layer of the body and the channels of its output. */
    record Skip(int layer, int channels) {}

    /** Rows and columns of a picture that can be halved six times, and that Inception nets can read. */
    static final int SIDE = 128;

    /** {@return what a body does to pictures, found by showing it a black one; it needs no values yet} */
    static Encoder of(Body body) {
        Sequential net = body.net();
        int channels = body.channels();
        return net.sizing(() -> {
            try (var scope = Scope.open()) {
                return looked(body, channels);
            }
        });
    }

    private static Encoder looked(Body body, int channels) {
        Sequential net = body.net();
        var skips = new ArrayList<Skip>();
        Tensor x = Tensor.zeros(1, channels, SIDE, SIDE);
        boolean atOnce = false;
        for (int i = 0; i < net.size(); i++) {
            Tensor y = net.get(i).forward(x);
            if (y.rank() != 4) {
                throw new IllegalArgumentException(
                        "layer " + i + " of this body, " + net.get(i).describe() + ", gives " + y.shape()
                                + "; a net for pixels needs features [N, channels, H, W] throughout");
            }
            boolean shrinks = y.size(3) != x.size(3);
            atOnce |= shrinks && i == 0;
            if (shrinks && i > 0) {
                skips.add(new Skip(i - 1, Math.toIntExact(x.size(1))));
            }
            x = y;
        }
        int halvings = (int) Math.round(Math.log((double) SIDE / x.size(3)) / Math.log(2));
        return new Encoder(body, channels, Math.toIntExact(x.size(1)), halvings, atOnce, skips);
    }

    /** {@return the body, cut behind each skip: what stands between them can be computed as one} */
    List<Sequential> parts() {
        var parts = new ArrayList<Sequential>();
        int from = 0;
        for (Skip s : skips) {
            parts.add(body.net().slice(from, s.layer + 1));
            from = s.layer + 1;
        }
        parts.add(body.net().slice(from, body.net().size()));
        return parts;
    }

    /** {@return what the skips see, early ones first, and the body's output at the end; all of it is the caller's to close} */
    static List<Tensor> run(List<Sequential> parts, Tensor picture) {
        var seen = new ArrayList<Tensor>(parts.size());
        Tensor x = picture;
        for (Sequential part : parts) {
            x = part.forward(x);
            seen.add(x);
        }
        return seen;
    }
}
