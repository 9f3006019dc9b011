package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles written by hand: what Python would write, and what nobody should. */
class PickleTest {
    @Test
    void numbers() throws IOException {
        assertThat(read("N.")).isSameAs(Pickle.NONE);
        assertThat(read("\u0088.")).isEqualTo(true);
        assertThat(read("J\u00fe\u00ff\u00ff\u00ff.")).isEqualTo(-2L);
        assertThat(read("K\u00ff.")).isEqualTo(255L);
        assertThat(read("M\u0000\u0001.")).isEqualTo(256L);
        assertThat(read("G\u003f\u00f8\0\0\0\0\0\0.")).isEqualTo(1.5);
        assertThat(read("\u008a\u0000.")).isEqualTo(0L);
        assertThat(read("\u008a\u0001\u00ff.")).isEqualTo(-1L);
        assertThat(read("\u008a\u0009\0\0\0\0\0\0\0\u0080\0.")).isEqualTo(BigInteger.ONE.shiftLeft(63));
    }

    @Test
    void containersAndMemory() throws IOException {
        // {"a": [1, 2], "b": (3,), "c": the list again}
        Object value = read("\u0080\u0002}q\u0000(X\u0001\0\0\0a]q\u0001(K\u0001K\u0002eX\u0001\0\0\0bK\u0003\u0085"
                + "X\u0001\0\0\0ch\u0001u.");
        var map = (Map<?, ?>) value;
        assertThat(map.get("a")).isEqualTo(List.of(1L, 2L)).isSameAs(map.get("c"));
        assertThat(((Pickle.Tuple) map.get("b")).items).isEqualTo(List.of(3L));
    }

    @Test
    void orderedDictionariesOfPython2() throws IOException {
        Object value = read("ccollections\nOrderedDict\n](]U\u0001aaK\u0007ae\u0085R.");
        assertThat(value).isEqualTo(Map.of("a", 7L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(S'ls'\ntR.",
                "c__builtin__\neval\n.",
                "cbuiltins\ngetattr\n.",
                "ctorch\nload\n.",
                "ctorch.serialization\n_get_layout\n.",
                "ccollections\nOrderedDict.__class__\n.",
                "\u008c\u0002os\u008c\u0006system\u0093."
            })
    void otherNamesAreRefused(String pickle) {
        assertThatThrownBy(() -> read(pickle)).isInstanceOf(IOException.class).hasMessageContaining("which is refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "",
                "(",
                "0.",
                "t.",
                "a.",
                "K\u0001K\u0002a.",
                "K\u0001K\u0002K\u0003s.",
                "}(K\u0001u.",
                "h\u0000.",
                "(K\u0001\u0086.",
                "X\u00ff\u00ff\u00ff\u007fabc.",
                "B\u00ff\u00ff\u00ff\u00ffabc.",
                "T\u00ff\u00ff\u00ff\u00ff.",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.",
                "}]K\u0001s.",
                "K\u0001Q.",
                "K\u0001)R.",
                "ccollections\nOrderedDict\nK\u0001\u0085R.",
                "ctorch\nSize\n)R.",
                "]}b.",
                "I1\n.",
                "i.",
                "\u0080\u0001.",
                "ctorch\nFloatStorage\n)R.",
                "ctorch\nfloat32\n)R."
            })
    void malformedOnesAreReported(String pickle) {
        assertThatThrownBy(() -> read(pickle)).isInstanceOf(IOException.class).hasMessageStartingWith("it");
    }

    @Test
    void tensorsMustLieInsideTheirStorage() {
        for (String bad : List.of(
                tensor("K\u0000", "K\u0003\u0085", "K\u0001\u0085"), // 3 elements of a storage of 2
                tensor("K\u0001", "K\u0002\u0085", "K\u0001\u0085"), // from element 1
                tensor("K\u0000", "K\u0002\u0085", "K\u0002\u0085"), // every second
                tensor("J\u00ff\u00ff\u00ff\u00ff", "K\u0001\u0085", "K\u0001\u0085"), // before it
                tensor("K\u0000", "J\u00ff\u00ff\u00ff\u00ff\u0085", "K\u0001\u0085"),
                tensor("K\u0000", "K\u0002\u0085", ")"),
                tensor(
                        "K\u0000",
                        "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fK\u0002\u0086",
                        "K\u0000K\u0000\u0086"))) {
            assertThatThrownBy(() -> read(bad))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("it has a tensor");
        }
    }

    @Test
    void nestingIsBounded() throws IOException {
        String deep = "]".repeat(100_000) + "a".repeat(99_999) + ".";
        assertThatThrownBy(() -> StateDict.tensors(read(deep)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deep");
        String itself = "]q\u0000h\u0000a.";
        assertThatThrownBy(() -> StateDict.tensors(read(itself)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void laughingABillionTimesIsBounded() throws IOException {
        var s = new StringBuilder("]q\u0000");
        for (int i = 0; i < 40; i++) { // each list holds the one before it ten times
            s.append("](").append(("h" + (char) i).repeat(10)).append("eq").append((char) (i + 1));
        }
        assertThatThrownBy(() -> StateDict.tensors(read(s + ".")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 10000000 values");
    }

    @Test
    void longNamesAreBounded() throws IOException {
        String key = "X\u0058\u0002\0\0" + "k".repeat(600);
        Object value = read("}" + key + "}" + key + "]ss.");
        assertThatThrownBy(() -> StateDict.tensors(value))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("name of more");
    }

    @Test
    void callsOverLongListsAreBounded() {
        var s = new StringBuilder("](");
        s.append("K\u0001K\u0001\u0086".repeat(10_000)).append("eq\u0000");
        s.append("0ccollections\nOrderedDict\nh\u0000\u0085R".repeat(200)).append('.');
        assertThatThrownBy(() -> read(s.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pairs");
    }

    /** A tensor over a FloatStorage of two elements. */
    private static String tensor(String offset, String sizes, String strides) {
        return "ctorch._utils\n_rebuild_tensor\n((U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0002tQ"
                + offset + sizes + strides + "tR.";
    }

    private static Object read(String pickle) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(pickle.getBytes(StandardCharsets.ISO_8859_1));
        return Pickle.read(
                new PickleInput(new ByteArrayInputStream(bytes.toByteArray()), bytes.size()), new TorchPickle());
    }
}
