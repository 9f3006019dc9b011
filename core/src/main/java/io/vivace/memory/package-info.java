/** Pooled native memory and the scopes that release it. */
@NullMarked
package io.vivace.memory;

import org.jspecify.annotations.NullMarked;
