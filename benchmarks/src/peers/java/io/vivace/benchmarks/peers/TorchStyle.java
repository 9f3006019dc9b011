package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.StyleClosure;
import io.vivace.nn.Module;
import io.vivace.vision.models.Vgg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The closure of style transfer by PyTorch. */
final class TorchStyle implements Step {
    private final Module layout;
    private final Map<String, Tensor> state;
    private final Tensor pixels;
    private final Tensor content;
    private final List<Tensor> style;
    private final boolean bf16;

    TorchStyle(StyleClosure w, TorchValues values, boolean bf16) {
        int last = StyleClosure.STYLE.get(StyleClosure.STYLE.size() - 1);
        layout = Vgg.vgg16().features().slice(0, last + 1);
        state = values.state(layout.shapes());
        state.values().forEach(t -> t.set_requires_grad(false));
        this.bf16 = bf16;
        try (var scope = new PointerScope();
                var guard = new NoGradGuard()) {
            content = TorchValues.kept(features(values.noise(StyleClosure.CONTENT_PICTURE, w.input()))
                    .get(StyleClosure.CONTENT)
                    .to(ScalarType.Float));
            style = features(values.noise(StyleClosure.STYLE_PICTURE, w.input())).stream()
                    .map(f -> TorchValues.kept(gram(f)))
                    .toList();
        }
        pixels = TorchValues.wanted(values.noise(Formula.INPUT, w.input()));
    }

    private List<Tensor> features(Tensor picture) {
        try (var autocast = Autocast.open(bf16)) {
            return through(picture);
        }
    }

    private List<Tensor> through(Tensor picture) {
        List<Tensor> found = new ArrayList<>();
        Tensor x = picture;
        int at = 0;
        for (Module layer : layout.children().values()) {
            x = layer(x, layer.describe(), at);
            if (StyleClosure.STYLE.contains(at)) {
                found.add(x);
            }
            at++;
        }
        return found;
    }

    private Tensor layer(Tensor x, String kind, int at) {
        if (kind.startsWith("Conv2d")) {
            return TorchNet.conv(
                    x,
                    TorchValues.named(state, at + ".weight"),
                    new TensorOptional(TorchValues.named(state, at + ".bias")),
                    1);
        }
        return kind.startsWith("MaxPool2d")
                ? torch.max_pool2d(x, new long[] {2, 2}, new long[] {2, 2}, new long[] {0, 0}, new long[] {1, 1}, false)
                : x.relu_();
    }

    private static Tensor gram(Tensor x) {
        Tensor rows = x.to(ScalarType.Float).reshape(x.size(0) * x.size(1), x.size(2) * x.size(3));
        return rows.mm(rows.t()).mul(new Scalar(StyleClosure.GRAM / x.numel()));
    }

    @Override
    public float run() {
        try (var scope = new PointerScope()) {
            pixels.mutable_grad().reset();
            List<Tensor> found = features(pixels);
            Tensor loss = torch.mse_loss(found.get(StyleClosure.CONTENT).to(ScalarType.Float), content);
            for (int i = 0; i < style.size(); i++) {
                loss = loss.add(torch.mse_loss(gram(found.get(i)), style.get(i)));
            }
            loss.backward();
            return loss.item_float();
        }
    }
}
