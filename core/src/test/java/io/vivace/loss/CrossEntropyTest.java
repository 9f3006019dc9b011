package io.vivace.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values and gradients computed by PyTorch 1.13. */
class CrossEntropyTest {
    private static final CrossEntropyOptions DEFAULTS = CrossEntropyOptions.defaults();

    private final Tensor logits =
            Tensor.of(new float[] {.5f, -1.2f, 2f, .3f, 1.5f, .1f, -.7f, .9f, -2f, .4f, .6f, 1.1f}, 3, 4);
    private final Tensor target = Tensor.of(new long[] {2, 0, 3});
    private final Tensor oneIgnored = Tensor.of(new long[] {2, -100, 3});
    private final Tensor weights = Tensor.of(new float[] {1, 2, .5f, 3});

    private void check(Tensor t, CrossEntropyOptions o, double mean, float[] each, float... gradient) {
        Tensor x = logits.detach().requiresGrad();
        Tensor loss = Loss.crossEntropy(x, t, o);
        assertThat(loss.item()).isCloseTo((float) mean, within(2e-6f));
        loss.backward();
        assertThat(x.grad().toFloatArray()).containsExactly(gradient, within(2e-6f));
        Tensor single = Loss.crossEntropy(x, t, o.reducing(Loss.Reduction.NONE));
        assertThat(single.toFloatArray()).containsExactly(each, within(2e-6f));
        assertThat(Loss.crossEntropy(x, t, o.reducing(Loss.Reduction.SUM)).item())
                .isCloseTo(single.sum().item(), within(2e-6f));
    }

    @Test
    void plain() {
        check(
                target,
                DEFAULTS,
                0.592977,
                new float[] {0.3691993f, 0.6451178f, 0.7646141f},
                0.05141571f,
                0.009392803f,
                -0.1029041f,
                0.04209562f,
                -0.1584664f,
                0.04312165f,
                0.01937581f,
                0.09596899f,
                0.006990339f,
                0.07705572f,
                0.09411608f,
                -0.1781622f);
    }

    @Test
    void weighted() {
        check(
                target,
                DEFAULTS.weighting(weights),
                0.6941244,
                new float[] {0.1845997f, 0.6451178f, 2.293842f},
                0.01713857f,
                0.003130934f,
                -0.03430137f,
                0.01403187f,
                -0.1056443f,
                0.02874776f,
                0.0129172f,
                0.06397933f,
                0.01398068f,
                0.1541114f,
                0.1882322f,
                -0.3563243f);
    }

    @Test
    void smoothed() {
        check(
                target,
                DEFAULTS.smoothing(.1),
                0.7171437,
                new float[] {0.5291992f, 0.7501178f, 0.8721141f},
                0.04308237f,
                0.001059468f,
                -0.07790411f,
                0.03376228f,
                -0.1334664f,
                0.03478831f,
                0.01104247f,
                0.08763564f,
                -0.001342996f,
                0.06872238f,
                0.08578273f,
                -0.1531621f);
    }

    @Test
    void weightedAndSmoothed() {
        check(
                target,
                DEFAULTS.weighting(weights).smoothing(.1),
                0.8192289,
                new float[] {0.5511346f, 0.8279377f, 2.307458f},
                0.01543919f,
                -0.007275717f,
                -0.008685844f,
                0.0005223757f,
                -0.08169148f,
                0.01943339f,
                0.01094675f,
                0.05131137f,
                0.00778434f,
                0.1359369f,
                0.176827f,
                -0.3205483f);
    }

    @Test
    void ignored() {
        check(
                oneIgnored,
                DEFAULTS,
                0.5669067,
                new float[] {0.3691993f, 0, 0.7646141f},
                0.07712356f,
                0.0140892f,
                -0.1543562f,
                0.06314342f,
                0f,
                0f,
                0f,
                0f,
                0.01048551f,
                0.1155836f,
                0.1411741f,
                -0.2672432f);
    }

    @Test
    void ignoredAndWeighted() {
        check(
                oneIgnored,
                DEFAULTS.weighting(weights),
                0.7081262,
                new float[] {0.1845997f, 0, 2.293842f},
                0.0220353f,
                0.004025487f,
                -0.04410177f,
                0.01804098f,
                0f,
                0f,
                0f,
                0f,
                0.01797516f,
                0.1981433f,
                0.2420128f,
                -0.4581313f);
    }

