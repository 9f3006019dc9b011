/** The kernels of the CPU: oneDNN, and plain loops where it has none. */
@NullMarked
package io.vivace.backend.cpu;

import org.jspecify.annotations.NullMarked;
