package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Pool;
import io.vivace.memory.Settled;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files must be read or refused by a {@link FileException}: no other exception, no crash, no hang, and no
 * allocation beyond the file's own size. {@code -Dvivace.fuzz=10000} damages each file more often than the default.
 */
class WeightsFuzzTest {
    private static final int FILES = Integer.getInteger("vivace.fuzz", 400);
    private static final long MOST_HEAP = 8 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types.pt",
                "layouts.pt",
                "checkpoint.pth",
                "nested.pt",
                "types_legacy.pth",
                "layouts_legacy.pth",
                "checkpoint_legacy.pth"
            })
    void damagedTorchFiles(String name) throws IOException {
        fuzz(Files.readAllBytes(TorchFileTest.file(name)), TorchFile::read);
    }

    @Test
    void damagedSafeTensors() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("layer.0.weight", Tensor.arange(12).reshape(3, 4));
        tensors.put("layer.0.bias", Tensor.of(new float[] {1, 2, 3}));
        tensors.put("flag", Tensor.of(new boolean[] {true}));
        Path file = folder.resolve("whole");
        SafeTensors.write(file, tensors, Map.of("a", "b"));
        fuzz(Files.readAllBytes(file), SafeTensors::read);
    }

    private void fuzz(byte[] whole, Function<Path, Map<String, Tensor>> read) throws IOException {
        Settled.stats(); // loads the kernels, and takes back what other tests have dropped
        Path file = folder.resolve("damaged");
        int readable = 0;
        long slowest = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = damage(whole, Rng.of(7, i));
            Files.write(file, bytes);
            Pool.host().resetPeak();
            long inUse = MemoryStats.now().inUse();
            long heap = allocated();
            long start = System.nanoTime();
            try {
                read.apply(file).values().forEach(Tensor::close);
                readable++;
            } catch (FileException e) {
                assertThat(e).hasMessageStartingWith(file.toString());
            }
            slowest = Math.max(slowest, System.nanoTime() - start);
            assertThat(MemoryStats.now().peak() - inUse)
                    .as("native memory, file " + i)
                    .isLessThan(64 * 1024);
            assertThat(MemoryStats.now().inUse()).as("left behind, file " + i).isEqualTo(inUse);
            assertThat(allocated() - heap).as("heap, file " + i).isLessThan(MOST_HEAP);
        }
        assertThat(readable)
                .as("readable files among the damaged: all or none would be no test")
                .isBetween(1, FILES - 1);
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(5));
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static byte[] damage(byte[] whole, Rng rng) {
        byte[] b = whole.clone();
        for (int n = 1 + rng.nextInt(4); n > 0 && b.length > 0; n--) {
            int at = rng.nextInt(b.length);
            switch (rng.nextInt(6)) {
                case 0 -> b[at] ^= (byte) (1 << rng.nextInt(8));
                case 1 -> b[at] = (byte) rng.nextInt(256);
                case 2 ->
                    Arrays.fill(b, at, Math.min(b.length, at + 1 + rng.nextInt(8)), (byte) (rng.chance(.5) ? 0xff : 0));
                case 3 -> b = Arrays.copyOf(b, at); // cut off
                case 4 -> b = splice(b, at, b, rng.nextInt(b.length), rng.nextInt(64)); // a piece twice
                default -> b = remove(b, at, 1 + rng.nextInt(16));
            }
        }
        return b;
    }

    private static byte[] splice(byte[] b, int at, byte[] from, int begin, int length) {
        int n = Math.max(0, Math.min(length, from.length - begin));
        byte[] r = Arrays.copyOf(b, b.length + n);
        System.arraycopy(b, at, r, at + n, b.length - at);
        System.arraycopy(from, begin, r, at, n);
        return r;
    }

    private static byte[] remove(byte[] b, int at, int length) {
        int end = Math.min(b.length, at + length);
        byte[] r = Arrays.copyOf(b, b.length - (end - at));
        System.arraycopy(b, end, r, at, b.length - end);
        return r;
    }
}
