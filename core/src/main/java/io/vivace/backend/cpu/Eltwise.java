package io.vivace.backend.cpu;

import io.vivace.backend.Unary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's name and constants for an element-wise function.
 *
 * @param kind the function
 * @param alpha its first constant
 * @param beta its second constant
 */
record Eltwise(algorithm kind, float alpha, float beta) {
    /** {@return the algorithm, or null where oneDNN has none} */
    static @Nullable Eltwise of(Unary op, double a, double b) {
        return switch (op) {
            case LINEAR -> new Eltwise(algorithm.eltwise_linear, (float) a, (float) b);
            case EXP -> plain(algorithm.eltwise_exp_use_dst_for_bwd);
            case LOG -> plain(algorithm.eltwise_log);
            case SQRT -> plain(algorithm.eltwise_sqrt_use_dst_for_bwd);
            case ABS -> plain(algorithm.eltwise_abs);
            case SQUARE -> plain(algorithm.eltwise_square);
            case RELU -> new Eltwise(algorithm.eltwise_relu, (float) a, 0);
            case ELU -> new Eltwise(algorithm.eltwise_elu, (float) a, 0);
            case GELU -> plain(algorithm.eltwise_gelu_erf);
            case GELU_TANH -> plain(algorithm.eltwise_gelu_tanh);
            case SILU -> new Eltwise(algorithm.eltwise_swish, 1, 0);
            case SIGMOID -> plain(algorithm.eltwise_logistic_use_dst_for_bwd);
            case TANH -> plain(algorithm.eltwise_tanh_use_dst_for_bwd);
            case SOFTPLUS -> new Eltwise(algorithm.eltwise_soft_relu, (float) a, 0);
            case HARD_SIGMOID -> new Eltwise(algorithm.eltwise_hardsigmoid, 1f / 6, 0.5f);
            case HARD_SWISH -> new Eltwise(algorithm.eltwise_hardswish, 1f / 6, 0.5f);
            case POW, CLAMP, LOG1P, SIGN, FLOOR, ROUND, SIN, COS, ERF -> null;
        };
    }

    private static Eltwise plain(algorithm kind) {
        return new Eltwise(kind, 0, 0);
    }
}
