package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.LanguageModel;
import io.vivace.benchmarks.work.Step;
import io.vivace.text.models.AwdLstm;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The language model of DL4J's layers, without what it lacks: no weight drop of recurrent weights alone, no locked dropout, no
 * tied decoder, and every sequence starts from 0. No dropout at all favours DL4J.
 */
final class Dl4jLanguageModel {
    private static final String OUTPUT = "decoder";

    /** DL4J has the gates as g, f, o, i; PyTorch as i, f, g, o. */
    private static final int[] GATES = {2, 1, 3, 0};

    private Dl4jLanguageModel() {}

    static Step of(LanguageModel w) {
        ComputationGraph net = graph(w);
        fill(net, w);
        INDArray x = byText(w.words(), w).reshape(w.batch(), w.bptt());
        INDArray y = byText(w.following(), w);
        var data = new DataSet(x, y);
        return new Step() {
            @Override
            public float run() {
                net.fit(data);
                return (float) (net.score() / w.bptt()); // it sums over steps
            }

            @Override
            public int comparable() {
                return 1;
            }
        };
    }

    private static ComputationGraph graph(LanguageModel w) {
        var graph = new NeuralNetConfiguration.Builder()
                .updater(new Adam(LanguageModel.LR, LanguageModel.BETA1, LanguageModel.BETA2, 1e-8))
                .graphBuilder()
                .addInputs("words")
                .setInputTypes(InputType.recurrent(w.vocabulary(), w.bptt()))
                .addLayer(
                        "embedding",
                        new EmbeddingSequenceLayer.Builder()
                                .nIn(w.vocabulary())
                                .nOut(w.embedding())
                                .inputLength(w.bptt())
                                .hasBias(false)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "words");
        String x = "embedding";
        for (int i = 0; i < LanguageModel.LAYERS; i++) {
            String name = "lstm" + i;
            graph.addLayer(
                    name,
                    new LSTM.Builder()
                            .nIn(i == 0 ? w.embedding() : w.hidden())
                            .nOut(w.size(i))
                            .activation(Activation.TANH)
                            .gateActivationFunction(Activation.SIGMOID)
                            .build(),
                    x);
            x = name;
        }
        graph.addLayer(
                OUTPUT,
                new RnnOutputLayer.Builder(LossFunction.SPARSE_MCXENT)
                        .nIn(w.embedding())
                        .nOut(w.vocabulary())
                        .activation(Activation.SOFTMAX)
                        .build(),
                x);
        var net = new ComputationGraph(graph.setOutputs(OUTPUT).build());
        net.init();
        return net;
    }

    private static void fill(ComputationGraph net, LanguageModel w) {
        Map<String, float[]> state = Formula.state(new AwdLstm(w.options()).shapes());
        INDArray rows = Nd4j.createFromArray(TorchValues.named(state, "1.decoder.weight"))
                .reshape(w.vocabulary(), w.embedding());
        net.getLayer("embedding").getParam("W").assign(rows);
        net.getLayer(OUTPUT).getParam("W").assign(rows.transpose());
        net.getLayer(OUTPUT)
                .getParam("b")
                .assign(Nd4j.createFromArray(TorchValues.named(state, "1.decoder.bias"))
                        .reshape(1, w.vocabulary()));
        for (int i = 0; i < LanguageModel.LAYERS; i++) {
            var layer = net.getLayer("lstm" + i);
            String path = "0.rnns." + i + ".";
            int in = i == 0 ? w.embedding() : w.hidden();
            gates(layer.getParam("W"), TorchValues.named(state, path + "module.weight_ih_l0"), w.size(i), in);
            gates(layer.getParam("RW"), TorchValues.named(state, path + "weight_hh_l0_raw"), w.size(i), w.size(i));
            float[] bias = TorchValues.named(state, path + "module.bias_ih_l0").clone();
            float[] other = TorchValues.named(state, path + "module.bias_hh_l0");
            for (int k = 0; k < bias.length; k++) {
                bias[k] += other[k];
            }
            gates(layer.getParam("b"), bias, w.size(i), 1);
        }
    }

    /** PyTorch's [4H, in] into DL4J's [in, 4H]. */
    private static void gates(INDArray to, float[] values, int size, int in) {
        INDArray from = Nd4j.createFromArray(values).reshape(4L * size, in).transpose();
        for (int k = 0; k < GATES.length; k++) {
            int at = GATES[k];
            to.get(NDArrayIndex.all(), NDArrayIndex.interval((long) k * size, (k + 1L) * size))
                    .assign(from.get(NDArrayIndex.all(), NDArrayIndex.interval((long) at * size, (at + 1L) * size)));
        }
    }

    /** {@return words [batch, 1, bptt] of words in the order [bptt, batch]} */
    private static INDArray byText(long[] words, LanguageModel w) {
        float[] all = new float[words.length];
        for (int t = 0; t < w.bptt(); t++) {
            for (int n = 0; n < w.batch(); n++) {
                all[n * w.bptt() + t] = words[t * w.batch() + n];
            }
        }
        return Nd4j.createFromArray(all).reshape(w.batch(), 1, w.bptt());
    }
}
