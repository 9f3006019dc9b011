/** TensorBoard's event files: a writer for them, and the callback that follows training with it. */
@NullMarked
package io.vivace.callbacks.tensorboard;

import org.jspecify.annotations.NullMarked;
