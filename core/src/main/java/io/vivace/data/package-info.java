/** The data block: from sources to batches. */
@NullMarked
package io.vivace.data;

import org.jspecify.annotations.NullMarked;
