package io.vivace.io;

import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads the weights of a model from whatever they come in: safetensors, a PyTorch checkpoint, or a folder of NumPy files.
 * The content decides, not the name.
 */
public final class Weights {
    private static final String READABLE =
            "Vivace reads safetensors, PyTorch files (.pth, .pt) and folders of .npy files";

    private Weights() {}

    /**
     * {@return the tensors by name, in the order of the file} They belong to the scope that is open, if one is.
     *
     * @param path a file or a folder
     * @throws FileException if it cannot be read, or is none of the formats
     */
    public static Map<String, Tensor> read(Path path) {
        if (Files.isDirectory(path)) {
            return NpyFolder.read(path);
        }
        byte[] first;
        try (var in = Files.newInputStream(path)) {
            first = in.readNBytes(9);
        } catch (IOException e) {
            throw new FileException(path, "cannot be read", e);
        }
        if (first.length == 9 && first[8] == '{') {
            return SafeTensors.read(path);
        }
        if (TorchFile.isZip(first) || (first.length > 1 && first[0] == (byte) 0x80)) {
            return TorchFile.read(path);
        }
        String seen = new String(first, StandardCharsets.ISO_8859_1);
        if (seen.startsWith("\u0093NUMPY")) {
            throw new FileException(
                    path, "this is one .npy array; give the folder that holds all of them. " + READABLE);
        }
        throw new FileException(path, "the format is not known. " + READABLE);
    }
}
