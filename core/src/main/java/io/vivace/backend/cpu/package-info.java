/** The CPU backend. The only package that calls oneDNN. */
@NullMarked
package io.vivace.backend.cpu;

import org.jspecify.annotations.NullMarked;
