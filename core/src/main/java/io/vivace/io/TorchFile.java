package io.vivace.io;

import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Reads the tensors of files that {@code torch.save} wrote ({@code .pth}, {@code .pt}), in the zip format and in the one
 * before PyTorch 1.6. Such a file is a Python pickle, which can make Python run anything; here a reader of our own admits
 * tensors and containers and refuses every other name, so that nothing in a file is ever executed.
 *
 * <p>Nested containers are flattened, their keys joined by dots. If the weights lie under {@code state_dict},
 * {@code model_state_dict} or {@code model} beside other things, only they are returned. float16 becomes f32 exactly,
 * float64 is rounded to f32, which the log mentions. Tensors that share memory in PyTorch share it here.
 */
public final class TorchFile {
    /** Far more than the names and shapes of any net take. */
    static final int MOST_PICKLE_BYTES = 64 << 20;

    private TorchFile() {}

    /**
     * {@return the tensors by name, in the order of the file} They belong to the scope that is open, if one is.
     *
     * @param file the file
     * @throws FileException if it cannot be read, is damaged, or holds something other than tensors and containers
     */
    public static Map<String, Tensor> read(Path file) {
        try {
            byte[] first = first(file);
            if (isZip(first)) {
                return TorchZip.read(file);
            }
            if (first.length > 0 && first[0] == (byte) 0x80) {
                return TorchLegacy.read(file);
            }
        } catch (ZipException e) {
            throw new FileException(
                    file,
                    "cannot be read as a PyTorch file: its zip archive is damaged or was cut off (" + e.getMessage()
                            + "); copy or download it again");
        } catch (IOException e) {
            throw new FileException(file, "cannot be read as a PyTorch file", e);
        }
        throw new FileException(
                file,
                "not a PyTorch file: it begins neither like a zip archive (PyTorch 1.6 and later) nor like a pickle");
    }

    private static byte[] first(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(4);
        }
    }

    static boolean isZip(byte[] first) {
        return first.length >= 4 && first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4;
    }
}
