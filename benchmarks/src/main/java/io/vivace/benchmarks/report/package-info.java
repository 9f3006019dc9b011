/** From JMH's results to a table and a chart. */
@NullMarked
package io.vivace.benchmarks.report;

import org.jspecify.annotations.NullMarked;
