package io.vivace.backend;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * The updates of optimizers, each in one pass over memory. All views have the shape of the parameter; values and averages
 * are f32 or bf16 and are changed in place. In front of every update the value is multiplied by {@code shrink} (1 without
 * decoupled weight decay) and λ·value is added to the gradient ({@code l2}, 0 without).
 */
public interface UpdateKernels {
    /**
     * Stochastic gradient descent: v ← μ·v + (1 − dampening)·g, p ← p − lr·v, or with Nesterov's look-ahead p ← p − lr·(g + μ·v).
     *
     * @param p the parameter
     * @param g its gradient
     * @param v the velocity, or null for μ = 0
     * @param s the numbers
     */
    void sgd(View p, View g, @Nullable View v, Sgd s);

    /**
     * Adam: m ← β₁·m + (1 − β₁)·g, h ← β₂·h + (1 − β₂)·g², p ← p − rate·m/(√h·scale + ε).
     *
     * @param p the parameter
     * @param g its gradient
     * @param m average of gradients
     * @param h average of their squares
     * @param s the numbers
     */
    void adam(View p, View g, View m, View h, Adam s);

    /**
     * RMSprop without momentum: h ← α·h + (1 − α)·g², p ← p − lr·g/(√h + ε).
     *
     * @param p the parameter
     * @param g its gradient
     * @param h average of squared gradients
     * @param s the numbers
     */
    void rmsProp(View p, View g, View h, RmsProp s);

    /**
     * Numbers of {@link UpdateKernels#sgd}.
     *
     * @param lr learning rate
     * @param momentum μ
     * @param fresh 1 − dampening; 1 in the first step, in which v is 0
     * @param lookAhead whether Nesterov's
     * @param shrink factor of the value
     * @param l2 λ
     */
    record Sgd(double lr, double momentum, double fresh, boolean lookAhead, double shrink, double l2) {}

    /**
     * Numbers of {@link UpdateKernels#adam}.
     *
     * @param rate learning rate with the correction of m
     * @param beta1 β₁
     * @param beta2 β₂
     * @param scale correction of √h
     * @param eps ε
     * @param shrink factor of the value
     * @param l2 λ
     */
    record Adam(double rate, double beta1, double beta2, double scale, double eps, double shrink, double l2) {}

    /**
     * Numbers of {@link UpdateKernels#rmsProp}.
     *
     * @param lr learning rate
     * @param alpha α
     * @param eps ε
     * @param shrink factor of the value
     * @param l2 λ
     */
    record RmsProp(double lr, double alpha, double eps, double shrink, double l2) {}
}
