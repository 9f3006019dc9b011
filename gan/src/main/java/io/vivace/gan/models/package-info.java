/** Critics and generators: DCGAN. */
@NullMarked
package io.vivace.gan.models;

import org.jspecify.annotations.NullMarked;
