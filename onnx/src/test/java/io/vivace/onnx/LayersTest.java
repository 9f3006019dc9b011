package io.vivace.onnx;

import static io.vivace.nn.Layers.lambda;
import static io.vivace.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vivace.backend.ConvSpec;
import io.vivace.backend.PoolSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.AvgPool2d;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Checkpointed;
import io.vivace.nn.Conv1d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.ConvTranspose1d;
import io.vivace.nn.ConvTranspose2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.GroupNorm;
import io.vivace.nn.Gru;
import io.vivace.nn.InstanceNorm2d;
import io.vivace.nn.LayerNorm;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Lstm;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Merge;
import io.vivace.nn.Module;
import io.vivace.nn.Prelu;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.PadMode;
import io.vivace.tensor.Pooling;
import io.vivace.tensor.Resize;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each layer and each operation gives in ONNX Runtime what it gives here. */
class LayersTest {
    private static final Map<String, Case> CASES = new TreeMap<>();

    /**
     * One layer.
     *
     * @param net with or without values
     * @param shape at which it is traced
     * @param open what may have another size
     */
    private record Case(Module net, Shape shape, OnnxOptions open) {
        /** {@return another shape that the file takes} */
        long[] other() {
            Shape other = shape;
            for (int axis : open.openAxes().keySet()) {
                other = axis < shape.rank() ? other.with(axis, other.size(axis) + 3 + axis) : other;
            }
            return other.toArray();
        }
    }

    @TempDir
    Path folder;

    // ---------------------------------------------------------------------------------------------- the cases

    private static void batch(String name, Module net, long... shape) {
        CASES.put(name, new Case(net, Shape.of(shape), OnnxOptions.of(Shape.of(shape))));
    }

    private static void open(String name, Module net, long... shape) {
        CASES.put(
                name,
                new Case(net, Shape.of(shape), OnnxOptions.of(Shape.of(shape)).openSize()));
    }

    private static void fixed(String name, Module net, long... shape) {
        CASES.put(
                name,
                new Case(net, Shape.of(shape), OnnxOptions.of(Shape.of(shape)).fixed()));
    }

    private static void element(String name, UnaryOperator<Tensor> f) {
        open(name, lambda(name, f), 2, 3, 5, 7);
    }

    private static void op(String name, UnaryOperator<Tensor> f) {
        batch(name, lambda(name, f), 2, 3, 4, 5);
    }

    static {
        activations();
        arithmetic();
        products();
        pooling();
        norms();
        shapes();
        parts();
        resizing();
        recurrent();
    }

