/**
 * Tensors and automatic differentiation. A {@link io.vivace.tensor.Tensor} is shape, strides and type over pooled native
 * memory; its operations stand in facets ({@link io.vivace.tensor.Arithmetic}, {@link io.vivace.tensor.Shaping} ...) and,
 * for those with many operands, in classes of their own ({@link io.vivace.tensor.Convolution} ...), forward and backward
 * side by side. {@link io.vivace.tensor.Scope} gives memory back; {@link io.vivace.tensor.Autograd} differentiates. The
 * only package that knows ND4J.
 */
@NullMarked
package io.vivace.tensor;

import org.jspecify.annotations.NullMarked;
