package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.Shape;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeightNamesTest {
    private final Scope scope = Scope.open();

    private final Map<String, Shape> wanted = new LinkedHashMap<>();

    WeightNamesTest() {
        wanted.put("features.0.weight", Shape.of(2, 3));
        wanted.put("features.0.bias", Shape.of(2));
        wanted.put("features.1.weight", Shape.of(4, 2));
        wanted.put("features.1.bias", Shape.of(4));
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void fittingNamesAreLeftAlone() {
        Map<String, Tensor> found = Map.of("features.0.weight", Tensor.zeros(7), "other", Tensor.zeros(1));
        assertThat(WeightNames.fit(found, wanted)).isSameAs(found);
    }

    @Test
    void wrappersAreTakenOff() {
        var found = new LinkedHashMap<String, Tensor>();
        wanted.forEach((name, shape) -> found.put("module." + name, Tensor.zeros(shape.toArray())));
        assertThat(WeightNames.fit(found, wanted)).containsOnlyKeys(wanted.keySet());
    }

    @Test
    void countedLayersAreMatchedInOrderWhateverComesFirst() {
        var found = new LinkedHashMap<String, Tensor>();
        found.put("net0_conv0_bias", Tensor.zeros(2));
        found.put("net0_conv0_weight", Tensor.zeros(2, 3));
        found.put("net0_conv1_bias", Tensor.zeros(4));
        found.put("net0_conv1_weight", Tensor.zeros(4, 2));
        Map<String, Tensor> fitted = WeightNames.fit(found, wanted);
        assertThat(fitted.keySet()).containsExactlyElementsOf(wanted.keySet());
        assertThat(fitted.get("features.0.bias")).isSameAs(found.get("net0_conv0_bias"));
        assertThat(fitted.get("features.1.weight")).isSameAs(found.get("net0_conv1_weight"));
    }

    @Test
    void batchNormOfMxnetIsUnderstood() {
        Map<String, Shape> norm = new LinkedHashMap<>();
        for (String n : new String[] {"weight", "bias", "running_mean", "running_var"}) {
            norm.put("bn." + n, Shape.of(3));
        }
        norm.put("bn.num_batches_tracked", Shape.of());
        var found = new LinkedHashMap<String, Tensor>();
        for (String n : new String[] {"running_var", "beta", "gamma", "running_mean"}) {
            found.put("batchnorm0_" + n, Tensor.zeros(3));
        }
        Map<String, Tensor> fitted = WeightNames.fit(found, norm);
        assertThat(fitted.get("bn.weight")).isSameAs(found.get("batchnorm0_gamma"));
        assertThat(fitted.get("bn.bias")).isSameAs(found.get("batchnorm0_beta"));
        assertThat(fitted.get("bn.running_mean")).isSameAs(found.get("batchnorm0_running_mean"));
        assertThat(fitted).hasSize(4);
    }

    @Test
    void whatIsNotClearIsLeftForTheLoaderToReport() {
        var found = new LinkedHashMap<String, Tensor>();
        found.put("a_weight", Tensor.zeros(2, 3));
        found.put("a_bias", Tensor.zeros(2));
        assertThat(WeightNames.fit(found, wanted)).as("too few").isSameAs(found);
        found.put("b_weight", Tensor.zeros(2, 4));
        found.put("b_bias", Tensor.zeros(4));
        assertThat(WeightNames.fit(found, wanted)).as("another shape").isSameAs(found);
        found.put("b_weight", Tensor.zeros(4, 2));
        found.put("c_bias", Tensor.zeros(4));
        assertThat(WeightNames.fit(found, wanted)).as("one too many").isSameAs(found);
    }
}
