package io.vivace.vision.image;

import io.vivace.backend.MissingNativeException;
import io.vivace.backend.NativePart;
import io.vivace.memory.Pool;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;

/** Loads OpenCV once, and says what to do if it is not there. */
final class OpenCvLibrary {
    private static final Optional<LinkageError> FAILURE = load();

    private OpenCvLibrary() {}

    /**
     * OpenCV is told to use one thread for each call: pictures are many, and loaders have threads of their own. That
     * setting holds for the whole process.
     */
    private static Optional<LinkageError> load() {
        Pool.host(); // comes first: it sets how much memory JavaCPP allows, which JavaCPP reads once
        try {
            opencv_core.setNumThreads(1);
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(e);
        }
    }

    /**
     * Makes sure that OpenCV can be called.
     *
     * @throws MissingNativeException if not; the message names the dependency to add
     */
    static void require() {
        if (FAILURE.isPresent()) {
            throw MissingNativeException.of(
                    "working with images", FAILURE.get(), NativePart.JAVACPP, NativePart.OPENBLAS, NativePart.OPENCV);
        }
    }
}