    @Test
    void ignoredAndSmoothed() {
        check(
                oneIgnored,
                DEFAULTS.smoothing(.1),
                0.7006567,
                new float[] {0.5291992f, 0, 0.8721141f},
                0.06462356f,
                0.001589202f,
                -0.1168562f,
                0.05064342f,
                0f,
                0f,
                0f,
                0f,
                -0.002014493f,
                0.1030836f,
                0.1286741f,
                -0.2297432f);
    }

    @Test
    void ignoredAndWeightedAndSmoothed() {
        check(
                oneIgnored,
                DEFAULTS.weighting(weights).smoothing(.1),
                0.8167406,
                new float[] {0.5511346f, 0, 2.307458f},
                0.01985039f,
                -0.009354494f,
                -0.01116752f,
                0.0006716262f,
                0f,
                0f,
                0f,
                0f,
                0.01000844f,
                0.174776f,
                0.2273491f,
                -0.4121336f);
    }

    @Test
    void probabilitiesAsTargets() {
        Tensor p = Tensor.of(new float[] {1, 2, 3, 4, 0, 0, 1, 0, 2, 1, 0, 1}, 3, 4)
                .softmax(1);
        check(
                p,
                DEFAULTS,
                2.142225,
                new float[] {1.790803f, 2.04068f, 2.595191f},
                0.04072951f,
                -0.0196553f,
                0.1514683f,
                -0.1725425f,
                0.1165743f,
                -0.01517092f,
                -0.1390798f,
                0.03767642f,
                -0.1711586f,
                0.01151841f,
                0.07000625f,
                0.08963387f);
        check(
                p,
                DEFAULTS.weighting(weights).smoothing(.2),
                3.255162,
                new float[] {4.548297f, 2.220723f, 2.996466f},
                0.0843114f,
                -0.05980153f,
                0.4509484f,
                -0.4754583f,
                0.173567f,
                -0.0681906f,
                -0.0454699f,
                -0.05990643f,
                -0.1482254f,
                -0.01737453f,
                0.1295908f,
                0.03600907f);
    }

    @Test
    void pictures() {
        float[] v = new float[24];
        for (int i = 0; i < 24; i++) {
            v[i] = (float) Math.sin((float) (i * 1.7));
        }
        Tensor x = Tensor.of(v, 2, 3, 2, 2).requiresGrad();
        Tensor y = Tensor.of(new long[] {0, 1, 2, -1, 1, 1, 0, 2}, 2, 2, 2);
        var options = DEFAULTS.ignoring(-1)
                .weighting(Tensor.of(new float[] {1, 2, 3}))
                .smoothing(.3);
        float[] gradient = {
            -0.03857227f,
            0.05298373f,
            0.08319104f,
            0f,
            0.01615231f,
            -0.06472123f,
            0.043641f,
            0f,
            0.02241996f,
            0.01173751f,
            -0.126832f,
            0f,
            0.04974928f,
            0.06188667f,
            -0.03526242f,
            0.03684433f,
            -0.06385316f,
            -0.07144313f,
            0.01362555f,
            0.05227852f,
            0.0141039f,
            0.009556463f,
            0.02163687f,
            -0.08912285f
        };
        for (Tensor in : new Tensor[] {x, x.channelsLast()}) {
            x.zeroGrad();
            Tensor loss = Loss.crossEntropy(in, y, options);
            assertThat(loss.item()).isCloseTo(1.174988f, within(2e-6f));
            loss.backward();
            assertThat(x.grad().toFloatArray()).containsExactly(gradient, within(2e-6f));
        }
    }

    @Test
    void numbersWorkedOutByHand() {
        Tensor x = Tensor.of(new float[] {2, 1, 0}, 1, 3);
        Tensor first = Tensor.of(new long[] {0});
        Tensor last = Tensor.of(new long[] {2});
        assertThat(Loss.crossEntropy(x, first).item()).isCloseTo(.407606f, within(2e-6f));
        assertThat(Loss.crossEntropy(x, first, DEFAULTS.smoothing(.1)).item()).isCloseTo(.507606f, within(2e-6f));
        Tensor mixed = Loss.crossEntropy(x, first)
                .mul(.7)
                .add(Loss.crossEntropy(x, last).mul(.3));
        assertThat(mixed.item()).isCloseTo(1.007606f, within(2e-6f));
        assertThat(Loss.crossEntropy(x.reshape(3), first.reshape(), DEFAULTS).item())
                .isCloseTo(.407606f, within(2e-6f));
    }