    private static void activations() {
        open("relu", Layers.relu(), 2, 3, 5, 7);
        open("relu in place", sequential(Conv2d.of(3, 4, 3), Layers.relu().inPlace()), 2, 3, 5, 7);
        open("leaky relu", Layers.leakyRelu(0.3), 2, 3, 5, 7);
        open(
                "leaky relu in place",
                sequential(Conv2d.of(3, 4, 3), Layers.leakyRelu(0.3).inPlace()),
                2,
                3,
                5,
                7);
        open("relu6", sequential(lambda("×9", x -> x.mul(9)), Layers.relu6()), 2, 3, 5, 7);
        open("elu", Layers.elu(0.7), 2, 3, 5, 7);
        open("selu", Layers.selu(), 2, 3, 5, 7);
        open("gelu", Layers.gelu(), 2, 3, 5, 7);
        element("gelu by tanh", Tensor::geluTanh);
        open("silu", Layers.silu(), 2, 3, 5, 7);
        open("sigmoid", Layers.sigmoid(), 2, 3, 5, 7);
        open("sigmoid range", Layers.sigmoidRange(-1, 5.5), 2, 3, 5, 7);
        open("tanh", Layers.tanh(), 2, 3, 5, 7);
        open("softplus", Layers.softplus(), 2, 3, 5, 7);
        open("hard sigmoid", sequential(lambda("×3", x -> x.mul(3)), Layers.hardSigmoid()), 2, 3, 5, 7);
        open("hard swish", sequential(lambda("×3", x -> x.mul(3)), Layers.hardSwish()), 2, 3, 5, 7);
        open("hard tanh", Layers.hardTanh(-0.5, 0.3), 2, 3, 5, 7);
        open("prelu", Prelu.of(3), 2, 3, 5, 7);
        open("prelu with one weight", Prelu.of(1), 2, 3, 5, 7);
        open("softmax", Layers.softmax(1), 2, 3, 5, 7);
        open("softmax of the last axis", Layers.softmax(-1), 2, 3, 5, 7);
        open("log softmax", Layers.logSoftmax(1), 2, 3, 5, 7);
        for (var f : Map.<String, UnaryOperator<Tensor>>of(
                        "exp", Tensor::exp,
                        "square", Tensor::square,
                        "abs", Tensor::abs,
                        "sign", Tensor::sign,
                        "floor", x -> x.mul(3).floor(),
                        "round", x -> x.mul(3).round(),
                        "sin", Tensor::sin,
                        "cos", Tensor::cos,
                        "erf", Tensor::erf,
                        "neg", Tensor::neg)
                .entrySet()) {
            element(f.getKey(), f.getValue());
        }
        element("log", x -> x.abs().add(0.1).log());
        element("log1p", x -> x.abs().log1p());
        element("sqrt", x -> x.abs().sqrt());
        element("rsqrt", x -> x.abs().add(0.1).rsqrt());
        element("reciprocal", x -> x.abs().add(0.1).reciprocal());
        element("power", x -> x.abs().add(0.1).pow(1.7));
        element(
                "one sided limits",
                x -> x.clamp(Double.NEGATIVE_INFINITY, 0.2).add(x.clamp(-0.3, Double.POSITIVE_INFINITY)));
    }

    private static void arithmetic() {
        Tensor row = Tensor.of(new float[] {1, -2, 3, 4, 5}).keep();
        op("add", x -> x.add(row));
        op("sub", x -> x.sub(row));
        op("mul", x -> x.mul(row));
        op("div", x -> x.div(row).add(x.div(3)));
        op("power of two tensors", x -> x.abs().add(0.5).pow(row));
        op("maximum and minimum", x -> x.maximum(row.mul(0.1)).minimum(row.mul(0.3)));
        op("numbers", x -> x.mul(2.5).add(-1.25).sub(0.5).neg());
        op(
                "in place",
                x -> x.mul(1).add_(row).mul_(row).sub_(x).div_(row).add_(0.25).mul_(3));
        op("in place relu", x -> x.mul(2).relu_());
        op("comparisons", x -> {
            Tensor y = x.round();
            return Tensor.cat(
                    1,
                    y.eq(0).to(DType.F32),
                    y.ne(1).to(DType.F32),
                    y.lt(0).to(DType.F32),
                    y.le(0).to(DType.F32),
                    y.gt(row).to(DType.F32),
                    y.ge(row.sub(2)).to(DType.F32));
        });
        op("where", x -> Tensor.where(x.gt(0.3), x.mul(2), row));
        op("masked", x -> x.maskedFill(x.lt(0), -5));
        op(
                "whole numbers",
                x -> x.mul(10)
                        .to(DType.I64)
                        .add(3)
                        .mul(2)
                        .sub(row.to(DType.I64))
                        .to(DType.F32));
        op("mixed types", x -> x.add(x.mul(10).to(DType.I64)).mul(row.to(DType.I32)));
        op("comparison as value", x -> x.gt(0).sum(2).add(1));
    }

