package io.vivace.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReaderTest {
    private static final ImageReader RGB = ImageReader.of(Color.RGB);

    @TempDir
    Path dir;

    /** Red grows to the right, blue downwards. */
    private static BufferedImage picture(int height, int width) {
        var i = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                i.setRGB(x, y, (255 * x / width) << 16 | 60 << 8 | 255 * y / height);
            }
        }
        return i;
    }

    private static byte[] encoded(String format, int height, int width) throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture(height, width), format, out)).isTrue();
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tif"})
    void formatsAreDecodedAsRgb(String format) throws IOException {
        Image i = RGB.decode(encoded(format, 40, 60));

        assertThat(i.size()).isEqualTo(Size.of(40, 60));
        assertThat(i.at(2, 55, 0)).isBetween(205, 255);
        assertThat(i.at(2, 55, 1)).isBetween(35, 85);
        assertThat(i.at(2, 55, 2)).isBetween(0, 50);
        assertThat(i.at(37, 3, 2)).isBetween(205, 255);
    }

    @Test
    void textAndBinaryPnmAreDecoded() throws IOException {
        Image text = RGB.decode("P3\n# a comment\n2 1 255\n1 2 3 4 5 6\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(text.pixels()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void greyPicturesHaveOneChannel() throws IOException {
        Image i = ImageReader.of(Color.GREY).decode(encoded("png", 4, 5));

        assertThat(i.channels()).isEqualTo(1);
        assertThat(i.pixels()).hasSize(20);
    }

    @Test
    void headersAreReadWithoutDecoding() throws IOException {
        for (String format : new String[] {"png", "jpg", "bmp", "gif", "tif"}) {
            ImageHeader h = ImageHeader.read(encoded(format, 21, 34));
            assertThat(h.width()).as(format).isEqualTo(34);
            assertThat(h.height()).as(format).isEqualTo(21);
        }
    }

    @Test
    void aBombIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] png = encoded("png", 4, 4);
        ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);

        assertThatThrownBy(() -> RGB.decode(png))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("100000x100000")
                .hasMessageContaining("maxPixels");
        assertThatThrownBy(() -> new ImageReader(Color.RGB, 15).decode(encoded("jpg", 4, 4)))
                .hasMessageContaining("bound of 15");
        assertThat(new ImageReader(Color.RGB, 16).decode(encoded("jpg", 4, 4)).size())
                .isEqualTo(Size.square(4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tif"})
    void aFileThatWasCutOffIsRefusedByName(String format) throws IOException {
        byte[] whole = encoded(format, 64, 64);
        Path file = dir.resolve("cut." + format);
        for (double share : new double[] {0.001, 0.02, 0.3, 0.6, 0.9}) {
            Files.write(file, Arrays.copyOf(whole, (int) (whole.length * share)));

            assertThatThrownBy(() -> RGB.read(file))
                    .as("%s of %s", share, format)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cut." + format + " cannot be read as an image");
        }
    }

    @Test
    void aPngFileIsFoundDamagedBeforeItIsDecoded() throws IOException {
        byte[] png = encoded("png", 24, 24);
        byte[] hurt = png.clone();
        hurt[png.length / 2] ^= 1;
        byte[] cut = Arrays.copyOf(png, png.length - 12);

        assertThatThrownBy(() -> RGB.decode(hurt)).hasMessageContaining("checksum of its chunk IDAT is wrong");
        assertThatThrownBy(() -> RGB.decode(cut)).hasMessageContaining("cut off: its last chunk is missing");
        assertThat(RGB.decode(png).size()).isEqualTo(Size.square(24));
    }

    @Test
    void otherFilesAreRefusedByName() throws IOException {
        Path text = Files.writeString(dir.resolve("notes.jpg"), "just text, and no picture at all");
        Path empty = Files.createFile(dir.resolve("empty.png"));

        assertThatThrownBy(() -> RGB.read(text))
                .hasMessageContaining("notes.jpg")
                .hasMessageContaining("known format");
        assertThatThrownBy(() -> RGB.read(empty))
                .hasMessageContaining("empty.png")
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> RGB.read(dir.resolve("no.png")))
                .hasMessageContaining("no.png")
                .hasMessageContaining("no such file");
    }

    @Test
    void damagedBytesNeverDoMoreThanThrow() throws IOException {
        for (String format : new String[] {"png", "jpg", "bmp", "gif", "tif"}) {
            byte[] whole = encoded(format, 24, 24);
            var rng = new io.vivace.tensor.Rng(format.hashCode());
            for (int n = 0; n < 60; n++) {
                byte[] hurt = whole.clone();
                for (int k = 0; k < 4; k++) {
                    hurt[rng.nextInt(hurt.length)] = (byte) rng.nextInt(256);
                }
                try {
                    new ImageReader(Color.RGB, 1 << 20).decode(hurt);
                } catch (IOException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    @Test
    void picturesAreTurnedAsExifSays() throws IOException {
        byte[] upright = encoded("jpg", 20, 40);
        byte[] exif = exif(6);
        byte[] turned = ByteBuffer.allocate(upright.length + exif.length)
                .put(upright, 0, 2)
                .put(exif)
                .put(upright, 2, upright.length - 2)
                .array();

        Image i = RGB.decode(turned);
        assertThat(i.size()).isEqualTo(Size.of(40, 20));
        assertThat(i.at(37, 18, 0)).isGreaterThan(200);
        assertThat(i.at(2, 18, 0)).isLessThan(60);
    }

    /** An APP1 segment with nothing but an orientation. */
    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(36)
                .put(new byte[] {(byte) 0xff, (byte) 0xe1, 0, 34})
                .put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    @Test
    void idxFilesAreReadCompressedOrNot() throws IOException {
        ByteBuffer images =
                ByteBuffer.allocate(16 + 12).putInt(0x803).putInt(2).putInt(2).putInt(3);
        for (int i = 0; i < 12; i++) {
            images.put((byte) (i * 20));
        }
        Path plain = Files.write(dir.resolve("plain"), images.array());
        Path zipped = dir.resolve("zipped.gz");
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(images.array());
        }
        Path labels = Files.write(
                dir.resolve("labels"),
                ByteBuffer.allocate(10)
                        .putInt(0x801)
                        .putInt(2)
                        .put((byte) 7)
                        .put((byte) 200)
                        .array());

        for (Path p : new Path[] {plain, zipped}) {
            assertThat(Idx.images(p)).hasSize(2);
            assertThat(Idx.images(p).get(1).at(1, 2, 0)).isEqualTo(220);
        }
        assertThat(Idx.labels(labels)).containsExactly(7, 200);
        assertThatThrownBy(() -> Idx.labels(plain)).hasMessageContaining("begins with 00000803");
        Path cut = Files.write(dir.resolve("cut"), Arrays.copyOf(images.array(), 20));
        assertThatThrownBy(() -> Idx.images(cut)).hasMessageContaining("cut").hasMessageContaining("ends before");
    }

    @Test
    void idxFilesCannotPromiseMoreThanTheyHold() throws IOException {
        byte[] header = ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(Integer.MAX_VALUE)
                .putInt(28)
                .putInt(28)
                .array();
        Path plain = Files.write(dir.resolve("plain"), header);
        assertThatThrownBy(() -> Idx.images(plain))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "plain cannot be read as an IDX file of pictures: it ends before all that its header"
                                + " promises: 1683627179264 bytes, where there can be 16");
        Path bomb = dir.resolve("bomb.gz"); // 50 MB of nothing in 50 kB
        ByteBuffer.wrap(header).putInt(4, 50_000_000 / 784);
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(bomb))) {
            out.write(header);
            out.write(new byte[50_000_000 / 784 * 784]);
        }
        assertThatThrownBy(() -> Idx.images(bomb))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("200 times its compressed size");
        byte[] many =
                ByteBuffer.allocate(8).putInt(0x801).putInt(Integer.MAX_VALUE).array();
        Path labels = Files.write(dir.resolve("labels"), many);
        assertThatThrownBy(() -> Idx.labels(labels)).hasMessageContaining("where there can be 8");
    }

    @Test
    void aPngFileCannotPromiseMorePixelsThanItHolds() throws IOException {
        byte[] png = encoded("png", 24, 24);
        ByteBuffer b = ByteBuffer.wrap(png).putInt(16, 9000).putInt(20, 9000);
        var crc = new java.util.zip.CRC32();
        crc.update(png, 12, 17);
        b.putInt(29, (int) crc.getValue());

        assertThatThrownBy(() -> RGB.decode(png))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it says it has 9000x9000 pixels, which " + png.length + " bytes cannot hold");
    }
}
