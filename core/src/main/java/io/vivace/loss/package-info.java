/** Loss functions. */
@NullMarked
package io.vivace.loss;

import org.jspecify.annotations.NullMarked;
