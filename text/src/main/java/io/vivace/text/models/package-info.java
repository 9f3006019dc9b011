/** Nets for text: the AWD-LSTM language model and translation with attention. */
@NullMarked
package io.vivace.text.models;

import org.jspecify.annotations.NullMarked;
