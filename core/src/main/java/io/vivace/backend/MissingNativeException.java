package io.vivace.backend;

import java.util.Arrays;
import java.util.List;

/** A native library is missing or cannot be loaded. The message names the dependency to add for this platform. */
public final class MissingNativeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingNativeException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * {@return what to tell a person about a library that did not load}
     *
     * @param purpose what was to be done, such as {@code the cpu backend}
     * @param failure what the JVM said
     * @param needed the libraries it takes
     */
    public static MissingNativeException of(String purpose, Throwable failure, NativePart... needed) {
        List<NativePart> missing =
                Arrays.stream(needed).filter(p -> !p.isPresent()).toList();
        if (!missing.isEmpty()) {
            var text = new StringBuilder(purpose + " cannot start: " + names(missing) + " for " + NativePart.platform()
                    + (missing.size() == 1 ? " is" : " are")
                    + " not on the class path. A Maven project gets natives by depending on"
                    + " io.vivace:vivace-core or vivace-vision; elsewhere, or for another platform, add:");
            missing.forEach(p -> text.append("\n  ").append(p.dependency()));
            return new MissingNativeException(
                    text.append("\nSee docs/platforms.md.").toString(), failure);
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new MissingNativeException(
                purpose + " cannot start: the libraries of " + names(List.of(needed)) + " for " + NativePart.platform()
                        + " are on the class path but cannot be loaded: " + root
                        + ". They are unpacked into a cache folder"
                        + " (~/.javacpp/cache, or -Dorg.bytedeco.javacpp.cachedir=FOLDER), which must be writable and allow"
                        + " programs to run. Different versions of one library on the class path have the same effect;"
                        + " the doctor command lists them.",
                failure);
    }

    private static String names(List<NativePart> parts) {
        return String.join(", ", parts.stream().map(NativePart::title).toList());
    }
}
