/** Other libraries at the same works; built with {@code -Ppeers} only. */
@NullMarked
package io.vivace.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
