/**
 * The kernel interface: what a device must be able to compute. {@link io.vivace.backend.Backend} names the families;
 * nothing above this package assumes where memory lives or who computes.
 */
@NullMarked
package io.vivace.backend;

import org.jspecify.annotations.NullMarked;
