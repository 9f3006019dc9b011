package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    @TempDir
    Path folder;

    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void theContentDecidesNotTheName() throws IOException {
        Path safe = folder.resolve("weights.pth");
        SafeTensors.write(safe, Map.of("a", Tensor.of(new float[] {1, 2})));
        assertThat(Weights.read(safe).get("a").toFloatArray()).containsExactly(1, 2);

        for (String torch : new String[] {"tensor.pt", "checkpoint_legacy.pth"}) {
            Path file = folder.resolve("weights.safetensors");
            Files.write(file, Files.readAllBytes(TorchFileTest.file(torch)));
            assertThat(Weights.read(file)).isNotEmpty();
        }
    }

    @Test
    void aHeaderWhoseLengthLooksLikeAPickleIsStillSafeTensors() {
        Path file = folder.resolve("f");
        int name = 0;
        byte[] first = new byte[0];
        while (first.length == 0 || first[0] != (byte) 0x80) {
            SafeTensors.write(file, Map.of("x".repeat(++name), Tensor.zeros(1)));
            first = read(file);
        }
        assertThat(Weights.read(file)).containsOnlyKeys("x".repeat(name));
    }

    @Test
    void aFolderOfArrays() {
        for (String name : new String[] {"conv10_weight", "conv9_weight", "conv9_bias"}) {
            Npy.write(folder.resolve(name + ".npy"), Tensor.of(new float[] {name.length()}));
        }
        AtomicFile.writeText(folder.resolve("README.md"), "not an array");
        Map<String, Tensor> read = Weights.read(folder);
        assertThat(read.keySet()).containsExactly("conv9_bias", "conv9_weight", "conv10_weight");
        assertThat(read.get("conv10_weight").item()).isEqualTo(13);
    }

    @Test
    void aDamagedArrayLeavesNothingBehind() {
        Npy.write(folder.resolve("a.npy"), Tensor.zeros(3));
        AtomicFile.writeText(folder.resolve("b.npy"), "damaged");
        long before = Settled.stats().live();
        assertThatThrownBy(() -> Weights.read(folder)).hasMessageContaining("b.npy");
        assertThat(MemoryStats.now().live()).isEqualTo(before);
    }

    @Test
    void otherThingsAreNamed() {
        Path missing = folder.resolve("missing.pth");
        assertThatThrownBy(() -> Weights.read(missing))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(missing + ": cannot be read: there is no such file");
        Path text = folder.resolve("text");
        AtomicFile.writeText(text, "hello world");
        assertThatThrownBy(() -> Weights.read(text)).hasMessageContaining("the format is not known");
        Path array = folder.resolve("one.npy");
        Npy.write(array, Tensor.zeros(1));
        assertThatThrownBy(() -> Weights.read(array)).hasMessageContaining("give the folder");
        Path empty = folder.resolve("empty");
        AtomicFile.writeText(empty.resolve("x.txt"), "");
        assertThatThrownBy(() -> Weights.read(empty)).hasMessageContaining("no .npy file");
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