    private static void products() {
        open("conv", Conv2d.of(3, 8, 3), 2, 3, 9, 11);
        open("conv without bias", Conv2d.of(3, 8, 3).noBias(), 2, 3, 9, 11);
        open("conv with a stride", Conv2d.of(3, 8, 3).stride(2).padding(0), 2, 3, 9, 11);
        open("conv with a dilation", Conv2d.of(3, 8, 3).dilation(2).padding(1), 2, 3, 9, 11);
        open("conv in groups", Conv2d.of(6, 8, 3).groups(2), 2, 6, 9, 11);
        open(
                "conv with sides",
                lambda(
                        "conv",
                        x -> Convolution.conv2d(x, WEIGHT.narrow(2, 0, 2), null, new ConvSpec(2, 1, 0, 1, 1, 2, 1))),
                2,
                3,
                9,
                11);
        open("depthwise conv", Conv2d.of(6, 6, 3).groups(6), 2, 6, 9, 11);
        open("transposed conv", ConvTranspose2d.of(3, 5, 4).stride(2), 2, 3, 5, 6);
        open("transposed conv with output padding", ConvTranspose2d.of(3, 5, 3).stride(2), 2, 3, 5, 6);
        open(
                "transposed conv in groups",
                ConvTranspose2d.of(4, 6, 3).stride(2).padding(1).groups(2),
                2,
                4,
                5,
                6);
        open(
                "transposed conv with a dilation",
                ConvTranspose2d.of(4, 6, 3).dilation(2).noBias(),
                2,
                4,
                5,
                6);
        batch("conv 1d", Conv1d.of(3, 8, 5).stride(2).dilation(2), 2, 3, 20);
        batch("conv 1d in groups", Conv1d.of(4, 8, 3).groups(2).padding(0), 2, 4, 20);
        batch("transposed conv 1d", ConvTranspose1d.of(3, 5, 3).stride(2), 2, 3, 10);
        batch("linear", Linear.of(7, 4), 2, 7);
        batch("linear without bias", Linear.of(7, 4).noBias(), 2, 7);
        batch("linear of sequences", Linear.of(7, 4), 2, 5, 7);
        batch(
                "linear of one axis",
                lambda("rows", x -> WEIGHT.reshape(8, 27).mul(1).linear(x, null)),
                4,
                27);
        Tensor w =
                Tensor.of(new float[] {1, 2, -3, 4, 5, 6, 7, -8, 9, 10}, 5, 2).keep();
        op("matmul", x -> x.matmul(w));
        op("matmul of batches", x -> x.matmul(x.transpose(2, 3)));
        op("matmul with a vector", x -> x.matmul(w.select(1, 0)));
    }

    private static final Tensor WEIGHT =
            Tensor.randn(new io.vivace.tensor.Rng(3), 8, 3, 3, 3).keep();

    private static void pooling() {
        open("max pool", MaxPool2d.of(2), 2, 3, 9, 11);
        open("max pool with padding", MaxPool2d.of(3).stride(2).padding(1), 2, 3, 9, 11);
        open("max pool that rounds up", MaxPool2d.of(3).stride(2).ceil(), 2, 3, 10, 12);
        open("mean pool", AvgPool2d.of(2), 2, 3, 9, 11);
        open("mean pool with padding", AvgPool2d.of(3).stride(2).padding(1), 2, 3, 9, 11);
        open("mean pool without padding", AvgPool2d.of(3).stride(2).padding(1).ignorePadding(), 2, 3, 9, 11);
        open("mean pool that rounds up", AvgPool2d.of(3).stride(2).ceil().ignorePadding(), 2, 3, 10, 12);
        open(
                "mean pool that rounds up, with padding",
                AvgPool2d.of(3).stride(2).padding(1).ceil(),
                2,
                3,
                10,
                12);
        open(
                "windows with sides",
                lambda("pool", x -> Pooling.max2d(x, new PoolSpec(3, 2, 1, 2, 1, 0), false)),
                2,
                3,
                9,
                11);
        batch("max pool 1d", lambda("pool", x -> Pooling.max1d(x, 3, 2, 1, false)), 2, 3, 11);
        batch("mean pool 1d", lambda("pool", x -> Pooling.avg1d(x, 3, 2, 1, false, false)), 2, 3, 11);
        open("global max", AdaptivePool2d.max(1), 2, 3, 9, 11);
        open("global mean", AdaptivePool2d.avg(1), 2, 3, 9, 11);
        open("global both", AdaptivePool2d.maxAndAvg(1), 2, 3, 9, 11);
        batch("even max", AdaptivePool2d.max(3), 2, 3, 9, 12);
        batch("even mean", AdaptivePool2d.avg(3), 2, 3, 9, 12);
        batch("uneven max", AdaptivePool2d.max(4), 2, 3, 9, 11);
        batch("uneven mean", AdaptivePool2d.avg(4), 2, 3, 9, 11);
        batch("mean of more windows than pixels", AdaptivePool2d.avg(7), 2, 3, 2, 3);
        batch("uneven max 1d", lambda("pool", x -> Pooling.adaptiveMax1d(x, 4)), 2, 3, 11);
        batch("uneven mean 1d", lambda("pool", x -> Pooling.adaptiveAvg1d(x, 4)), 2, 3, 11);
    }

