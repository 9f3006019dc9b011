/** What this machine and class path offer, what is missing, and how to get it. */
@NullMarked
package io.vivace.doctor;

import org.jspecify.annotations.NullMarked;
