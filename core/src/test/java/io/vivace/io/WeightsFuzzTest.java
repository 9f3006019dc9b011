package io.vivace.io;

import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights from damaged files: {@link Fuzz}. */
class WeightsFuzzTest {
    @TempDir
    Path folder;

    private static void closing(Map<String, Tensor> tensors) {
        tensors.values().forEach(Tensor::close);
    }

    private static byte[][] files(String... names) throws IOException {
        byte[][] all = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            all[i] = Files.readAllBytes(TorchFileTest.file(names[i]));
        }
        return all;
    }

    @Test
    void torchZip() throws IOException {
        Fuzz.of("torch zip", folder, FileException.class)
                .run(
                        file -> closing(TorchFile.read(file)),
                        files("types.pt", "layouts.pt", "checkpoint.pth", "nested.pt"));
    }

    @Test
    void torchPickle() throws IOException {
        Fuzz.of("torch legacy", folder, FileException.class)
                .run(
                        file -> closing(TorchFile.read(file)),
                        files("types_legacy.pth", "layouts_legacy.pth", "checkpoint_legacy.pth"));
    }

    /** With a checksum, which finds nearly all damage, and without, as other programs write them. */
    @Test
    void safeTensors() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("layer.0.weight", Tensor.arange(12).reshape(3, 4));
        tensors.put("layer.0.bias", Tensor.of(new float[] {1, 2, 3}));
        tensors.put("flag", Tensor.of(new boolean[] {true}));
        Path file = folder.resolve("whole");
        SafeTensors.write(file, tensors, Map.of("a", "b"));
        closing(tensors);
        byte[] whole = Files.readAllBytes(file);
        byte[] plain = Fuzz.withoutChecksum(whole);
        Fuzz.of("safetensors", folder, FileException.class).run(f -> closing(Weights.read(f)), whole, plain, plain);
    }

    @Test
    void npy() throws IOException {
        Path rows = folder.resolve("rows.npy");
        Path wide = folder.resolve("wide.npy");
        try (var shaped = Tensor.of(new float[24], 2, 3, 4);
                var longs = Tensor.of(new long[] {1, 2, -3})) {
            Npy.write(rows, shaped);
            Npy.write(wide, longs);
        }
        Fuzz.of("npy", folder, FileException.class)
                .run(
                        file -> Npy.read(file).close(),
                        Files.readAllBytes(rows),
                        Files.readAllBytes(wide),
                        columns(Files.readAllBytes(rows)));
    }

    /** {@return the same array in Fortran's order of 16-bit floats, for which there is another path} */
    private static byte[] columns(byte[] rows) {
        String text = new String(rows, StandardCharsets.ISO_8859_1)
                .replace("<f4", "<f2")
                .replace("False", "True ");
        return text.substring(0, text.length() - 48).getBytes(StandardCharsets.ISO_8859_1);
    }
}
