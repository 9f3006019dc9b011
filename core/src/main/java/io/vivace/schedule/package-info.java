/** Training phases, learning-rate and momentum schedules, and the learning-rate finder. */
@NullMarked
package io.vivace.schedule;

import org.jspecify.annotations.NullMarked;
