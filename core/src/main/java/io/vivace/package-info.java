/** Settings of the whole library. */
@NullMarked
package io.vivace;

import org.jspecify.annotations.NullMarked;