    private static void norms() {
        open("batch norm", BatchNorm2d.of(3), 2, 3, 5, 7);
        open("batch norm with relu", BatchNorm2d.of(3).relu(), 2, 3, 5, 7);
        open("batch norm without scale", BatchNorm2d.of(3).noAffine(), 2, 3, 5, 7);
        batch("batch norm of features", BatchNorm1d.of(7), 2, 7);
        batch("batch norm of sequences", BatchNorm1d.of(7), 2, 7, 5);
        open(
                "conv and batch norm",
                sequential(Conv2d.of(3, 4, 3), BatchNorm2d.of(4).eps(0.1).relu()),
                2,
                3,
                5,
                7);
        open(
                "conv and batch norm without bias",
                sequential(Conv2d.of(3, 4, 3).noBias(), BatchNorm2d.of(4)),
                2,
                3,
                5,
                7);
        open(
                "transposed conv and batch norm",
                sequential(ConvTranspose2d.of(3, 4, 2).stride(2), BatchNorm2d.of(4)),
                2,
                3,
                5,
                7);
        open(
                "transposed conv in groups and batch norm",
                sequential(ConvTranspose2d.of(4, 4, 2).stride(2).groups(2), BatchNorm2d.of(4)),
                2,
                4,
                5,
                7);
        batch("linear and batch norm", sequential(Linear.of(7, 4), BatchNorm1d.of(4)), 2, 7);
        batch("layer norm", LayerNorm.of(7), 2, 3, 5, 7);
        batch(
                "layer norm of planes",
                lambda("norm", x -> io.vivace.tensor.Normalization.layerNorm(x, 2, null, Tensor.ones(5, 7), 0.01)),
                2,
                3,
                5,
                7);
        open("instance norm with scale", InstanceNorm2d.of(3).affine(), 2, 3, 5, 7);
        open("instance norm", InstanceNorm2d.of(3), 2, 3, 5, 7);
        open("group norm", GroupNorm.of(2, 6), 2, 6, 5, 7);
        batch("group norm of features", GroupNorm.of(2, 6), 2, 6);
    }

    private static void shapes() {
        open("flatten", Layers.flatten(), 2, 3, 5, 7);
        op("flatten in front", x -> x.flatten(0, 1).mul(2));
        op("flatten in the middle", x -> x.flatten(1, 2).mul(2));
        open(
                "pixels as a sequence",
                lambda("rows", x -> x.reshape(x.size(0), 3, -1).transpose(1, 2)),
                2,
                3,
                5,
                7);
        open(
                "reshape of two open sizes",
                lambda(
                        "rows",
                        x -> x.reshape(x.size(0) * x.size(2), x.size(3) * 3).mul(2)),
                2,
                3,
                5,
                7);
        open(
                "there and back",
                lambda("rows", x -> x.flatten(0, 1).mul(2).reshape(x.size(0), 3, x.size(2), x.size(3))),
                2,
                3,
                5,
                7);
        op("transpose", x -> x.transpose(1, 3).mul(2));
        op("permute", x -> x.permute(0, 2, 3, 1).mul(2));
        op("squeeze and unsqueeze", x -> x.unsqueeze(1).mul(2).squeeze(1).unsqueeze(-1));
        op("expand", x -> x.mean(true, 1).expand(x.size(0), 6, 4, 5));
        open(
                "expand to an open size",
                lambda("expand", x -> x.mean(true, 2, 3).expand(x.shape()).mul(2)),
                2,
                3,
                5,
                7);
        op("repeat", x -> x.repeat(1, 2, 1, 3));
        op("repeat each", x -> x.repeatInterleave(3, 2));
        op("channels last", x -> x.channelsLast().contiguous().copy().mul(2));
        open(
                "a shape made of the input's",
                lambda("zeros", x -> x.add(Tensor.full(DType.F32, x.shape(), 2))),
                2,
                3,
                5,
                7);
    }

