/** One command per lesson system. */
@NullMarked
package io.vivace.examples;

import org.jspecify.annotations.NullMarked;
