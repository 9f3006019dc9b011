package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * A random change of a picture. It does not touch pixels: it draws its numbers and notes in a sketch what it wants; all
 * wishes together become one resampling. Several threads use the same transform at once.
 */
@FunctionalInterface
public interface Transform {
    /**
     * Draws what is random and notes it.
     *
     * @param rng the only source of randomness, of its own for each picture and epoch
     * @param sketch where to note it
     */
    void draw(Rng rng, Sketch sketch);

    /** {@return whether it changes what the picture is scaled to} Such changes come before those that move it. */
    default boolean changesFrame() {
        return false;
    }
}
