/** A page in the browser that shows training while it runs, and the report it leaves. */
@NullMarked
package io.vivace.callbacks.dashboard;

import org.jspecify.annotations.NullMarked;
