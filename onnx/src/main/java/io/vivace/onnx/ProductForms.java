package io.vivace.onnx;

import io.vivace.backend.ConvSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Convolutions and matrix products. */
final class ProductForms {
    static final Map<String, Form> ALL = Map.of(
            "conv1d", s -> convolution(s, 1),
            "conv2d", s -> convolution(s, 2),
            "convTranspose1d", s -> transposed(s, 1),
            "convTranspose2d", s -> transposed(s, 2),
            "linear", ProductForms::linear,
            "matmul", s -> s.is("MatMul", List.of(s.in(0, s.type()), s.in(1, s.type()))));

    private ProductForms() {}

    private static List<String> operands(Site s) {
        return List.of(s.in(0, s.type()), s.in(1, s.type()), s.in(2));
    }

    private static void convolution(Site s, int axes) {
        s.is("Conv", operands(s), windows(s, axes).toArray());
    }

    private static void transposed(Site s, int axes) {
        List<Object> all = windows(s, axes);
        all.add("output_padding");
        all.add(s.wholes("outputPad"));
        s.is("ConvTranspose", operands(s), all.toArray());
    }

    private static List<Object> windows(Site s, int axes) {
        ConvSpec c = s.told("spec", ConvSpec.class);
        Operand w = s.operand(1);
        long[] kernel = new long[axes];
        for (int i = 0; i < axes; i++) {
            kernel[i] = s.whole("kernel", w.size(2 + i));
        }
        boolean plane = axes == 2;
        return new ArrayList<>(List.of(
                "kernel_shape",
                kernel,
                "strides",
                plane ? new long[] {c.strideH(), c.strideW()} : new long[] {c.strideW()},
                "pads",
                plane ? new long[] {c.padH(), c.padW(), c.padH(), c.padW()} : new long[] {c.padW(), c.padW()},
                "dilations",
                plane ? new long[] {c.dilationH(), c.dilationW()} : new long[] {c.dilationW()},
                "group",
                (long) c.groups()));
    }

    private static void linear(Site s) {
        if (s.operand(0).rank() == 2) {
            s.is("Gemm", operands(s), "transB", 1L);
            return;
        }
        String columns = s.node("Transpose", List.of(s.in(1, s.type())), "perm", new long[] {1, 0});
        String product = s.node("MatMul", List.of(s.in(0, s.type()), columns));
        s.gives(s.has(2) ? s.node("Add", List.of(product, s.in(2))) : product);
    }
}
