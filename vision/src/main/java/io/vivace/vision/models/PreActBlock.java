package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The residual block with activation before convolution (He et al. 2016, "Identity mappings"): with a = ReLU(BN(x)), the
 * output is factor · conv(ReLU(BN(conv(a)))) + shortcut, where the shortcut is a 1×1 convolution of a if shape or channels
 * change, else x, or a where asked for.
 */
final class PreActBlock extends Module {
    /**
     * What blocks of a net share.
     *
     * @param factor of the branch
     * @param activatedShortcut whether the shortcut is a rather than x where the shape stays
     * @param dropout between the convolutions
     * @param start how convolutions start
     */
    record Style(double factor, boolean activatedShortcut, double dropout, Init start) {}

    private final Style style;
    private final Module bn1;
    private final List<Module> branch = new ArrayList<>();
    private final @Nullable Module shortcut;

    PreActBlock(int in, int out, int stride, Style style) {
        this.style = style;
        bn1 = child("bn1", BatchNorm2d.of(in).relu());
        branch.add(child("conv1", conv(in, out, 3, stride, style.start)));
        if (style.dropout > 0) {
            branch.add(child("dropout", Dropout.of(style.dropout)));
        }
        branch.add(child("bn2", BatchNorm2d.of(out).relu()));
        branch.add(child("conv2", conv(out, out, 3, 1, style.start)));
        shortcut = stride == 1 && in == out ? null : child("shortcut", conv(in, out, 1, stride, style.start));
    }

    static Conv2d conv(int in, int out, int size, int stride, Init start) {
        return Conv2d.of(in, out, size).stride(stride).noBias().starting(start, Init.constant(0));
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor a = bn1.forward(x);
        Tensor y = style.factor == 1
                ? chainSum(a, branch, shortcut != null || style.activatedShortcut ? a : x, shortcut, null)
                : scaled(a, x);
        a.closeUnlessKept();
        return y;
    }

    private Tensor scaled(Tensor a, Tensor x) {
        Tensor y = chain(a, branch).mul_(style.factor);
        // a convolution does not need its own result later, so it takes the sum in place
        if (shortcut != null) {
            Tensor s = shortcut.forward(a);
            y.add_(s);
            s.closeUnlessKept();
        } else {
            y.add_(style.activatedShortcut ? a : x);
        }
        return y;
    }
}
