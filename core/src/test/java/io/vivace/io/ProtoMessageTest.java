package io.vivace.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes are those of the encoding guide of Protocol Buffers, or follow from its rules. */
class ProtoMessageTest {
    private static String hex(ProtoMessage m) {
        assertThat(m.size()).isEqualTo(m.toBytes().length);
        return HexFormat.of().formatHex(m.toBytes());
    }

    @Test
    void wholeNumbers() {
        assertThat(hex(new ProtoMessage().whole(1, 150))).isEqualTo("089601");
        assertThat(hex(new ProtoMessage().whole(1, 127).whole(16, 128))).isEqualTo("087f8001" + "8001");
        assertThat(hex(new ProtoMessage().whole(1, -1))).isEqualTo("08ffffffffffffffffff01");
        assertThat(hex(new ProtoMessage().whole(1, Long.MIN_VALUE))).isEqualTo("0880808080808080808001");
        assertThat(hex(new ProtoMessage())).isEmpty();
    }

    @Test
    void otherKinds() {
        assertThat(hex(new ProtoMessage().text(2, "testing"))).isEqualTo("120774657374696e67");
        assertThat(hex(new ProtoMessage().text(2, "ü"))).isEqualTo("1202c3bc");
        assertThat(hex(new ProtoMessage().floating(2, 1))).isEqualTo("150000803f");
        assertThat(hex(new ProtoMessage().number(1, 1))).isEqualTo("09000000000000f03f");
        assertThat(hex(new ProtoMessage().numbers(1, new double[] {1, 0})))
                .isEqualTo("0a10000000000000f03f0000000000000000");
        assertThat(hex(new ProtoMessage().bytes(3, new byte[] {1, -1}))).isEqualTo("1a0201ff");
    }

    @Test
    void messagesInMessages() {
        var inner = new ProtoMessage().whole(1, 150);
        var outer = new ProtoMessage().whole(1, 7).message(3, inner).whole(4, 1);
        inner.whole(2, 5); // too late
        assertThat(hex(outer)).isEqualTo("0807" + "1a03089601" + "2001");
    }

    @Test
    void dataIsReadWhenItIsWritten() {
        byte[] data = {1, 2, 3};
        var m = new ProtoMessage().message(1, new ProtoMessage().data(9, new ProtoMessage.Data() {
                    @Override
                    public long bytes() {
                        return data.length;
                    }

                    @Override
                    public void writeTo(WritableByteChannel out) throws IOException {
                        out.write(ByteBuffer.wrap(data));
                    }
                }));
        data[0] = 4;
        assertThat(hex(m)).isEqualTo("0a05" + "4a03040203");
    }
}
