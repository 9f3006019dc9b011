/** A class for each pixel: masks, where they come from, and how they are learnt. */
@NullMarked
package io.vivace.vision.segmentation;

import org.jspecify.annotations.NullMarked;
