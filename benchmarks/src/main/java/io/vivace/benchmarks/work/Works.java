package io.vivace.benchmarks.work;

import io.vivace.benchmarks.work.Operation.Convolution;
import io.vivace.benchmarks.work.Operation.Elementwise;
import io.vivace.benchmarks.work.Operation.Formulas;
import io.vivace.benchmarks.work.Operation.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All works, by the benchmark class that measures them. */
public final class Works {
    /** ResNet-34 of 8 pictures: one training step. */
    public static final Classification W1 =
            new Classification("W1 ResNet-34 8x3x224x224", Net.RESNET34, 64, 8, 224, 1000, 176e9);

    /** DarkNet of 128 pictures: one training step. */
    public static final Classification W2 =
            new Classification("W2 DarkNet 128x3x32x32", Net.DARKNET, 32, 128, 32, 10, 293e9);

    /** U-Net of 8 pictures: one training step. */
    public static final Segmentation W3 = new Segmentation("W3 U-Net 8x3x128x128", 8, 128, 68e9);

    /** AWD-LSTM over 70 words of 32 texts: one training step. */
    public static final LanguageModel W4 = new LanguageModel("W4 AWD-LSTM 70x32", 10_000, 400, 1150, 70, 32);

    /** Translation of 64 sentences of 30 words: one training step. */
    public static final Translation W5 = new Translation("W5 seq2seq 30x64", 10_000, 300, 256, 30, 64);
    /** A round of a Wasserstein GAN: one step of the critic, one of the generator. */
    public static final WganTraining W6 = new WganTraining("W6 WGAN 64x3x64x64", 64, 64, 64, 100, 217e9);

    /** The closure of style transfer. */
    public static final StyleClosure W7 = new StyleClosure("W7 style closure 1x3x288x288", 288, 101e9);

    /** Adam over the 21.8 million parameters of ResNet-34. */
    public static final OptimizerStep W8 =
            new OptimizerStep("W8 Adam over ResNet-34", OptimizerStep.Rule.ADAM, Net.RESNET34, 64);

    /** Pictures from files. */
    public static final ImagePipeline W10 = new ImagePipeline("W10 images from files", 256, 500, 375);

    /** ResNet-34 in use, on one picture and on sixteen. */
    public static final List<Work> INFERENCE = List.of(prediction(1), prediction(16));

    private static final Map<String, List<Work>> BY_BENCHMARK = table();

    private Works() {}

    private static Map<String, List<Work>> table() {
        Map<String, List<Work>> all = new LinkedHashMap<>();
        all.put("MachinePeak", List.of(new Operation.Matmul(3072, 3072, 3072), elementwise(Formulas.COPY, 1 << 25)));
        all.put("W1ResNet34", List.of(W1));
        all.put("W2DarkNet", List.of(W2));
        all.put("W3UNet", List.of(W3));
        all.put("W4AwdLstm", List.of(W4));
        all.put("W5Translation", List.of(W5));
        all.put("W6Wgan", List.of(W6));
        all.put("W7StyleTransfer", List.of(W7));
        all.put("W8Adam", List.of(W8));
        all.put("W9Micro", micro());
        all.put("W10ImagePipeline", List.of(W10));
        all.put("Inference", INFERENCE);
        all.put("Scaling", scaling());
        all.put("ConvolutionForward", convolutions(Pass.FORWARD));
        all.put("ConvolutionBackwardData", convolutions(Pass.BACKWARD_DATA));
        all.put("ConvolutionBackwardWeights", convolutions(Pass.BACKWARD_WEIGHTS));
        all.put("MatrixProduct", List.of(matmul(256, 256, 256), matmul(2240, 400, 4600), matmul(2240, 400, 10_000)));
        all.put("BatchNormalization", norms());
        all.put("Pooling", List.of(new Operation.Pool(true, 8, 64, 112), new Operation.Pool(false, 8, 512, 7)));
        all.put("RecurrentSequence", recurrent());
        all.put("Softmax", List.of(new Operation.Softmax(8, 1000), new Operation.Softmax(2240, 10_000)));
        all.put("SoftmaxCrossEntropy", List.of(cross(8, 1000), cross(2240, 10_000)));
        all.put("EmbeddingLookup", List.of(new Operation.Embedding(10_000, 400, 2240)));
        all.put("ElementwiseOperation", elementwise());
        all.put("OptimizerUpdate", List.of(step(OptimizerStep.Rule.SGD), step(OptimizerStep.Rule.RMSPROP)));
        all.put("MemoryAllocation", List.of(new Operation.Allocation(1000), new Operation.Allocation(4_000_000)));
        return all;
    }

    private static Work prediction(int batch) {
        return new Prediction(
                "Inference ResNet-34 " + batch + "x3x224x224", Net.RESNET34, batch, 224, 1000, batch * 7.34e9);
    }

