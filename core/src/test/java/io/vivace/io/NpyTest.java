package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @TempDir
    Path folder;

    /** An .npy file of version 1.0 with this header text, unpadded. */
    private Path file(String header, byte... elements) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer b = ByteBuffer.allocate(10 + text.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) text.length);
        return Files.write(folder.resolve("a.npy"), b.put(text).put(elements).array());
    }

    /** Written by NumPy 1.x: magic, version and padded header left out here, as they are the same in all. */
    private Path numpy(String type, boolean fortran, String shape, String elements) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }          \n";
        return file(header, Base64.getDecoder().decode(elements));
    }

    @Test
    void everyTypeComesBackAsItWasWritten() {
        Tensor x = Tensor.of(new float[] {0, 1, 2.5f, 3, 200, 5}, 2, 3);
        for (DType t : DType.values()) {
            Path file = folder.resolve(t + ".npy");
            Npy.write(file, x.to(t));
            Tensor back = Npy.read(file);
            assertThat(back.dtype()).isEqualTo(t == DType.BF16 ? DType.F32 : t);
            assertThat(back.shape()).isEqualTo(x.shape());
            assertThat(back.toFloatArray()).isEqualTo(x.to(t).toFloatArray());
        }
    }

    @Test
    void viewsScalarsEmptyAndRecordedTensors() {
        Path file = folder.resolve("x.npy");
        Tensor x = Tensor.randn(new Rng(1), 3, 4, 5).requiresGrad();
        Tensor view = x.permute(2, 0, 1).slice(0, 1, 5, 2).mul(2);
        Npy.write(file, view);
        assertThat(Npy.read(file).toFloatArray()).isEqualTo(view.toFloatArray());
        Npy.write(file, x.select(1, 2));
        assertThat(Npy.read(file).toFloatArray()).isEqualTo(x.select(1, 2).toFloatArray());
        Npy.write(file, Tensor.scalar(7));
        assertThat(Npy.read(file).shape()).isEqualTo(Shape.of());
        assertThat(Npy.read(file).item()).isEqualTo(7);
        Npy.write(file, Tensor.zeros(0, 3));
        assertThat(Npy.read(file).shape()).isEqualTo(Shape.of(0, 3));
    }

    @Test
    void theFileIsTheOneNumpyWrites() throws IOException {
        Path file = folder.resolve("x.npy");
        Npy.write(file, Tensor.of(new float[] {1.5f, -2, 3, 4, Float.NaN, Float.NEGATIVE_INFINITY}, 2, 3));
        String numpy =
                "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAg"
                        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAQEAAAIBAAADAfwAA"
                        + "gP8=";
        assertThat(Base64.getEncoder().encodeToString(Files.readAllBytes(file))).isEqualTo(numpy);
        Npy.write(file, Tensor.of(new long[] {1}));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }");
        assertThat(Files.size(file)).isEqualTo(128 + 8);
    }

    @Test
    void otherTypesAndOrders() throws IOException {
        Tensor half = Npy.read(numpy("<f2", true, "(2, 3)", "AD4ARADAAQAAQv97"));
        assertThat(half.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(half.toFloatArray()).containsExactly(1.5f, -2, 3, 4, 0x1p-24f, 65504);
        assertThat(Npy.read(numpy(">f8", false, "(2,)", "P7mZmZmZmZp+N+Q8iAB1nA=="))
                        .toFloatArray())
                .containsExactly(.1f, Float.POSITIVE_INFINITY);
        assertThat(Npy.read(numpy(">i2", false, "(2,)", "/tQBLA==")).toIntArray())
                .containsExactly(-300, 300);
        Tensor unsigned = Npy.read(numpy("<u4", false, "(1,)", "AChr7g=="));
        assertThat(unsigned.dtype()).isEqualTo(DType.I64);
        assertThat(unsigned.toLongArray()).containsExactly(4_000_000_000L);
        Tensor scalar = Npy.read(numpy("<i8", false, "()", "+/////////8="));
        assertThat(scalar.shape()).isEqualTo(Shape.of());
        assertThat(scalar.toLongArray()).containsExactly(-5);
        Tensor bools = Npy.read(numpy("|b1", false, "(2,)", "AQA="));
        assertThat(bools.dtype()).isEqualTo(DType.BOOL);
        assertThat(bools.toLongArray()).containsExactly(1, 0);
        Tensor cube = Npy.read(
                numpy("<i4", true, "(2, 3, 2)", "AAAAAAYAAAACAAAACAAAAAQAAAAKAAAAAQAAAAcAAAADAAAACQAAAAUAAAALAAAA"));
        assertThat(cube.toIntArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(cube.view().isRowMajor()).isTrue();
        assertThat(Npy.read(numpy("|i1", true, "(2,)", "/wE=")).toIntArray()).containsExactly(-1, 1);
    }

    @Test
    void laterVersionsHaveLongerHeaderLengths() throws IOException {
        byte[] whole = Base64.getDecoder()
                .decode(
                        "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8dTQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAg"
                                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAKGvu");
        Path file = Files.write(folder.resolve("v3.npy"), whole);
        assertThat(Npy.read(file).toLongArray()).containsExactly(4_000_000_000L);
        whole[6] = 2;
        assertThat(Npy.read(Files.write(file, whole)).toLongArray()).containsExactly(4_000_000_000L);
        whole[6] = 4;
        Files.write(file, whole);
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("version 4.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"shape\":(1,),\"descr\":\"<f4\",\"fortran_order\":False}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1L,), }\n",
                "  {  'shape' : ( 1 , ) , 'fortran_order' : True , 'descr' : '=f4' }  "
            })
    void headersMayBeSpeltDifferently(String header) throws IOException {
        assertThat(Npy.read(file(header, (byte) 0, (byte) 0, (byte) 0x80, (byte) 0x3f))
                        .toFloatArray())
                .containsExactly(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            {'descr': '|O', 'fortran_order': False, 'shape': (1,)}           ~ never read
            {'descr': '<c8', 'fortran_order': False, 'shape': (1,)}          ~ elements of type '<c8'
            {'descr': '<f1', 'fortran_order': False, 'shape': (1,)}          ~ elements of type '<f1'
            {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)} ~ records of several fields
            {'descr': '<f4', 'fortran_order': False, 'shape': (2,)}          ~ takes 8 bytes, the file has 4; it is cut off
            {'descr': '<f4', 'fortran_order': False, 'shape': (0,)}          ~ takes 0 bytes, the file has 4; several arrays
            {'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}         ~ no size of an axis
            {'descr': '<f4', 'fortran_order': False, 'shape': (1)}           ~ no tuple
            {'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999, 999999999999999)} ~ too large for any file
            {'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999, 999999999999999, 0)} ~ too large for any file
            {'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999)} ~ no size of an axis
            {'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}              ~ neither True nor False
            {'descr': '<f4', 'fortran_order': False}                         ~ no key 'shape'
            {'descr': '<f4', 'fortran_order': False, 'shape': (1,)           ~ no '}'
            {'descr': '<f4', 'fortran_order': False, 'shape': (1,)} + exit() ~ text after
            {'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)} ~ the key 'descr' twice
            {'descr': '<f4', 'x': 1, 'fortran_order': False, 'shape': (1,)}  ~ unknown key 'x'
            {'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)} ~ no plain string
            {'de\\x73cr': '<f4', 'fortran_order': False, 'shape': (1,)}      ~ no plain string
            nothing at all                                                   ~ no '{'
            """)
    void damagedAndHostileHeadersAreRefused(String header, String problem) throws IOException {
        Path file = file(header, new byte[4]);
        assertThatThrownBy(() -> Npy.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem);
    }

    @Test
    void numbersThatDoNotFitAreRefused() throws IOException {
        Path file = numpy("<u8", false, "(1,)", "AAAAAAAAAIA=");
        assertThatThrownBy(() -> Npy.read(file)).hasMessageContaining("9223372036854775808, which is too large");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path other = Files.writeString(folder.resolve("text.npy"), "hello, this is text");
        assertThatThrownBy(() -> Npy.read(other))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("not an .npy file");
        Path empty = Files.write(folder.resolve("empty.npy"), new byte[0]);
        assertThatThrownBy(() -> Npy.read(empty))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("not an .npy file");
        assertThatThrownBy(() -> Npy.read(folder.resolve("none.npy")))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> Npy.read(folder)).isInstanceOf(FileException.class);
    }

    @Test
    void damageNeverDoesMoreThanRefuse() throws IOException {
        Path file = folder.resolve("x.npy");
        Npy.write(file, Tensor.randn(new Rng(2), 3, 4));
        byte[] good = Files.readAllBytes(file);
        Rng rng = new Rng(3);
        long before = Settled.stats().live();
        for (int i = 0; i < 3000; i++) {
            byte[] bad = java.util.Arrays.copyOf(good, rng.chance(.3) ? rng.nextInt(good.length) : good.length);
            for (int k = rng.nextInt(4); k >= 0 && bad.length > 0; k--) {
                bad[rng.nextInt(Math.min(bad.length, 80))] = (byte) rng.nextInt(256);
            }
            Files.write(file, bad);
            try (var scope = Scope.open()) {
                assertThat(Npy.read(file).elements()).isLessThanOrEqualTo(100);
            } catch (FileException e) {
                assertThat(e).hasMessageStartingWith(file.toString());
            }
        }
        assertThat(Settled.stats().live()).isLessThanOrEqualTo(before);
    }

    @Test
    void writingReplacesInOneStepAndReportsTheFile() throws IOException {
        Path file = folder.resolve("deep/er/x.npy");
        Npy.write(file, Tensor.ones(2));
        Npy.write(file, Tensor.ones(3));
        assertThat(Npy.read(file).size(0)).isEqualTo(3);
        try (var names = Files.list(file.getParent())) {
            assertThat(names).containsExactly(file);
        }
        assertThatThrownBy(() -> Npy.write(folder, Tensor.ones(1)))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("it is a folder");
    }
}
