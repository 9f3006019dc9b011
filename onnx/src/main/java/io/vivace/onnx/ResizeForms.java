package io.vivace.onnx;

import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Other sizes of planes. */
final class ResizeForms {
    static final Map<String, Form> ALL = Map.of(
            "nearest", ResizeForms::nearest,
            "nearestLike", ResizeForms::nearestLike,
            "bilinear", ResizeForms::bilinear,
            "pixelShuffle", s -> s.is("DepthToSpace", List.of(s.in(0)), "blocksize", s.whole("r"), "mode", "CRD"));

    private static final Object[] NEAREST = {
        "mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor"
    };

    private ResizeForms() {}

    /** Whole factors are scales. Others are chosen rows and columns: rounding could choose a neighbour. */
    private static void nearest(Site s) {
        long h = s.result(0).size(2).multipleOf(s.operand(0).size(2));
        long w = s.result(0).size(3).multipleOf(s.operand(0).size(3));
        if (h > 0 && w > 0) {
            s.is("Resize", List.of(s.in(0), "", scales(s, h, w)), NEAREST);
        } else {
            s.gives(chosen(s, chosen(s, s.in(0), 2), 3));
        }
    }

    private static String scales(Site s, long h, long w) {
        return s.own("scales", Tensor.of(new float[] {1, 1, h, w}));
    }

    private static String chosen(Site s, String x, int axis) {
        long in = s.whole(
                "size of pictures, unless they grow by a whole factor",
                s.operand(0).size(axis));
        long out = s.whole("size of the result", s.result(0).size(axis));
        if (in == out) {
            return x;
        }
        long[] from = new long[(int) out];
        for (int i = 0; i < out; i++) {
            from[i] = i * in / out;
        }
        return s.node("Gather", List.of(x, s.row(from)), "axis", (long) axis);
    }

    /** The height and width of the second operand; if sizes are fixed and equal, nothing. */
    private static void nearestLike(Site s) {
        boolean fixed = s.operand(0).isFixed() || planesFixed(s.operand(0));
        if (fixed && planesFixed(s.operand(1))) {
            s.gives(chosen(s, chosen(s, s.in(0), 2), 3));
            return;
        }
        String sizes = s.joined(List.of(s.axes(s.in(0), 0, 2), s.axes(s.in(1), 2, 4)));
        s.is("Resize", List.of(s.in(0), "", "", sizes), NEAREST);
    }

    private static boolean planesFixed(Operand x) {
        return x.size(2).isFixed() && x.size(3).isFixed();
    }

    private static void bilinear(Site s) {
        String centres = s.truth("alignCorners") ? "align_corners" : "half_pixel";
        long h = s.result(0).size(2).multipleOf(s.operand(0).size(2));
        long w = s.result(0).size(3).multipleOf(s.operand(0).size(3));
        List<String> in = h > 0 && w > 0
                ? List.of(s.in(0), "", scales(s, h, w))
                : List.of(s.in(0), "", "", s.joined(List.of(s.axes(s.in(0), 0, 2), size(s, 2), size(s, 3))));
        s.is("Resize", in, "mode", "linear", "coordinate_transformation_mode", centres);
    }

    private static String size(Site s, int axis) {
        return s.size(s.result(0).size(axis), s.operand(0) instanceof Operand.Value v ? v : null);
    }
}
