package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Pool;
import io.vivace.memory.Settled;
import io.vivace.tensor.Rng;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Shows a reader thousands of damaged files. Each must be read, or refused by an exception of just a given class that names the file: no other
 * exception, no crash, no hang, no memory over a bound and none left behind. Says how many there were.
 *
 * <pre>{@code
 * Fuzz.of("npy", folder, FileException.class).run(file -> Npy.read(file).close(), Files.readAllBytes(whole));
 * }</pre>
 *
 * {@code -Dvivace.fuzz=100000} damages more than the usual 10 000 files of a format. The same numbers give the same files; one that
 * breaks the rules is kept below {@code target/fuzz}.
 */
public final class Fuzz {
    /** Reads a file and gives back what it read. */
    public interface Reader {
        /**
         * Reads.
         *
         * @param file maybe damaged
         * @throws Exception if it is refused
         */
        void read(Path file) throws Exception;
    }

    private static final int FILES = Integer.getInteger("vivace.fuzz", 10_000);
    private static final Duration HANGS = Duration.ofMinutes(10);
    private static final Duration SLOW = Duration.ofSeconds(5);

    private final String format;
    private final Path folder;
    private final List<Class<? extends Exception>> refusals = new ArrayList<>();
    private UnaryOperator<byte[]> repair = UnaryOperator.identity();
    private long mostHeap = 8 << 20;
    private long mostNative = 64 << 10;
    private boolean givesBackAtOnce = true;
    private int read;
    private int refused;
    private long slowest;

    private Fuzz(String format, Path folder, Class<? extends Exception> refusal) {
        this.format = format;
        this.folder = folder;
        refusals.add(refusal);
    }

    /**
     * {@return a trial}
     *
     * @param format what is read
     * @param folder for the damaged files
     * @param refusal what readers throw
     */
    public static Fuzz of(String format, Path folder, Class<? extends Exception> refusal) {
        return new Fuzz(format, folder, refusal);
    }

    /**
     * {@return this, where readers may throw another exception as well}
     *
     * @param other its class
     */
    public Fuzz orBy(Class<? extends Exception> other) {
        refusals.add(other);
        return this;
    }

    /**
     * {@return this, where every second file is made to look whole from outside, such as by right checksums}
     *
     * @param how of the damaged bytes
     */
    public Fuzz repairing(UnaryOperator<byte[]> how) {
        repair = how;
        return this;
    }

    /**
     * {@return this, with other bounds on what reading one file may take; 8 MiB and 64 KiB at first}
     *
     * @param heap bytes allocated on the thread's heap, freed ones included
     * @param outside bytes of tensors alive at once
     */
    public Fuzz atMost(long heap, long outside) {
        mostHeap = heap;
        mostNative = outside;
        return this;
    }

    /** {@return this, for readers whose memory may come back when the collector finds time} */
    public Fuzz givingBackLater() {
        givesBackAtOnce = false;
        return this;
    }

    /**
     * {@return a safetensors file whose checksum has a name that nobody looks for: without, no damage would come further}
     *
     * @param file as {@link SafeTensors#write} writes it
     */
    public static byte[] withoutChecksum(byte[] file) {
        return new String(file, StandardCharsets.ISO_8859_1)
                .replace("vivace.crc32c", "vivace.crc32x")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Damages files and reads them.
     *
     * @param reader reads a file
     * @param whole files that are right
     */
    public void run(Reader reader, byte[]... whole) throws IOException {
        Path file = folder.resolve("damaged-" + format.replace(' ', '-'));
        for (byte[] w : whole) { // what is loaded once is not what a file costs
            Files.write(file, w);
            try {
                reader.read(file);
            } catch (Exception e) {
                throw new AssertionError(format + ": a whole file is refused: " + e, e);
            }
        }
        long before = Settled.stats().inUse();
        long start = System.nanoTime();
        assertTimeoutPreemptively(HANGS, () -> {
            for (int i = 0; i < FILES; i++) {
                Rng rng = Rng.of(7, i);
                byte[] bytes = Damage.of(whole[i % whole.length], rng);
                one(i, i / whole.length % 2 == 0 ? bytes : repair.apply(bytes), reader, file);
            }
        });
        System.out.printf(
                Locale.ROOT,
                "fuzz %s: %d damaged files, %d read, %d refused, slowest %d ms, all %.1f s%n",
                format,
                FILES,
                read,
                refused,
                slowest / 1_000_000,
                (System.nanoTime() - start) / 1e9);
        assertThat(List.of(read, refused))
                .as("damaged files read and refused: all or none would be no test")
                .doesNotContain(0);
        assertThat(Duration.ofNanos(slowest)).isLessThan(SLOW);
        assertThat(Settled.stats().inUse()).as("native memory left behind").isEqualTo(before);
    }

    private void one(int i, byte[] bytes, Reader reader, Path file) throws IOException {
        Files.deleteIfExists(file); // file systems that write what is overwritten to the disk at once are slow
        Files.write(file, bytes);
        Pool.host().resetPeak();
        long inUse = MemoryStats.now().inUse();
        long heap = allocated();
        try {
            read(reader, file);
            assertThat(allocated() - heap).as("heap").isLessThan(mostHeap);
            assertThat(MemoryStats.now().peak() - inUse).as("native memory").isLessThanOrEqualTo(mostNative);
            if (givesBackAtOnce) {
                assertThat(MemoryStats.now().inUse()).as("left behind").isEqualTo(inUse);
            }
        } catch (Throwable e) {
            Path kept = Path.of("target", "fuzz", format.replace(' ', '-') + "-" + i);
            Files.createDirectories(kept.getParent());
            Files.write(kept, bytes);
            throw new AssertionError(format + ", damaged file " + i + ", kept as " + kept + ": " + e, e);
        }
    }

    private void read(Reader reader, Path file) {
        long start = System.nanoTime();
        try {
            reader.read(file);
            read++;
        } catch (Exception e) {
            if (refusals.stream().noneMatch(r -> r == e.getClass())) {
                throw new AssertionError("refused by " + e, e);
            }
            refused++;
            assertThat(e).hasMessageContaining(file.toString());
        }
        slowest = Math.max(slowest, System.nanoTime() - start);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
