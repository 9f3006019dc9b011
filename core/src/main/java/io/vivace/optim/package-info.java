/** Optimizers and parameter groups. */
@NullMarked
package io.vivace.optim;

import org.jspecify.annotations.NullMarked;
