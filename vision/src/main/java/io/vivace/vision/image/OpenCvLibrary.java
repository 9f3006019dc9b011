package io.vivace.vision.image;

import io.vivace.backend.MissingNativeException;
import io.vivace.backend.NativePart;
import org.bytedeco.opencv.global.opencv_core;
import org.jspecify.annotations.Nullable;

/** Loads OpenCV once, and says what to do if it is not there. */
final class OpenCvLibrary {
    @SuppressWarnings("StaticAssignmentOfThrowable") // why loading failed is known only the first time
    private static final @Nullable LinkageError FAILURE = load();

    private OpenCvLibrary() {}

    /**
     * OpenCV is told to use one thread for each call: pictures are many, and loaders have threads of their own. That
     * setting holds for the whole process.
     */
    private static @Nullable LinkageError load() {
        try {
            opencv_core.setNumThreads(1);
            return null;
        } catch (LinkageError e) {
            return e;
        }
    }

    /**
     * Makes sure that OpenCV can be called.
     *
     * @throws MissingNativeException if not; the message names the dependency to add
     */
    static void require() {
        if (FAILURE != null) {
            throw MissingNativeException.of(
                    "working with images", FAILURE, NativePart.JAVACPP, NativePart.OPENBLAS, NativePart.OPENCV);
        }
    }
}
