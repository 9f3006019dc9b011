package io.vivace.vision.models;

import io.vivace.nn.Module;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The nets of this package by name. Names and the meaning of arguments never change: files hold them. */
final class BuiltIn {
    private static final List<Integer> DARKNET_53 = List.of(1, 2, 8, 8, 4);
    private static final int CIFAR_SIDE = 32;
    private static final int LONGEST_SIDE = 4096;

    static final Map<String, Function<Architecture, Module>> NETS = Map.ofEntries(
            Map.entry("resnet18", a -> resnet(a, ResNet.resnet18())),
            Map.entry("resnet34", a -> resnet(a, ResNet.resnet34())),
            Map.entry("resnet50", a -> resnet(a, ResNet.resnet50())),
            Map.entry("resnet101", a -> resnet(a, ResNet.resnet101())),
            Map.entry("resnet152", a -> resnet(a, ResNet.resnet152())),
            Map.entry("resnext50_32x4d", a -> resnet(a, ResNet.resnext50())),
            Map.entry("resnext101_32x8d", a -> resnet(a, ResNet.resnext101())),
            Map.entry("resnext101_64x4d", a -> resnet(a, ResNet.resnext101Of64Groups())),
            Map.entry("wide_resnet50_2", a -> resnet(a, ResNet.wideResnet50())),
            Map.entry("wide_resnet101_2", a -> resnet(a, ResNet.wideResnet101())),
            Map.entry(
                    "alexnet",
                    a -> imagenet(a, (in, out) -> AlexNet.alexnet().channels(in).classes(out))),
            Map.entry("vgg16", a -> vgg(a, Vgg.vgg16())),
            Map.entry("vgg16_bn", a -> vgg(a, Vgg.vgg16Bn())),
            Map.entry("vgg19", a -> vgg(a, Vgg.vgg19())),
            Map.entry("vgg19_bn", a -> vgg(a, Vgg.vgg19Bn())),
            Map.entry(
                    "squeezenet1_1",
                    a -> imagenet(
                            a,
                            (in, out) -> SqueezeNet.squeezenet11().channels(in).classes(out))),
            Map.entry(
                    "mobilenet_v2",
                    a -> imagenet(
                            a,
                            (in, out) -> MobileNetV2.mobilenetV2().channels(in).classes(out))),
            Map.entry(
                    "densenet121",
                    a -> imagenet(
                            a, (in, out) -> DenseNet.densenet121().channels(in).classes(out))),
            Map.entry("efficientnet_b0", a -> efficientNet(a, 0)),
            Map.entry("efficientnet_b1", a -> efficientNet(a, 1)),
            Map.entry("efficientnet_b2", a -> efficientNet(a, 2)),
            Map.entry("efficientnet_b3", a -> efficientNet(a, 3)),
            Map.entry("efficientnet_b4", a -> efficientNet(a, 4)),
            Map.entry("efficientnet_b5", a -> efficientNet(a, 5)),
            Map.entry("efficientnet_b6", a -> efficientNet(a, 6)),
            Map.entry("efficientnet_b7", a -> efficientNet(a, 7)),
            Map.entry(
                    "inception_v4",
                    a -> imagenet(
                            a,
                            (in, out) -> InceptionV4.inceptionV4().channels(in).classes(out))),
            Map.entry(
                    "inception_resnet_v2",
                    a -> imagenet(
                            a,
                            (in, out) -> InceptionResNetV2.inceptionResnetV2()
                                    .channels(in)
                                    .classes(out))),
            Map.entry("xresnet18", a -> xresnet(a, XResNet.xresnet18())),
            Map.entry("xresnet34", a -> xresnet(a, XResNet.xresnet34())),
            Map.entry("xresnet50", a -> xresnet(a, XResNet.xresnet50())),
            Map.entry("xresnet101", a -> xresnet(a, XResNet.xresnet101())),
            Map.entry("xresnet152", a -> xresnet(a, XResNet.xresnet152())),
            Map.entry("xresnet18_deep", a -> xresnet(a, XResNet.xresnet18Deep())),
            Map.entry("xresnet34_deep", a -> xresnet(a, XResNet.xresnet34Deep())),
            Map.entry("xresnet50_deep", a -> xresnet(a, XResNet.xresnet50Deep())),
            Map.entry("darknet", BuiltIn::darknet),
            Map.entry("wrn_22", a -> preAct(a, PreActResNet.wrn22())),
            Map.entry(
                    "wide_resnet",
                    a -> preAct(a, PreActResNet.wide(a.whole("depth", 28, 1000), a.whole("factor", 10, 1000)))),
            Map.entry("preact_resnet18", a -> preAct(a, PreActResNet.resnet18())),
            Map.entry("preact_resnet34", a -> preAct(a, PreActResNet.resnet34())),
            Map.entry("simple_net", BuiltIn::simpleNet),
            Map.entry("conv_net", a -> ladder(a, CifarLadder::convNet)),
            Map.entry("padded_conv_net", a -> ladder(a, CifarLadder::paddedConvNet)),
            Map.entry("batch_norm_net", a -> ladder(a, CifarLadder::batchNormNet)),
            Map.entry("written_norm_net", a -> ladder(a, CifarLadder::writtenNormNet)),
            Map.entry("deeper_net", a -> ladder(a, CifarLadder::deeperNet)),
            Map.entry("res_net", a -> ladder(a, CifarLadder::resNet)),
            Map.entry(
                    "big_res_net",
                    a -> ladder(a, (in, out) -> CifarLadder.bigResNet(in, out, a.number("dropout", 0.2)))),
            Map.entry("simple_cnn", BuiltIn::simpleCnn),
            Map.entry("upsample34", BuiltIn::upsample),
            Map.entry("unet34", a -> unet(a, UNet.resnet34())),
            Map.entry("unet34_large", a -> unet(a, UNet.resnet34().large())),
            Map.entry("dynamic_unet", BuiltIn::dynamicUnet),
            Map.entry("transposed_unet", BuiltIn::transposedUnet));