    private static void parts() {
        op("slice", x -> x.slice(3, 1, 5, 2));
        op("narrow", x -> x.narrow(1, 1, 2).mul(2));
        op("select", x -> x.select(2, -1).mul(2));
        op("split", x -> {
            Tensor[] p = x.split(3, 2, 3);
            return Tensor.cat(3, p[1], p[0]);
        });
        open(
                "half of an open size",
                lambda("half", x -> x.slice(2, 0, x.size(2) - 1, 1).mul(2)),
                2,
                3,
                5,
                7);
        open(
                "the end of an open size",
                lambda("end", x -> x.slice(3, x.size(3) - 2, x.size(3), 1).mul(2)),
                2,
                3,
                5,
                7);
        op("flip", x -> x.flip(2, -1));
        op("roll", x -> x.roll(3, 2));
        open("concat", Merge.concat(1, List.of(Layers.relu(), Layers.tanh())), 2, 3, 5, 7);
        open("sum", Merge.sum(List.of(Layers.relu(), Layers.tanh(), Layers.identity())), 2, 3, 5, 7);
        op("stack", x -> Tensor.stack(1, x, x.mul(2)));
        op("pad", x -> x.pad(PadMode.ZERO, 1, 2, 3, 0));
        op("pad and cut", x -> x.pad(PadMode.ZERO, -1, 2));
        op("pad with a value", x -> x.padWith(-1.5, 1, 0, 0, 2));
        open("pad by reflection", lambda("pad", x -> x.pad(PadMode.REFLECT, 1, 2, 3, 0)), 2, 3, 5, 7);
        open("pad by the border", lambda("pad", x -> x.pad(PadMode.REPLICATE, 1, 2, 3, 0)), 2, 3, 5, 7);
        Tensor index = Tensor.of(new long[] {2, 0, 2, 1}).keep();
        op("index select", x -> x.indexSelect(1, index));
        op("gather", x -> x.gather(1, x.argmax(1).unsqueeze(1)));
        op("top k", x -> x.topk(2, 3, true).values());
        op("sort", x -> x.sort(1, false).values());
        op("positions of the sort", x -> x.argsort(1, true).add(1));
        op("lower triangle", x -> x.tril(1));
    }

    private static void resizing() {
        open("upsample", Layers.upsample(2), 2, 3, 5, 7);
        open("bilinear upsample", Layers.upsampleBilinear(2, false), 2, 3, 5, 7);
        open("bilinear upsample of corners", Layers.upsampleBilinear(3, true), 2, 3, 5, 7);
        open("pixel shuffle", Layers.pixelShuffle(2), 2, 12, 5, 7);
        batch("nearest of odd sizes", lambda("resize", x -> Resize.nearest(x, 14, 23)), 2, 3, 10, 7);
        batch("nearest of smaller sizes", lambda("resize", x -> Resize.nearest(x, 7, 3)), 2, 3, 10, 7);
        batch("bilinear of odd sizes", lambda("resize", x -> Resize.bilinear(x, 14, 3, false)), 2, 3, 10, 7);
        open("bilinear to a fixed size", lambda("resize", x -> Resize.bilinear(x, 6, 8, false)), 2, 3, 10, 7);
        open(
                "bilinear to half",
                lambda("resize", x -> Resize.bilinear(x, x.size(2) / 2, x.size(3), true)),
                2,
                3,
                10,
                7);
    }

