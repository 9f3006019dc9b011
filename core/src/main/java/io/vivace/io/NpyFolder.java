package io.vivace.io;

import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Weights as a folder with one NumPy file per tensor, whose name without {@code .npy} is the name of the tensor. */
public final class NpyFolder {
    private static final String ENDING = ".npy";

    private NpyFolder() {}

    /**
     * {@return the tensors by name; numbers in names count as numbers, so that layer9 comes before layer10} They belong to
     * the scope that is open, if one is.
     *
     * @param folder the folder; folders inside it are not entered
     * @throws FileException if it cannot be read or holds no .npy file
     */
    public static Map<String, Tensor> read(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> name(f).endsWith(ENDING) && Files.isRegularFile(f))
                    .sorted((a, b) -> NaturalOrder.compare(name(a), name(b)))
                    .toList();
        } catch (IOException e) {
            throw new FileException(folder, "cannot be read as a folder of .npy files", e);
        }
        if (files.isEmpty()) {
            throw new FileException(folder, "no .npy file is in this folder");
        }
        var tensors = new LinkedHashMap<String, Tensor>();
        try {
            for (Path f : files) {
                String name = name(f);
                tensors.put(name.substring(0, name.length() - ENDING.length()), Npy.read(f));
            }
            return tensors;
        } catch (Throwable t) {
            tensors.values().forEach(Tensor::close);
            throw t;
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