    /** What can be said about nets beside their channels and classes. */
    private static final Map<String, Set<String>> FURTHER = Map.of(
            "darknet", Set.of("residuals", "width"),
            "wrn_22", Set.of("dropout"),
            "wide_resnet", Set.of("depth", "factor", "dropout"),
            "preact_resnet18", Set.of("dropout"),
            "preact_resnet34", Set.of("dropout"),
            "big_res_net", Set.of("dropout"),
            "simple_net", Set.of("rows", "columns"),
            "simple_cnn", Set.of("norm", "widths"),
            "transposed_unet", Set.of("body"),
            "dynamic_unet",
                    Set.of(
                            "body",
                            "norm",
                            "blur",
                            "blur_final",
                            "self_attention",
                            "last_cross",
                            "bottle",
                            "low",
                            "high"));

    private BuiltIn() {}

    /** {@return the names of the arguments that a net of this package takes} */
    static SortedSet<String> arguments(String name) {
        var all = new TreeSet<>(FURTHER.getOrDefault(name, Set.of()));
        all.add("channels");
        all.add("classes");
        return all;
    }

    private static Module upsample(Architecture a) {
        var body = Body.of(ResNet.resnet34().channels(a.whole("channels", 3)));
        return UpsampleNet.on(body).classes(a.whole("classes", 1));
    }

    private static Module unet(Architecture a, UNet net) {
        return net.channels(a.whole("channels", 3)).classes(a.whole("classes", 1));
    }

    private static Module dynamicUnet(Architecture a) {
        return DynamicUnet.on(body(a))
                .with(new DynamicUnet.Plan(
                        a.whole("classes", 1),
                        a.choice("norm", DecoderNorm.NONE),
                        a.truth("blur", false),
                        a.truth("blur_final", true),
                        a.truth("self_attention", false),
                        a.truth("last_cross", true),
                        a.truth("bottle", false),
                        a.arguments().containsKey("low") || a.arguments().containsKey("high")
                                ? new DynamicUnet.Range(a.number("low", 0), a.number("high", 1))
                                : null));
    }

    private static Module transposedUnet(Architecture a) {
        return TransposedUnet.on(body(a)).classes(a.whole("classes", 1));
    }

    private static Body body(Architecture a) {
        return Body.named(a.text("body", "resnet34"), a.whole("channels", 3));
    }

    /** A net for pictures of ImageNet's kind. */
    private static Module imagenet(Architecture a, BiFunction<Integer, Integer, Module> maker) {
        return maker.apply(a.whole("channels", 3), a.whole("classes", 1000));
    }

    private static Module efficientNet(Architecture a, int size) {
        return imagenet(a, (in, out) -> EfficientNet.b(size).channels(in).classes(out));
    }

    private static Module resnet(Architecture a, ResNet net) {
        return net.channels(a.whole("channels", 3)).classes(a.whole("classes", 1000));
    }

    private static Module xresnet(Architecture a, XResNet net) {
        return net.channels(a.whole("channels", 3)).classes(a.whole("classes", 1000));
    }

    private static Module vgg(Architecture a, Vgg net) {
        return net.channels(a.whole("channels", 3)).classes(a.whole("classes", 1000));
    }

    private static Module preAct(Architecture a, PreActResNet net) {
        double p = a.number("dropout", 0);
        return (p > 0 ? net.dropout(p) : net).channels(a.whole("channels", 3)).classes(a.whole("classes", 10));
    }

    private static Module darknet(Architecture a) {
        return DarkNet.of(a.wholes("residuals", DARKNET_53).toArray(Integer[]::new))
                .width(a.whole("width", 32))
                .channels(a.whole("channels", 3))
                .classes(a.whole("classes", 10));
    }

    /** A linear net is made for one size of pictures, 32×32 unless said. */
    private static Module simpleNet(Architecture a) {
        int pixels = Math.multiplyExact(
                a.whole("rows", CIFAR_SIDE, LONGEST_SIDE), a.whole("columns", CIFAR_SIDE, LONGEST_SIDE));
        return CifarLadder.simpleNet(Math.multiplyExact(a.whole("channels", 3, 4), pixels), a.whole("classes", 10));
    }

    private static Module ladder(Architecture a, BiFunction<Integer, Integer, Module> maker) {
        return maker.apply(a.whole("channels", 3), a.whole("classes", 10));
    }

    /** fastai gives the widths of the layers between input and classes. */
    private static Module simpleCnn(Architecture a) {
        IntStream between = a.wholes("widths", List.of(16, 16)).stream().mapToInt(w -> w);
        int[] widths = IntStream.concat(
                        IntStream.concat(IntStream.of(a.whole("channels", 3)), between),
                        IntStream.of(a.whole("classes", 10)))
                .toArray();
        return CifarLadder.simpleCnn(a.truth("norm", false), widths);
    }
}
