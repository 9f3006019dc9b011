package io.vivace.vision;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers for each picture; collated to f32 [N, numbers].
 *
 * @param names of the numbers
 */
public record NumbersTarget(List<String> names) implements Target<float[]> {
    /** Copies the names. */
    public NumbersTarget {
        names = List.copyOf(names);
    }

    @Override
    public int outputs() {
        return names.size();
    }

    @Override
    public List<Tensor> collate(List<float[]> values) {
        float[] all = new float[values.size() * names.size()];
        for (int i = 0; i < values.size(); i++) {
            System.arraycopy(values.get(i), 0, all, i * names.size(), names.size());
        }
        return List.of(Tensor.of(all, values.size(), names.size()));
    }

    @Override
    public float[] decode(Tensor said, Size shown) {
        return said.toFloatArray();
    }

    @Override
    public LossFunction loss() {
        return LossFunction.mse();
    }

    @Override
    public TargetPlan plan() {
        return TargetPlan.of("numbers", names);
    }

    @Override
    public String text(float[] value) {
        return Arrays.toString(value);
    }
}
