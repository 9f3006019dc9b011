/**
 * Nets as ONNX files, which other programs run without Vivace: {@link io.vivace.onnx.Onnx#export}. The net is run and traced
 * ({@link io.vivace.tensor.Trace}), each operation is written in its ONNX form.
 */
@NullMarked
package io.vivace.onnx;

import org.jspecify.annotations.NullMarked;
