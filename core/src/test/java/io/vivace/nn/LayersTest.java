package io.vivace.nn;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vivace.memory.Shape;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What layers do beyond their formula: sizes, descriptions, modes, randomness, refusals. */
class LayersTest {
    private static Shape after(Module layer, long... input) {
        layer.init(new Rng(1));
        return layer.forward(Tensor.zeros(input)).shape();
    }

    @Test
    void convolutionsComputeTheirPadding() {
        for (int size : new int[] {1, 3, 5, 7}) {
            assertThat(after(Conv2d.of(1, 1, size), 1, 1, 9, 10)).isEqualTo(Shape.of(1, 1, 9, 10));
            assertThat(after(Conv2d.of(1, 1, size).stride(2), 1, 1, 9, 10)).isEqualTo(Shape.of(1, 1, 5, 5));
            assertThat(after(Conv2d.of(1, 1, size).dilation(2), 1, 1, 19, 20)).isEqualTo(Shape.of(1, 1, 19, 20));
        }
        for (int stride = 1; stride <= 3; stride++) {
            for (int size = 1; size <= 6; size++) {
                int extra = stride == 1 && size % 2 == 0 ? 1 : 0;
                assertThat(after(ConvTranspose2d.of(1, 1, size).stride(stride), 1, 1, 4, 5))
                        .as("kernel %d, stride %d", size, stride)
                        .isEqualTo(Shape.of(1, 1, 4L * stride + extra, 5L * stride + extra));
            }
        }
        assertThat(after(ConvTranspose2d.of(1, 1, 3).stride(2).padding(1), 1, 1, 4, 5))
                .isEqualTo(Shape.of(1, 1, 7, 9));
        assertThat(after(ConvTranspose2d.of(1, 1, 3).stride(2).padding(1).outputPadding(1), 1, 1, 4, 5))
                .isEqualTo(Shape.of(1, 1, 8, 10));
    }

    @Test
    void descriptionsNameWhatIsUnusual() {
        assertThat(Conv2d.of(64, 128, 3).noBias().describe()).isEqualTo("Conv2d(64→128, 3×3)");
        assertThat(Conv2d.of(3, 64, 7).stride(2).padding(3).describe()).isEqualTo("Conv2d(3→64, 7×7, stride 2)");
        assertThat(Conv2d.of(4, 8, 3, 1).stride(2, 1).padding(0).groups(4).describe())
                .isEqualTo("Conv2d(4→8, 3×1, stride 2×1, padding 0, groups 4)");
        assertThat(Conv1d.of(4, 8, 5).dilation(2).describe()).isEqualTo("Conv1d(4→8, 5, dilation 2)");
        assertThat(ConvTranspose2d.of(4, 8, 2).stride(2).describe()).isEqualTo("ConvTranspose2d(4→8, 2×2, stride 2)");
        assertThat(MaxPool2d.of(3).stride(2).ceil().describe()).isEqualTo("MaxPool2d(3×3, stride 2, ceil)");
        assertThat(AdaptivePool2d.maxAndAvg(1).describe()).isEqualTo("AdaptiveConcatPool2d(1×1)");
        assertThat(BatchNorm2d.of(8).relu().describe()).isEqualTo("BatchNorm2d(8) with ReLU");
        assertThat(Dropout.locked(0.2, 0).describe()).isEqualTo("Dropout(0.2, locked along axis 0)");
        assertThat(Gru.of(3, 4).layers(2).bothDirections().describe()).isEqualTo("Gru(3→4, 2 layers, both directions)");
        assertThat(Embedding.of(9, 4).padding(1).describe()).isEqualTo("Embedding(9×4, padding 1)");
    }

    @Test
    void recurrentLayersDropOutputsBetweenLayersInTrainingOnly() {
        Tensor x = Tensor.randn(new Rng(2), 3, 2, 4);
        Lstm all = Lstm.of(4, 5).layers(2).dropout(1);
        all.init(new Rng(1));
        Tensor trained = all.forward(x);
        assertThat(trained.toFloatArray())
                .isEqualTo(all.forward(x.add(1)).toFloatArray()); // nothing of the first layer reaches the second
        all.eval();
        assertThat(all.forward(x).toFloatArray()).isNotEqualTo(trained.toFloatArray());
        Gru none = Gru.of(4, 5).layers(2).dropout(0.5);
        none.parameters().values().forEach(p -> p.init(new Rng(1)));
        assertThatIllegalStateException().isThrownBy(() -> none.forward(x)).withMessageContaining("no generator");
    }

