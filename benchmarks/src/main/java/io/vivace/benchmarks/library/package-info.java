/** The libraries that do the works: Vivace, ND4J, and through {@link java.util.ServiceLoader} the peers of the profile "peers". */
@NullMarked
package io.vivace.benchmarks.library;

import org.jspecify.annotations.NullMarked;
