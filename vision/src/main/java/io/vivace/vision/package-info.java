/** Images, transforms, image models and their learners. */
@NullMarked
package io.vivace.vision;

import org.jspecify.annotations.NullMarked;
