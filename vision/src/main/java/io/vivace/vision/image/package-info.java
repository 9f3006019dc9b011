/** Pictures as bytes: reading, writing, resizing and warping them. The only package that knows OpenCV. */
@NullMarked
package io.vivace.vision.image;

import org.jspecify.annotations.NullMarked;
