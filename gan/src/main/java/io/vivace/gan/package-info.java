/** Two nets against each other: a generator makes pictures, and a critic says how unlike the real ones they are. */
@NullMarked
package io.vivace.gan;

import org.jspecify.annotations.NullMarked;
