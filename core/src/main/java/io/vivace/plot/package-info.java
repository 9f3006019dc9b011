/** Charts and pictures as PNG files. */
@NullMarked
package io.vivace.plot;

import org.jspecify.annotations.NullMarked;
