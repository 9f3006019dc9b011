/** Callbacks beyond the ones that the learner has built in. */
@NullMarked
package io.vivace.callbacks;

import org.jspecify.annotations.NullMarked;