    @Test
    void nllOfLogSoftmaxIsCrossEntropy() {
        assertThat(Loss.nll(logits.logSoftmax(1), target).item()).isCloseTo(0.592977f, within(2e-6f));
        assertThat(Loss.nll(logits.logSoftmax(1), oneIgnored, DEFAULTS.weighting(weights))
                        .item())
                .isCloseTo(0.7081262f, within(2e-6f));
    }

    @Test
    void bfloat16IsComputedInFloat() {
        Tensor x = logits.to(DType.BF16).requiresGrad();
        Tensor loss = Loss.crossEntropy(x, target.to(DType.I32));
        assertThat(loss.dtype()).isEqualTo(DType.F32);
        assertThat(loss.item())
                .isEqualTo(Loss.crossEntropy(x.detach().to(DType.F32), target).item());
        loss.backward();
        assertThat(x.grad().dtype()).isEqualTo(DType.BF16);
    }

    @Test
    void infiniteLogitsOfOtherClassesAreFine() {
        Tensor x = Tensor.of(new float[] {Float.NEGATIVE_INFINITY, 0, 1e30f, 0}, 2, 2)
                .requiresGrad();
        Tensor loss = Loss.crossEntropy(x, Tensor.of(new long[] {1, 0}));
        assertThat(loss.item()).isZero();
        loss.backward();
        assertThat(x.grad().toFloatArray()).containsExactly(new float[] {0, 0, 0, 0}, within(0f));
    }

    /** PyTorch gives NaN here. */
    @Test
    void nothingToCountIsZeroAndTeachesNothing() {
        Tensor all = Tensor.of(new long[] {-100, -100, -100});
        Tensor noWeight = Tensor.of(new float[] {1, 0, 1, 1});
        for (var options : List.of(
                DEFAULTS,
                DEFAULTS.weighting(weights),
                DEFAULTS.smoothing(0.1),
                DEFAULTS.reducing(Loss.Reduction.SUM))) {
            Tensor x = logits.detach().requiresGrad();
            Tensor loss = Loss.crossEntropy(x, all, options);
            assertThat(loss.item()).isZero();
            loss.backward();
            assertThat(x.grad().abs().max().item()).isZero();
        }
        assertThat(Loss.crossEntropy(logits, Tensor.of(new long[] {1, 1, -100}), DEFAULTS.weighting(noWeight))
                        .item())
                .isZero();
    }

    @Test
    void canBeDifferentiatedTwice() {
        Tensor x = Tensor.of(new float[] {1, 0}, 1, 2).requiresGrad();
        Tensor g = Autograd.gradWithGraph(Loss.crossEntropy(x, Tensor.of(new long[] {0})), x)
                .get(0);
        g.select(1, 1).sum().backward(); // d/dx of σ(x1 − x0): s(1 − s) = .196612
        assertThat(x.grad().toFloatArray()).containsExactly(new float[] {-.196612f, .196612f}, within(2e-6f));
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> Loss.crossEntropy(logits, Tensor.of(new long[] {0, 4, 1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target class 4 does not exist")
                .hasMessageContaining("4 classes (0 to 3)");
        assertThatThrownBy(() -> Loss.crossEntropy(logits, Tensor.of(new long[] {0, -1, 1})))
                .hasMessageContaining("target class -1")
                .hasMessageContaining("ignoreIndex (now -100)");
        assertThatThrownBy(() -> Loss.crossEntropy(logits, Tensor.of(new long[] {0, 1})))
                .hasMessageContaining("shape [2], expected [3]");
        assertThatThrownBy(() -> Loss.crossEntropy(logits, Tensor.ones(3)))
                .hasMessageContaining("probabilities")
                .hasMessageContaining("[3]");
        assertThatThrownBy(() -> Loss.crossEntropy(target, logits)).hasMessageContaining("exchanged");
        assertThatThrownBy(() -> Loss.crossEntropy(logits, target.eq(1))).hasMessageContaining("targets are bool");
        assertThatThrownBy(() -> Loss.nll(logits, logits)).hasMessageContaining("targets are f32");
        assertThatThrownBy(() -> Loss.crossEntropy(logits, target, DEFAULTS.weighting(Tensor.ones(3))))
                .hasMessageContaining("shape [3], expected [4]");
        assertThatThrownBy(() -> DEFAULTS.smoothing(1.5)).hasMessageContaining("0 to 1, got 1.5");
        assertThat(Loss.crossEntropy(logits, target.to(DType.U8)).shape()).isEqualTo(Shape.of());
    }
}
