package io.vivace.vision.image;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.opencv.global.opencv_core;

/** What decodes and warps images. */
public final class ImageLibrary {
    private ImageLibrary() {}

    /**
     * {@return version, instruction sets and threads by name, for the doctor}
     *
     * @throws io.vivace.backend.MissingNativeException if it cannot be loaded; the message says what to add
     */
    public static Map<String, String> facts() {
        OpenCvLibrary.require();
        var facts = new LinkedHashMap<String, String>();
        facts.put("images by", "OpenCV " + opencv_core.getVersionString().getString());
        facts.put("threads per image", Integer.toString(opencv_core.getNumThreads()));
        return facts;
    }
}
