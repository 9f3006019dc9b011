/** Benchmarks of fixed workloads. */
@NullMarked
package io.vivace.benchmarks;

import org.jspecify.annotations.NullMarked;
