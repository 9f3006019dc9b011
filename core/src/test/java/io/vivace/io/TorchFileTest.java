package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files made by scripts/golden/torch_files.py, where the values are stated. */
class TorchFileTest {
    @TempDir
    Path folder;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"types.pt", "types_legacy.pth"})
    void everyElementTypeIsRead(String name) {
        Map<String, Tensor> read = TorchFile.read(file(name));
        assertThat(read.keySet()).containsExactly("f32", "f16", "bf16", "f64", "i64", "i32", "u8", "bool");
        float[] ramp = {-1, -0.5f, 0, 0.5f, 1, 1.5f};
        for (String t : new String[] {"f32", "f16", "bf16", "f64"}) {
            assertThat(read.get(t).toFloatArray()).as(t).containsExactly(ramp);
            assertThat(read.get(t).shape().toArray()).containsExactly(2, 3);
            assertThat(read.get(t).dtype()).isEqualTo(t.equals("bf16") ? DType.BF16 : DType.F32);
        }
        assertThat(read.get("i64").toLongArray()).containsExactly(-2, -1, 0, 1, 2, 3);
        assertThat(read.get("i32").toLongArray()).containsExactly(-2, -1, 0, 1, 2, 3);
        assertThat(read.get("u8").toLongArray()).containsExactly(100, 50, 0, 50, 100, 150);
        assertThat(read.get("bool").toLongArray()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(read.get("i64").dtype()).isEqualTo(DType.I64);
        assertThat(read.get("i32").dtype()).isEqualTo(DType.I32);
        assertThat(read.get("u8").dtype()).isEqualTo(DType.U8);
        assertThat(read.get("bool").dtype()).isEqualTo(DType.BOOL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"layouts.pt", "layouts_legacy.pth"})
    void anyStridesAreRead(String name) {
        Map<String, Tensor> read = TorchFile.read(file(name));
        Tensor whole = read.get("whole");
        assertThat(read.get("transposed").shape().toArray()).containsExactly(6, 4);
        assertThat(read.get("transposed").toFloatArray())
                .isEqualTo(whole.transpose(0, 1).toFloatArray());
        assertThat(read.get("slice").toFloatArray()).containsExactly(3, 4, 5, 6, 7, 8);
        assertThat(read.get("expanded").shape().toArray()).containsExactly(3, 4);
        assertThat(read.get("expanded").toFloatArray()).containsExactly(0, 0, 0, 0, .5f, .5f, .5f, .5f, 1, 1, 1, 1);
        assertThat(read.get("scalar").item()).isEqualTo(7.5f);
        assertThat(read.get("scalar").rank()).isZero();
        assertThat(read.get("empty").shape().toArray()).containsExactly(0, 3);
        assertThat(read.get("channels_last").view().isChannelsLast()).isTrue();
        assertThat(read.get("channels_last").toFloatArray())
                .startsWith(0, .5f, 1, 1.5f, 2)
                .endsWith(11.5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"layouts.pt", "layouts_legacy.pth"})
    void sharedMemoryStaysShared(String name) {
        Map<String, Tensor> read = TorchFile.read(file(name));
        read.get("tied_a").add_(1);
        assertThat(read.get("tied_b").toFloatArray()).containsExactly(1, 1.5f, 2, 2.5f, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict.pth", "checkpoint.pth", "checkpoint_legacy.pth"})
    void theWeightsOfACheckpointAreFound(String name) {
        Map<String, Tensor> read = TorchFile.read(file(name));
        assertThat(read.keySet())
                .containsExactly(
                        "0.weight",
                        "0.bias",
                        "1.weight",
                        "1.bias",
                        "1.running_mean",
                        "1.running_var",
                        "1.num_batches_tracked",
                        "2.weight",
                        "2.bias");
        assertThat(read.get("0.weight").shape().toArray()).containsExactly(2, 1, 3, 3);
        assertThat(read.get("0.weight").toFloatArray()).startsWith(0, .5f, 1).endsWith(8.5f);
        assertThat(read.get("1.num_batches_tracked").toLongArray()).containsExactly(1);
    }

    @Test
    void nestedContainersAreFlattened() {
        assertThat(TorchFile.read(file("nested.pt")).keySet()).containsExactly("model.a.w", "list.0", "list.1.b");
        assertThat(TorchFile.read(file("tensor.pt")).get("tensor").toFloatArray())
                .containsExactly(0, .5f, 1, 1.5f);
        assertThat(TorchFile.read(file("parameter.pt")).get("p").toFloatArray()).containsExactly(0, .5f, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "evil.pt, it refers to posix.system",
        "evil_legacy.pth, it refers to posix.system",
        "module.pt, it refers to torch.nn.modules.linear.Linear",
        "int16.pt, it has a tensor of short elements",
        "no_tensors.pt, it holds no tensors",
        "script.pt, it is a TorchScript program"
    })
    void whatIsNotTensorsIsRefusedByName(String name, String message) {
        long before = Settled.stats().live();
        assertThatThrownBy(() -> TorchFile.read(file(name)))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
        assertThat(MemoryStats.now().live()).isEqualTo(before);
    }

    @Test
    void aRecordOfAnotherSizeIsRefused() throws IOException {
        Path cut = repack(
                (name, bytes) -> name.endsWith("data/0") ? java.util.Arrays.copyOf(bytes, 8) : bytes, ZipEntry.STORED);
        assertThatThrownBy(() -> TorchFile.read(cut))
                .hasMessageContaining("has 8 bytes where 16 are expected for 4 elements");
    }

    @Test
    void anArchiveThatWasCutOffIsSaidToBe() throws IOException {
        byte[] whole = Files.readAllBytes(repack((name, bytes) -> bytes, ZipEntry.STORED));
        Path cut = Files.write(folder.resolve("cut.pth"), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> TorchFile.read(cut))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("cut.pth")
                .hasMessageContaining("damaged or was cut off")
                .hasMessageContaining("download it again");
    }

    @Test
    void aMissingRecordIsNamed() throws IOException {
        Path without = repack((name, bytes) -> name.endsWith("data/0") ? null : bytes, ZipEntry.STORED);
        assertThatThrownBy(() -> TorchFile.read(without)).hasMessageContaining("tensor/data/0 is missing");
    }

    @Test
    void compressedRecordsAreRefused() throws IOException {
        Path packed = repack((name, bytes) -> bytes, ZipEntry.DEFLATED);
        assertThatThrownBy(() -> TorchFile.read(packed)).hasMessageContaining("is compressed");
    }

    @Test
    void anotherByteOrderIsRefused() throws IOException {
        Path big = repack(
                (name, bytes) -> name.endsWith("version") ? bytes : bytes, ZipEntry.STORED, "tensor/byteorder", "big");
        assertThatThrownBy(() -> TorchFile.read(big)).hasMessageContaining("its byte order is \"big\"");
        Path little = repack((name, bytes) -> bytes, ZipEntry.STORED, "tensor/byteorder", "little");
        assertThat(TorchFile.read(little)).containsKey("tensor");
    }

    @Test
    void otherFilesAreToldApart() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pth"), "hello");
        assertThatThrownBy(() -> TorchFile.read(text)).hasMessageContaining("not a PyTorch file");
        Path zip = folder.resolve("other.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("readme.txt"));
            out.write(65);
        }
        assertThatThrownBy(() -> TorchFile.read(zip))
                .hasMessageContaining("it should have one entry data.pkl, it has none");
        assertThatThrownBy(() -> TorchFile.read(folder.resolve("no.pth")))
                .hasMessageContaining("there is no such file");
    }

    @FunctionalInterface
    private interface Change {
        byte[] of(String name, byte[] bytes);
    }

    /** {@return tensor.pt with other records} */
    private Path repack(Change change, int method, String... added) throws IOException {
        Path to = folder.resolve("repacked.pt");
        try (var from = new ZipFile(file("tensor.pt").toFile());
                var out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry e : java.util.Collections.list(from.entries())) {
                byte[] bytes = change.of(e.getName(), from.getInputStream(e).readAllBytes());
                if (bytes != null) {
                    put(out, e.getName(), bytes, method);
                }
            }
            if (added.length > 0) {
                put(out, added[0], added[1].getBytes(), method);
            }
        }
        return to;
    }

    private static void put(ZipOutputStream out, String name, byte[] bytes, int method) throws IOException {
        var e = new ZipEntry(name);
        var crc = new CRC32();
        crc.update(bytes);
        e.setMethod(method);
        e.setSize(bytes.length);
        e.setCrc(crc.getValue());
        out.putNextEntry(e);
        out.write(bytes);
        out.closeEntry();
    }

    static Path file(String name) {
        try {
            return Path.of(TorchFileTest.class.getResource("torch/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
