/** Metrics as streaming accumulators. */
@NullMarked
package io.vivace.metric;

import org.jspecify.annotations.NullMarked;
