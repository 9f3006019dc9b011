/** Finding things in pictures: boxes with classes, files that hold them, nets, losses, and how good what they find is. */
@NullMarked
package io.vivace.vision.detection;

import org.jspecify.annotations.NullMarked;