    private static void reductions(String name, UnaryOperator<Tensor> f) {
        op(name, f);
    }

    private static void recurrent() {
        reductions("sum of axes", x -> x.sum(1, 3));
        reductions("mean", x -> x.mean(true, 2, 3));
        reductions("mean of all", x -> x.mean().add(x.select(0, 0)));
        reductions("largest", x -> x.max(1).values());
        reductions("smallest", x -> x.min(-1).values());
        reductions("position of the largest", x -> x.argmax(3).add(1));
        reductions("position of the smallest", x -> x.argmin(3).add(1));
        reductions("product", x -> x.prod(2));
        reductions("log sum exp", x -> x.logSumExp(false, 1));
        reductions("running sum", x -> x.cumsum(2));
        reductions("variance", x -> x.var(true, false, 2, 3));
        reductions("deviation", x -> x.std(false, true, 1));
        reductions("length", x -> x.norm(false, 1));
        var time = OnnxOptions.of(Shape.of(5, 2, 6)).open(0, "time").open(1, "batch");
        CASES.put("lstm", new Case(Lstm.of(6, 4), Shape.of(5, 2, 6), time));
        CASES.put("lstm both ways", new Case(Lstm.of(6, 4).layers(2).bothDirections(), Shape.of(5, 2, 6), time));
        CASES.put("gru", new Case(Gru.of(6, 4), Shape.of(5, 2, 6), time));
        CASES.put("gru both ways", new Case(Gru.of(6, 4).layers(2).bothDirections(), Shape.of(5, 2, 6), time));
        batch("lstm batch first", Lstm.of(6, 4).batchFirst().noBias(), 2, 5, 6);
        batch("gru batch first", Gru.of(6, 4).batchFirst().noBias(), 2, 5, 6);
        batch("states after the last step", lambda("states", new States()), 5, 2, 6);
        open("checkpointed", Checkpointed.of(sequential(Conv2d.of(3, 2, 3), Layers.relu())), 2, 3, 5, 7);
        open("dropout", sequential(Dropout.of(0.5), Conv2d.of(3, 2, 1)), 2, 3, 5, 7);
        fixed("everything fixed", sequential(Conv2d.of(3, 2, 3), lambda("rows", x -> x.reshape(2, 10, 7))), 2, 3, 5, 7);
    }

    /** Outputs and cells of a recurrent layer side by side. */
    private static final class States implements UnaryOperator<Tensor> {
        private final Lstm lstm = Lstm.of(6, 4);
        private final Gru gru = Gru.of(6, 4);

        States() {
            lstm.init(new io.vivace.tensor.Rng(1));
            gru.init(new io.vivace.tensor.Rng(2));
        }

        @Override
        public Tensor apply(Tensor x) {
            var o = lstm.run(x, null, null);
            return Tensor.cat(2, o.hidden(), o.cells(), gru.run(x, o.hidden()).hidden());
        }
    }

    // ---------------------------------------------------------------------------------------------- the test

    static List<String> names() {
        return new ArrayList<>(CASES.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFileDoesWhatTheLayerDoes(String name) {
        Case c = CASES.get(name);
        try (Scope scope = Scope.open();
                Beside both = Beside.of(Beside.ready(c.net), folder, c.open)) {
            both.agreesFor(c.shape.toArray()).agreesFor(c.other());
        }
    }

    /** What changed between the versions of the operators is written as each one wants it. */
    @ParameterizedTest
    @ValueSource(ints = {18, 19, 20, 21, 22, 23})
    void otherVersionsOfTheOperators(int opset) {
        for (String name : names()) {
            Case c = CASES.get(name);
            try (Scope scope = Scope.open();
                    Beside both = Beside.of(Beside.ready(c.net), folder, c.open.opset(opset))) {
                both.agreesFor(c.other());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(name + " with opset " + opset, e);
            }
        }
        assertEquals(CASES.keySet().size(), names().size());
    }
}
