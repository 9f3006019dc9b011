/** Tensors, shapes, element types and the differentiable operations on them. */
@NullMarked
package io.vivace.tensor;

import org.jspecify.annotations.NullMarked;
