/** The learner, its training loop, callbacks and recorder. */
@NullMarked
package io.vivace.learn;

import org.jspecify.annotations.NullMarked;
