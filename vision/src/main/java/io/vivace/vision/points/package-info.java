/** Points in pictures: where a face, a corner or an object's middle is. */
@NullMarked
package io.vivace.vision.points;

import org.jspecify.annotations.NullMarked;
