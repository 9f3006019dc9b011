/**
 * Every operation against every check. {@link io.vivace.conformance.ConformanceTest} runs the families of
 * {@link io.vivace.conformance.Op operations} through all {@link io.vivace.conformance.Check checks} and writes the table
 * of results. Inputs, and what PyTorch makes of them, are in {@code src/test/resources/golden}, written by
 * {@code scripts/golden/ops.py}.
 */
@NullMarked
package io.vivace.conformance;

import org.jspecify.annotations.NullMarked;
