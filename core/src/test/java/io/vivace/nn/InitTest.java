package io.vivace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.data.Offset.offset;

import io.vivace.memory.Shape;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Rules checked by the moments of many values: a wrong fan or gain is far outside. */
class InitTest {
    private static final Shape CONV = Shape.of(128, 32, 3, 3); // fan in 288, fan out 1152

    private static double[] moments(Init rule, Shape shape) {
        float[] v = rule.values(shape, new Rng(11)).toFloatArray();
        double sum = 0;
        double squares = 0;
        double most = 0;
        for (float x : v) {
            sum += x;
            squares += x * x;
            most = Math.max(most, Math.abs(x));
        }
        double mean = sum / v.length;
        return new double[] {mean, Math.sqrt(squares / v.length - mean * mean), most};
    }

    private static void isNormal(Init rule, Shape shape, double std) {
        double[] m = moments(rule, shape);
        assertThat(m[0]).isCloseTo(0, offset(std * 0.03));
        assertThat(m[1]).isCloseTo(std, offset(std * 0.02));
        assertThat(m[2]).isGreaterThan(3 * std);
    }

    private static void isUniform(Init rule, Shape shape, double bound) {
        double[] m = moments(rule, shape);
        assertThat(m[0]).isCloseTo(0, offset(bound * 0.03));
        assertThat(m[1]).isCloseTo(bound / Math.sqrt(3), offset(bound * 0.02));
        assertThat(m[2]).isLessThanOrEqualTo(bound).isGreaterThan(bound * 0.99);
    }

    @Test
    void scalesFollowTheFans() {
        isUniform(Init.pytorch(), CONV, 1 / Math.sqrt(288));
        isUniform(Init.pytorchBias(Shape.of(1, 100)), Shape.of(10_000), 0.1);
        isNormal(Init.kaimingNormal(), CONV, Math.sqrt(2.0 / 288));
        isNormal(Init.kaimingNormal(Init.Fan.OUT, 1), CONV, 1 / Math.sqrt(1152));
        isUniform(Init.kaimingUniform(), CONV, Math.sqrt(6.0 / 288));
        isUniform(Init.kaimingUniform(Init.Fan.OUT, Init.leakyReluGain(0.1)), CONV, Math.sqrt(6 / 1.01 / 1152));
        isNormal(Init.xavierNormal(1), CONV, Math.sqrt(2.0 / (288 + 1152)));
        isUniform(Init.xavierUniform(5.0 / 3), CONV, 5.0 / 3 * Math.sqrt(6.0 / (288 + 1152)));
        isNormal(Init.normal(0, 0.01), CONV, 0.01);
        assertThat(Init.constant(3).values(Shape.of(4), new Rng(1)).toFloatArray())
                .containsOnly(3f);
    }

    @Test
    void orthogonalRowsHaveLengthGainAndRightAngles() {
        for (Shape shape : new Shape[] {Shape.of(8, 3, 2, 2), Shape.of(20, 6), Shape.of(7, 7)}) {
            Tensor w = Init.orthogonal(1.5).values(shape, new Rng(3)).reshape(shape.size(0), -1);
            boolean tall = w.size(0) > w.size(1);
            Tensor product = tall ? w.t().matmul(w) : w.matmul(w.t());
            Tensor error = product.sub(Tensor.eye((int) product.size(0)).mul(2.25));
            for (float e : error.toFloatArray()) {
                assertThat(e).as(shape.toString()).isCloseTo(0, offset(1e-5f));
            }
        }
    }

    @Test
    void vectorsHaveNoFan() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Init.kaimingNormal().values(Shape.of(5), new Rng(1)))
                .withMessageContaining("fan of [5]");
    }

    @Test
    void layersStartAsTheyAreTold() {
        var layer = Linear.of(100, 50).starting(Init.constant(2), Init.constant(1));
        layer.init(new Rng(1));
        assertThat(layer.weight().value().toFloatArray()).containsOnly(2f);
        assertThat(layer.bias().value().toFloatArray()).containsOnly(1f);
        isUniform((shape, rng) -> value(Linear.of(400, 300), rng), Shape.of(), 0.05);
    }

    private static Tensor value(Linear layer, Rng rng) {
        layer.init(rng);
        return layer.weight().value();
    }

    @Test
    void aParameterMadeFromAValueCannotStartAnew() {
        var p = new Parameter(Tensor.ones(3));
        assertThat(p.isReady()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> p.init(new Rng(1))).withMessageContaining("no rule");
    }
}
