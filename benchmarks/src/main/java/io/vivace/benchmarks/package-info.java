/**
 * Benchmarks: a class for each workload and each hot operation, run by {@link io.vivace.benchmarks.Main} for every library on
 * the class path.
 */
@NullMarked
package io.vivace.benchmarks;

import org.jspecify.annotations.NullMarked;
