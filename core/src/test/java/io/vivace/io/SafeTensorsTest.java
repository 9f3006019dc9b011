package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
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

    @Test
    void whatWasWrittenIsReadInTheSameOrder() {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("flags", Tensor.of(new boolean[] {true, false, true}));
        tensors.put("weight", Tensor.of(new float[] {1, -2, 3.5f, 4, 5, 6}, 2, 3));
        tensors.put("half", Tensor.of(new float[] {1, 2, 3}).to(DType.BF16));
        tensors.put("ids", Tensor.of(new long[] {Long.MIN_VALUE, 7}));
        tensors.put("counts", Tensor.of(new int[] {-1, 2}));
        tensors.put("pixels", Tensor.of(new byte[] {0, (byte) 200, 3}));
        tensors.put("scalar", Tensor.scalar(4.25));
        tensors.put("empty", Tensor.zeros(0, 3));
        Path file = folder.resolve("all.safetensors");

        SafeTensors.write(file, tensors, Map.of("made by", "a test \"with\" ünicode"));
        Map<String, Tensor> read = SafeTensors.read(file);

        assertThat(read.keySet()).containsExactlyElementsOf(tensors.keySet());
        tensors.forEach((name, t) -> {
            assertThat(read.get(name).dtype()).as(name).isEqualTo(t.dtype());
            assertThat(read.get(name).shape()).as(name).isEqualTo(t.shape());
            assertThat(read.get(name).toFloatArray()).as(name).isEqualTo(t.toFloatArray());
            assertThat(read.get(name).toLongArray()).as(name).isEqualTo(t.toLongArray());
        });
        assertThat(SafeTensors.metadata(file)).containsExactly(Map.entry("made by", "a test \"with\" ünicode"));
    }

    @Test
    void stridesAreWrittenOut() {
        Path file = folder.resolve("t.safetensors");
        Tensor x = Tensor.arange(6).to(DType.F32).reshape(2, 3);
        SafeTensors.write(file, Map.of("t", x.transpose(0, 1)));
        assertThat(SafeTensors.read(file).get("t").toFloatArray()).containsExactly(0, 3, 1, 4, 2, 5);
    }

    @Test
    void theFileIsAsTheFormatSays() throws IOException {
        Path file = folder.resolve("f.safetensors");
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("b", Tensor.of(new byte[] {9}));
        tensors.put("a", Tensor.of(new float[] {1}));
        SafeTensors.write(file, tensors);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int n = (int) bytes.getLong();
        assertThat(n % 8).isZero();
        byte[] header = new byte[n];
        bytes.get(header);
        assertThat(new String(header, StandardCharsets.UTF_8).trim())
                .isEqualTo("{\"__metadata__\":{\"vivace.crc32c\":\"" + checksum() + "\"},"
                        + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[4,5]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        assertThat(bytes.getFloat()).isEqualTo(1);
        assertThat(bytes.get()).isEqualTo((byte) 9);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    /** Of names, types, shapes and elements of the file above. */
    private static String checksum() {
        var crc = new CRC32C();
        crc.update("b\0U8\0[1]\0".getBytes(StandardCharsets.UTF_8));
        crc.update(9);
        crc.update("a\0F32\0[1]\0".getBytes(StandardCharsets.UTF_8));
        crc.update(new byte[] {0, 0, (byte) 0x80, 0x3f});
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    @Test
    void everyBitCounts() throws IOException {
        Path file = folder.resolve("bits.safetensors");
        SafeTensors.write(file, Map.of("t", Tensor.arange(3).to(DType.F32)), Map.of("epoch", "7"));
        byte[] whole = Files.readAllBytes(file);
        int seen = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            try (SafeTensors.Content content = SafeTensors.readAll(file)) {
                // what padding is made of does not matter, nor does the name of the checksum itself
                assertThat(content.tensors().get("t").toFloatArray()).containsExactly(0, 1, 2);
                assertThat(content.metadata()).containsEntry("epoch", "7");
            } catch (FileException e) {
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(whole.length * 7);
    }

    @Test
    void halvesBecomeExactAndDoublesRoundedFloats() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        data.putDouble(0.1).putDouble(-1e300);
        for (int half : new int[] {0x3c00, 0xc100, 0x0001, 0x7c00}) {
            data.putShort((short) half);
        }
        Path file = write(
                "{\"d\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]},"
                        + "\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[16,24]}}",
                data.array());
        Map<String, Tensor> read = SafeTensors.read(file);
        assertThat(read.get("d").dtype()).isEqualTo(DType.F32);
        assertThat(read.get("d").toFloatArray()).containsExactly(0.1f, Float.NEGATIVE_INFINITY);
        assertThat(read.get("h").toFloatArray()).containsExactly(1, -2.5f, 0x1p-24f, Float.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}} | 8 | takes 4 bytes, but its data_offsets are 0 to 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | begins at byte 4 of the data",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 8 | describes 4 bytes of data, the file has 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 7 | it was cut off",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | without gaps or overlaps",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | Duplicate",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}} | 1 | element type F8_E4M3",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | whole numbers from 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | 4 | whole numbers from 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}} | 4 | more elements than any file",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}} | 4 | not proper JSON",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | needs a dtype, a shape and two data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}} | 4 | unknown field \"x\"",
                "{\"a\":7} | 0 | must be an object",
                "{\"__metadata__\":{\"a\":7}} | 0 | must be text",
                "[] | 0 | must be a JSON object",
                "{} {} | 0 | more follows it",
                "{\"a\": | 0 | not proper JSON"
            })
    void statementsThatDoNotFitAreRefused(String header, int dataBytes, String message) throws IOException {
        Path file = write(header, new byte[dataBytes]);
        long before = Settled.stats().inUse();
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
        assertThat(MemoryStats.now().inUse()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"-1", "100000001", "9223372036854775807", "1000", "1"})
    void theLengthOfTheHeaderIsBounded(long length) throws IOException {
        Path file = folder.resolve("h.safetensors");
        ByteBuffer b = ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put((byte) '{');
        Files.write(file, b.array());
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("announce a header of " + Long.toUnsignedString(length));
    }

    @Test
    void missingAndTinyFilesAreNamed() throws IOException {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> SafeTensors.read(missing))
                .hasMessage(missing + ": cannot be read: there is no such file or folder");
        Path tiny = Files.write(folder.resolve("tiny"), new byte[3]);
        assertThatThrownBy(() -> SafeTensors.read(tiny)).hasMessageContaining("it has 3 bytes");
    }

    @Test
    void tensorsBelongToTheCaller() {
        Path file = folder.resolve("f.safetensors");
        SafeTensors.write(file, Map.of("a", Tensor.zeros(DType.F32, Shape.of(1000))));
        long before = Settled.stats().live();
        Map<String, Tensor> read = SafeTensors.read(file);
        assertThat(MemoryStats.now().live()).isEqualTo(before + 1);
        read.values().forEach(Tensor::close);
        assertThat(MemoryStats.now().live()).isEqualTo(before);
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer b = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(text.length).put(text).put(data);
        return Files.write(folder.resolve("crafted.safetensors"), b.array());
    }
}
