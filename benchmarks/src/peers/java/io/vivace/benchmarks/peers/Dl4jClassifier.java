package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Net;
import io.vivace.benchmarks.work.Step;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The classifiers as DL4J's computation graphs; vertices have the names of Vivace's layers. */
final class Dl4jClassifier {
    private static final String INPUT = "input";

    private final GraphBuilder graph;
    private final double decay;

    private Dl4jClassifier(GraphBuilder graph, double decay) {
        this.graph = graph;
        this.decay = decay;
    }

    static Step of(Classification w) {
        boolean resnet = w.net() == Net.RESNET34;
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .updater(new Nesterovs(Classification.LR, Classification.MOMENTUM))
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(InputType.convolutional(w.side(), w.side(), 3));
        Map<String, float[]> values = Formula.state(w.net().shapes(w.width(), w.classes()));
        var builder = new Dl4jClassifier(graph, resnet ? 0.9 : 0.99);
        String output = resnet ? builder.resnet(w) : builder.darknet(w);
        var net = new ComputationGraph(graph.setOutputs(output).build());
        net.init();
        values.forEach((name, v) -> fill(net, name, v, output));
        INDArray x = Nd4j.create(Formula.noise(w.batch() * 3L * w.side() * w.side(), Formula.INPUT), w.input());
        INDArray y = Nd4j.zeros(w.batch(), w.classes());
        long[] classes = Formula.classes(w.batch(), w.classes());
        for (int i = 0; i < classes.length; i++) {
            y.putScalar(i, classes[i], 1);
        }
        var data = new DataSet(x, y);
        return new Step() {
            @Override
            public float run() {
                net.fit(data);
                return (float) net.score();
            }

            @Override
            public int comparable() {
                return 1;
            }
        };
    }

    private static void fill(ComputationGraph net, String name, float[] values, String output) {
        int dot = name.lastIndexOf('.');
        String layer = name.substring(0, dot);
        boolean norm = net.getLayer(layer).paramTable().containsKey("gamma");
        String key = switch (name.substring(dot + 1)) {
            case "weight" -> norm ? "gamma" : "W";
            case "bias" -> norm ? "beta" : "b";
            case "running_mean" -> "mean";
            default -> "var";
        };
        INDArray p = net.getLayer(layer).getParam(key);
        INDArray v = Nd4j.createFromArray(values);
        boolean turned = layer.equals(output) && key.equals("W");
        long[] s = p.shape();
        p.assign(turned ? v.reshape(s[1], s[0]).transpose() : v.reshape(s));
    }

    // ---------------------------------------------------------------------------------------------- layers

    private String conv(String from, String path, int out, int kernel, int stride) {
        int pad = kernel / 2;
        graph.addLayer(
                path,
                new ConvolutionLayer.Builder(kernel, kernel)
                        .stride(stride, stride)
                        .padding(pad, pad)
                        .nOut(out)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                from);
        return path;
    }

    private String norm(String from, String path) {
        graph.addLayer(
                path,
                new BatchNormalization.Builder()
                        .decay(decay)
                        .eps(1e-5)
                        .useLogStd(false)
                        .build(),
                from);
        return path;
    }

    private String active(String from, IActivation kind) {
        String name = from + "_active";
        graph.addLayer(name, new ActivationLayer(kind), from);
        return name;
    }

    private String sum(String a, String b) {
        String name = a + "_sum";
        graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), a, b);
        return name;
    }

    private String output(String from, String path, int classes) {
        graph.addLayer(path + "_mean", new GlobalPoolingLayer(PoolingType.AVG), from);
        graph.addLayer(
                path,
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build(),
                path + "_mean");
        return path;
    }

    // ---------------------------------------------------------------------------------------------- nets

    private String resnet(Classification w) {
        String x = active(norm(conv(INPUT, "conv1", 64, 7, 2), "bn1"), new ActivationReLU());
        graph.addLayer(
                "maxpool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build(),
                x);
        x = "maxpool";
        for (int g = 0; g < Net.RESNET_GROUPS.size(); g++) {
            for (int i = 0; i < Net.RESNET_GROUPS.get(g); i++) {
                x = basicBlock(x, "layer" + (g + 1) + "." + i, 64 << g, g > 0 && i == 0);
            }
        }
        return output(x, "fc", w.classes());
    }

    private String basicBlock(String x, String path, int out, boolean halves) {
        var relu = new ActivationReLU();
        String y = active(norm(conv(x, path + ".conv1", out, 3, halves ? 2 : 1), path + ".bn1"), relu);
        y = norm(conv(y, path + ".conv2", out, 3, 1), path + ".bn2");
        String shortcut = halves ? norm(conv(x, path + ".downsample.0", out, 1, 2), path + ".downsample.1") : x;
        return active(sum(y, shortcut), relu);
    }

    private String darknet(Classification w) {
        int at = 0;
        int n = w.width();
        String x = darkConv(INPUT, "layers." + at++, n, 3, 1);
        for (int g = 0; g < Net.DARKNET_GROUPS.size(); g++) {
            n *= 2;
            x = darkConv(x, "layers." + at++, n, 3, g == 1 ? 1 : 2);
            for (int i = 0; i < Net.DARKNET_GROUPS.get(g); i++) {
                String block = "layers." + at++ + ".1.";
                String y = darkConv(darkConv(x, block + "0", n / 2, 1, 1), block + "1", n, 3, 1);
                x = sum(y, x);
            }
        }
        return output(x, "layers." + (at + 2), w.classes());
    }

    private String darkConv(String x, String path, int out, int kernel, int stride) {
        return active(norm(conv(x, path + ".0", out, kernel, stride), path + ".1"), new ActivationLReLU(0.1));
    }
}
