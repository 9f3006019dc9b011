/** The fixed pieces of work that libraries are compared on: sizes, start values and expected results, no computing. */
@NullMarked
package io.vivace.benchmarks.work;

import org.jspecify.annotations.NullMarked;
