package io.vivace.vision.detection;

import io.vivace.nn.Sequential;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Body;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a body is about to make its grid coarser, and its end: what it knows on each of its grids that are coarse enough, fine ones first.
 *
 * @param parts the body, cut behind the layers whose outputs are wanted
 * @param ends the last layer of each part
 * @param shapes channels, rows and columns of each output
 */
record Levels(List<Sequential> parts, List<Integer> ends, List<long[]> shapes) {
    static Levels of(Body body, Size shown, int finest) {
        Bounds.require(body, shown);
        List<Integer> ends = new ArrayList<>();
        List<long[]> shapes = new ArrayList<>();
        List<long[]> all = outputs(body, shown);
        for (int i = 0; i < all.size(); i++) {
            long[] s = all.get(i);
            boolean last = i == all.size() - 1;
            boolean coarser = !last && (all.get(i + 1)[1] != s[1] || all.get(i + 1)[2] != s[2]);
            if (last || (coarser && Math.max(s[1], s[2]) <= finest)) {
                ends.add(i);
                shapes.add(s);
            }
        }
        return cut(body, ends, shapes);
    }

    /** {@return the same layers, for pictures of another size} */
    static Levels at(Body body, Size shown, Levels like) {
        List<long[]> all = outputs(body, shown);
        return cut(body, like.ends, like.ends.stream().map(all::get).toList());
    }

    private static Levels cut(Body body, List<Integer> ends, List<long[]> shapes) {
        List<Sequential> parts = new ArrayList<>();
        int from = 0;
        for (int end : ends) {
            parts.add(body.net().slice(from, end + 1));
            from = end + 1;
        }
        return new Levels(parts, ends, shapes);
    }

    /** {@return channels, rows and columns after each layer, found by showing the body a black picture} */
    private static List<long[]> outputs(Body body, Size shown) {
        return body.net().sizing(() -> {
            try (var scope = Scope.open()) {
                List<long[]> shapes = new ArrayList<>();
                Tensor x = Tensor.zeros(1, body.channels(), shown.height(), shown.width());
                for (int i = 0; i < body.net().size(); i++) {
                    Tensor y = body.net().get(i).forward(x);
                    if (y != x) {
                        x.closeUnlessKept();
                    }
                    x = y;
                    shapes.add(new long[] {x.size(1), x.size(2), x.size(3)});
                }
                return shapes;
            }
        });
    }

    int count() {
        return ends.size();
    }

    int channels(int level) {
        return (int) shapes.get(level)[0];
    }

    Size grid(int level) {
        return Size.of((int) shapes.get(level)[1], (int) shapes.get(level)[2]);
    }

    /** {@return what the body knows on each grid; all of it is the caller's to close} */
    List<Tensor> run(Tensor picture) {
        List<Tensor> seen = new ArrayList<>(parts.size());
        Tensor x = picture;
        for (Sequential part : parts) {
            x = part.forward(x);
            seen.add(x);
        }
        return seen;
    }
}
