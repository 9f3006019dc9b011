/** Reading and writing weights and arrays: safetensors, PyTorch checkpoints, NumPy files. */
@NullMarked
package io.vivace.io;

import org.jspecify.annotations.NullMarked;
