/** The kernel interface that every device implements. */
@NullMarked
package io.vivace.backend;

import org.jspecify.annotations.NullMarked;
