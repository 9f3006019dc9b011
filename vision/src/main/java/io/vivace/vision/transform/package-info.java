/** What happens to a picture between its file and a batch: size, random geometry, random lighting. */
@NullMarked
package io.vivace.vision.transform;

import org.jspecify.annotations.NullMarked;