    /** W1 for other batches, W4 for other lengths. */
    private static List<Work> scaling() {
        List<Work> all = new ArrayList<>();
        for (int batch : new int[] {1, 2, 4, 8, 16, 32}) {
            all.add(new Classification(
                    "W1 ResNet-34 " + batch + "x3x224x224", W1.net(), 64, batch, 224, 1000, W1.flop() / 8 * batch));
        }
        for (int bptt : new int[] {35, 70, 140, 280}) {
            all.add(new LanguageModel("W4 AWD-LSTM " + bptt + "x32", 10_000, 400, 1150, bptt, 32));
        }
        return List.copyOf(all);
    }

    /** {@return the works of W9} */
    private static List<Work> micro() {
        return List.of(
                elementwise(Formulas.ADD, 1_000_000),
                matmul(1000, 1000, 1000),
                elementwise(Formulas.ADD_RECORDED, 10),
                new Convolution(Pass.FORWARD, 16, 64, 64, 56, 3, 1),
                new Convolution(Pass.TRAINING, 16, 64, 64, 56, 3, 1));
    }

    /** Stem, the four groups, what halves them and the shortcut of ResNet-34 at 8×224×224; decoder of a U-Net at 8×128×128. */
    private static List<Work> convolutions(Pass pass) {
        return List.of(
                new Convolution(pass, 8, 3, 64, 224, 7, 2),
                new Convolution(pass, 8, 64, 64, 56, 3, 1),
                new Convolution(pass, 8, 64, 128, 56, 3, 2),
                new Convolution(pass, 8, 64, 128, 56, 1, 2),
                new Convolution(pass, 8, 128, 128, 28, 3, 1),
                new Convolution(pass, 8, 256, 256, 14, 3, 1),
                new Convolution(pass, 8, 512, 512, 7, 3, 1),
                new Convolution(pass, 8, 256, 128, 8, 1, 1),
                new Convolution(pass, 8, 64, 128, 32, 1, 1),
                new Convolution(pass, 8, 64, 128, 64, 1, 1));
    }

    /** The first two layers of W4 and the kinds of layers of W5, forward and in training. */
    private static List<Work> recurrent() {
        List<Work> all = new ArrayList<>();
        for (boolean training : new boolean[] {false, true}) {
            all.add(new RecurrentLayer(RecurrentLayer.Cell.LSTM, training, 70, 32, 400, 1150));
            all.add(new RecurrentLayer(RecurrentLayer.Cell.LSTM, training, 70, 32, 1150, 1150));
            all.add(new RecurrentLayer(RecurrentLayer.Cell.GRU, training, 30, 64, 300, 256));
            all.add(new RecurrentLayer(RecurrentLayer.Cell.GRU, training, 1, 64, 300, 300));
        }
        return List.copyOf(all);
    }

    private static List<Work> norms() {
        return List.of(
                new Operation.BatchNorm(8, 64, 112, true),
                new Operation.BatchNorm(8, 64, 56, false),
                new Operation.BatchNorm(8, 512, 7, true));
    }

    private static List<Work> elementwise() {
        List<Work> all = new ArrayList<>();
        for (Formulas f : List.of(
                Formulas.ADD,
                Formulas.MUL,
                Formulas.RELU,
                Formulas.SIGMOID,
                Formulas.TANH,
                Formulas.EXP,
                Formulas.COPY)) {
            all.add(elementwise(f, 4_000_000));
        }
        return List.copyOf(all);
    }

    private static Work elementwise(Formulas formula, int elements) {
        return new Elementwise(formula, elements);
    }

    private static Work matmul(int m, int k, int n) {
        return new Operation.Matmul(m, k, n);
    }

    private static Work cross(int rows, int classes) {
        return new Operation.CrossEntropy(rows, classes);
    }

    private static Work step(OptimizerStep.Rule rule) {
        return new OptimizerStep(rule.name() + " over ResNet-34", rule, Net.RESNET34, 64);
    }

    /** {@return the names of the benchmark classes, in the order of a full run} */
    public static List<String> benchmarks() {
        return List.copyOf(BY_BENCHMARK.keySet());
    }

    /**
     * {@return the works that a benchmark class measures}
     *
     * @param benchmark simple name of the class
     * @param small whether in the small size
     * @throws IllegalArgumentException if there is no such class
     */
    public static List<Work> of(String benchmark, boolean small) {
        List<Work> works = BY_BENCHMARK.get(benchmark);
        if (works == null) {
            throw new IllegalArgumentException(
                    "no benchmark is called \"" + benchmark + "\"; there are " + benchmarks());
        }
        return small ? works.stream().map(Work::small).distinct().toList() : works;
    }

    /**
     * {@return the work of a benchmark class with an id}
     *
     * @param benchmark simple name of the class
     * @param id of the work, in either size
     * @throws IllegalArgumentException if there is none
     */
    public static Work named(String benchmark, String id) {
        for (boolean small : new boolean[] {false, true}) {
            for (Work w : of(benchmark, small)) {
                if (w.id().equals(id)) {
                    return w;
                }
            }
        }
        throw new IllegalArgumentException("benchmark " + benchmark + " has no work \"" + id + "\", but "
                + Arrays.toString(of(benchmark, false).stream().map(Work::id).toArray()));
    }
}
