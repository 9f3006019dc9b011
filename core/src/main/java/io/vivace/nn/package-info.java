/** Modules, layers, initialisation and hooks. */
@NullMarked
package io.vivace.nn;

import org.jspecify.annotations.NullMarked;