    @Test
    void recurrentLayersSayWhatTheyExpect() {
        Lstm lstm = Lstm.of(4, 5).layers(2);
        lstm.init(new Rng(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lstm.forward(Tensor.zeros(3, 2, 7)))
                .withMessageContaining("[T, N, 4]")
                .withMessageContaining("[3, 2, 7]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lstm.run(Tensor.zeros(3, 2, 4), Tensor.zeros(2, 3, 5), null))
                .withMessageContaining("[2, 2, 5]")
                .withMessageContaining("[2, 3, 5]");
        assertThatIllegalArgumentException().isThrownBy(() -> Lstm.of(4, 0)).withMessageContaining("at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> lstm.dropout(2)).withMessageContaining("0 to 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lstm.forward(java.util.List.of(Tensor.zeros(3, 2, 4), Tensor.zeros(2, 2, 5))))
                .withMessageContaining("two states");
    }

    @Test
    void refusedSizesSaySo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Conv2d.of(6, 8, 3).groups(4))
                .withMessage("Conv2d: 6 and 8 channels cannot be divided into 4 groups");
        assertThatIllegalArgumentException().isThrownBy(() -> Linear.of(0, 3)).withMessageContaining("at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupNorm.of(3, 8))
                .withMessageContaining("8 channels");
        assertThatIllegalArgumentException().isThrownBy(() -> Dropout.of(1.5)).withMessageContaining("1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> Embedding.of(4, 2).padding(4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layers.leakyRelu(-1).inPlace());
        var net = sequential(Conv2d.of(3, 8, 3), BatchNorm1d.of(8));
        net.init(new Rng(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.forward(Tensor.zeros(1, 3, 4, 4)))
                .withMessage(
                        "BatchNorm1d(8) in Sequential[1]: the input must be [N, C] or [N, C, L], got [1, 8, 4, 4]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.forward(Tensor.zeros(1, 1, 4, 4)))
                .withMessageStartingWith("Conv2d(3→8, 3×3) in Sequential[0]: ");
    }

    @Test
    void dropoutDrawsFromTheGeneratorOfTheNetAndRestsInEvaluation() {
        var net = sequential(Dropout.of(0.5), Dropout.channels(0.5), Dropout.locked(0.5, 1));
        Tensor x = Tensor.ones(8, 8, 8);
        assertThatIllegalStateException().isThrownBy(() -> net.forward(x)).withMessageContaining("rng(new Rng(seed))");
        net.rng(new Rng(3));
        float[] first = net.forward(x).toFloatArray();
        assertThat(net.forward(x).toFloatArray()).isNotEqualTo(first);
        net.rng(new Rng(3));
        assertThat(net.forward(x).toFloatArray()).isEqualTo(first);
        assertThat(first).contains(0f, 8f);
        net.eval();
        assertThat(net.forward(x)).isSameAs(x);
        net.init(new Rng(4));
        net.train();
        assertThat(net.forward(x).toFloatArray()).isNotEqualTo(first);
    }

    @Test
    void channelsDropAsAWhole() {
        var layer = Dropout.channels(0.5);
        layer.rng(new Rng(1));
        float[] y = layer.forward(Tensor.ones(4, 16, 3)).toFloatArray();
        for (int i = 0; i < y.length; i += 3) {
            assertThat(y[i]).isEqualTo(y[i + 1]).isEqualTo(y[i + 2]);
        }
    }

    @Test
    void examplesDropAsAWhole() {
        var layer = Dropout.examples(0.5);
        layer.rng(new Rng(1));
        float[] y = layer.forward(Tensor.ones(32, 3, 2, 2)).toFloatArray();
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isEqualTo(y[i - i % 12]);
        }
        assertThat(y).contains(0f, 2f);
        assertThat(layer.describe()).isEqualTo("Dropout(0.5, examples)");
    }

    @Test
    void frozenBatchNormKeepsItsStatistics() {
        for (LayerGroups.FrozenNorm rule : LayerGroups.FrozenNorm.values()) {
            var norm = BatchNorm1d.of(2);
            var head = Linear.of(2, 1);
            var net = sequential(Linear.of(2, 2), norm, head);
            net.init(new Rng(1));
            net.train();
            var groups = LayerGroups.split(net, java.util.List.of(head));
            groups.freezeTo(1, rule);
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 7}, 3, 2);
            net.forward(x).sum().backward();
            boolean follows = rule != LayerGroups.FrozenNorm.RESTS;
            assertThat(norm.isTraining()).as(rule.name()).isEqualTo(follows);
            assertThat(norm.buffers().get("num_batches_tracked").toLongArray()).containsExactly(follows ? 1 : 0);
            assertThat(norm.runningMean().toFloatArray()[0] != 0).isEqualTo(follows);
            assertThat(norm.weight().grad() != null).isEqualTo(rule == LayerGroups.FrozenNorm.TRAINS);
            groups.unfreeze();
            assertThat(norm.isTraining()).isTrue();
            assertThat(norm.weight().isTrainable()).isTrue();
        }
    }

    @Test
    void statesOfOldFilesMayLackTheBatchCount() {
        var norm = BatchNorm2d.of(2);
        norm.load(Map.of(
                "weight", Tensor.ones(2),
                "bias", Tensor.ones(2),
                "running_mean", Tensor.ones(2),
                "running_var", Tensor.ones(2)));
        assertThat(norm.bias().value().toFloatArray()).containsOnly(1f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> norm.load(Map.of("weight", Tensor.ones(2))))
                .withMessageContaining("missing: running_var [2]")
                .withMessageNotContaining("num_batches_tracked");
    }

    @Test
    void embeddingsLookUpRowsAndLeaveThePaddingAlone() {
        var layer = Embedding.of(5, 3).padding(2);
        layer.init(new Rng(1));
        Tensor index = Tensor.of(new long[] {0, 2, 4, 0}, 2, 2);
        Tensor y = layer.forward(index);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 2, 3));
        float[] w = layer.weight().value().toFloatArray();
        assertThat(y.toFloatArray()).startsWith(w[0], w[1], w[2], 0, 0, 0, w[12], w[13], w[14], w[0]);
        y.sum().backward();
        assertThat(layer.weight().grad().toFloatArray()).containsExactly(2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1);
    }

    @Test
    void reluInPlaceOverwritesItsInput() {
        Tensor x = Tensor.of(new float[] {-1, 2});
        assertThat(relu().inPlace().forward(x)).isSameAs(x);
        assertThat(x.toFloatArray()).containsExactly(0, 2);
    }
}
