package io.vivace.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Rng;
import io.vivace.vision.transform.Sketch;
import io.vivace.vision.transform.Transforms;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures unlike the usual photo: read rightly, or refused by a message that says why. */
class OddImagesTest {
    private static final ImageReader RGB = ImageReader.of(Color.RGB);
    private static final ImageReader GREY = ImageReader.of(Color.GREY);

    /** 16 rows, 24 columns, red 10·x, green 15·y, blue 6·(x + y), made by Pillow 9.4 (CMYK, Adobe's marker, quality 95). */
    private static final String CMYK =
            "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoK"
                    + "CgYICwwLCgwJCgoK/8AAFAgAEAAYBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIB"
                    + "AwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZH"
                    + "SElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV"
                    + "1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD8i/2Sf+XX8K/NH/h3d/1Av/IdflP8Evgl/qf9E9P4a/fy"
                    + "v1A/ZJ/5dfwo/wCHd3/UC/8AIdfYHwS+CX+p/wBE9P4aK/UD9kn/AJdfwo/4d3f9QL/yHX2B8Evgl/qf9E9P4aK/l/8A2Sf+XX8K"
                    + "/eD/AId3f9QL/wAh18f/AAS+CX+p/wBE9P4aK/UD9kn/AJdfwo/4d3f9QL/yHX2B8Evgl/qf9E9P4aK/UD9kn/l1/Cj/AId3f9QL"
                    + "/wAh19gfBL4Jf6n/AET0/hor/9k=";

    @TempDir
    Path dir;

    // ---------------------------------------------------------------------------------------------- making files

    /** A PNG file of rows as they are stored. */
    private static byte[] png(int width, int depth, int type, byte[][] chunks, int[]... rows) {
        var file = new ByteArrayOutputStream();
        file.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        chunk(
                file,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(rows.length)
                        .put((byte) depth)
                        .put((byte) type)
                        .array());
        for (byte[] c : chunks) {
            chunk(file, new String(c, 0, 4, StandardCharsets.US_ASCII), java.util.Arrays.copyOfRange(c, 4, c.length));
        }
        var pixels = new ByteArrayOutputStream();
        try (var zip = new DeflaterOutputStream(pixels, new Deflater())) {
            for (int[] row : rows) {
                zip.write(0);
                for (int v : row) {
                    zip.write(v);
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        chunk(file, "IDAT", pixels.toByteArray());
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] data) {
        byte[] named = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        var crc = new CRC32();
        crc.update(named);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(named);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] named(String type, int... data) {
        byte[] c = new byte[4 + data.length];
        System.arraycopy(type.getBytes(StandardCharsets.US_ASCII), 0, c, 0, 4);
        for (int i = 0; i < data.length; i++) {
            c[4 + i] = (byte) data[i];
        }
        return c;
    }

    private static final byte[][] NOTHING = {};
    private static final byte[][] PALETTE = {named("PLTE", 0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0)};

    private static int[] values(Image i) {
        int[] v = new int[i.pixels().length];
        for (int k = 0; k < v.length; k++) {
            v[k] = i.pixels()[k] & 0xff;
        }
        return v;
    }

    // ---------------------------------------------------------------------------------------------- pictures

    @Test
    void sixteenBitsBecomeTheirUpperEight() throws IOException {
        byte[] grey = png(2, 16, 0, NOTHING, new int[] {0x12, 0x03, 0xff, 0xff});
        byte[] rgb = png(1, 16, 2, NOTHING, new int[] {0x12, 0x03, 0x34, 0x05, 0xab, 0x10});

        assertThat(values(RGB.decode(grey))).containsExactly(0x12, 0x12, 0x12, 255, 255, 255);
        assertThat(values(GREY.decode(grey))).containsExactly(0x12, 255);
        assertThat(values(RGB.decode(rgb))).containsExactly(0x12, 0x34, 0xab);
    }

    @Test
    void transparencyIsDropped() throws IOException {
        byte[] greyAndAlpha = png(2, 8, 4, NOTHING, new int[] {77, 0, 200, 128});
        byte[] rgba = png(2, 8, 6, NOTHING, new int[] {1, 2, 3, 0, 4, 5, 6, 128});
        byte[] palette = png(2, 8, 3, new byte[][] {PALETTE[0], named("tRNS", 255, 0)}, new int[] {1, 3});

        assertThat(values(RGB.decode(greyAndAlpha))).containsExactly(77, 77, 77, 200, 200, 200);
        assertThat(values(RGB.decode(rgba))).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(values(RGB.decode(palette))).containsExactly(128, 0, 0, 128, 128, 0);
    }

    @Test
    void fewBitsAreSpreadOverAllValues() throws IOException {
        byte[] two = png(4, 2, 0, NOTHING, new int[] {0b00_01_10_11});
        byte[] one = png(4, 1, 0, NOTHING, new int[] {0b1010_0000});

        assertThat(values(GREY.decode(two))).containsExactly(0, 85, 170, 255);
        assertThat(values(GREY.decode(one))).containsExactly(255, 0, 255, 0);
    }

    @Test
    void cmykIsConverted() throws IOException {
        Image i = RGB.decode(Base64.getDecoder().decode(CMYK));

        // Pillow gives the same but for its rounding.
        assertThat(i.size()).isEqualTo(Size.of(16, 24));
        for (int y = 1; y < 16; y += 7) {
            for (int x = 1; x < 24; x += 11) {
                assertThat((double) i.at(y, x, 0)).isCloseTo(10 * x, within(6.0));
                assertThat((double) i.at(y, x, 1)).isCloseTo(15 * y, within(6.0));
                assertThat((double) i.at(y, x, 2)).isCloseTo(6 * (x + y), within(6.0));
            }
        }
    }

    @Test
    void onePixelGoesThroughEverything() throws IOException {
        Image i = RGB.decode(png(1, 8, 2, NOTHING, new int[] {10, 20, 30}));
        for (Border border : Border.values()) {
            Transforms t = Transforms.standard().border(border).randPad(2);
            for (int seed = 0; seed < 5; seed++) {
                Sketch s = t.framing(Size.of(9, 7)).sketch(i.size());
                var rng = new Rng(seed);
                t.pieces().forEach(p -> p.draw(rng, s));
                assertThat(s.render(i).image().size()).isEqualTo(Size.of(9, 7));
            }
        }
        Sketch plain = Transforms.none().framing(Size.square(3)).sketch(i.size());
        assertThat(values(plain.render(i).image())).startsWith(10, 20, 30).endsWith(10, 20, 30);
    }

    @Test
    void fortyMegapixelsAreReadAndScaled() throws IOException {
        Path file = dir.resolve("large.jpg");
        try (var large = new Mat(5200, 7700, opencv_core.CV_8UC(3), new Scalar(30, 20, 10, 0));
                var bytes = new BytePointer()) {
            assertThat(opencv_imgcodecs.imencode(".jpg", large, bytes)).isTrue();
            byte[] all = new byte[(int) bytes.limit()];
            bytes.get(all);
            Files.write(file, all);
        }
        Image i = RGB.read(file);
        assertThat(i.size()).isEqualTo(Size.of(5200, 7700));
        Sketch s = Transforms.none().framing(Size.square(64)).sketch(i.size());
        s.zoom(1.1, 0, 1);
        Image small = s.render(i).image();
        assertThat((double) small.at(30, 30, 0)).isCloseTo(10, within(3.0));
        assertThat((double) small.at(30, 30, 2)).isCloseTo(30, within(3.0));
        assertThatThrownBy(() -> new ImageReader(Color.RGB, 40_000_000).read(file))
                .hasMessageContaining("5200x7700 pixels, more than the bound of 40000000")
                .hasMessageContaining("large.jpg");
    }

    @ParameterizedTest
    @CsvSource({"1,100000,false", "1,100000,true", "100000,2,true", "300,90000,true", "300,90000,false"})
    void longPicturesAreScaledWithoutTakingTheMemoryOfTheirFrame(int h, int w, boolean bent) {
        byte[] px = new byte[h * w];
        java.util.Arrays.fill(px, (byte) 99);
        Image i = Image.of(Size.of(h, w), Color.GREY, px);
        Sketch s = Transforms.none().framing(Size.square(224)).sketch(i.size());
        if (bent) {
            s.zoom(1.2, 0.3, 0.7);
        }
        Image seen = s.render(i).image();

        assertThat(seen.size()).isEqualTo(Size.square(224));
        assertThat(values(seen)).containsOnly(99);
    }

    @Test
    void longPicturesKeepTheirSharpness() {
        byte[] px = new byte[50 * 80_000];
        for (int k = 0; k < px.length; k++) {
            px[k] = (byte) (k % 80_000 / 16 % 2 == 0 ? 200 : 50);
        }
        Image i = Image.of(Size.of(50, 80_000), Color.GREY, px);
        for (boolean bent : new boolean[] {false, true}) {
            var s = new Sketch(i.size(), i.size(), Size.of(50, 640), Border.REFLECT);
            s.cropAt(0.5, 1);
            s.flipHorizontally();
            if (bent) {
                s.zoom(1.0001, 0.5, 1);
            }
            Image seen = s.render(i).image();
            for (int x = 8; x < 640; x += 16) {
                assertThat((double) seen.at(25, x, 0)).isCloseTo(x / 16 % 2 == 0 ? 50 : 200, within(3.0));
            }
        }
    }

    // ---------------------------------------------------------------------------------------------- turned pictures

    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put("MM\0*".getBytes(StandardCharsets.ISO_8859_1))
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

    /**
     * Where the first pixel and the last one of the first row as they are stored must be seen, corners being 0 1 above 2 3. From
     * EXIF 2.32, 4.6.5: which sides of the picture the first row and the first column are.
     */
    @ParameterizedTest
    @CsvSource({"1,0,1", "2,1,0", "3,3,2", "4,2,3", "5,0,2", "6,1,3", "7,3,1", "8,2,0", "9,0,1", "0,0,1"})
    void picturesAndMasksAreTurnedAsExifSays(int orientation, int first, int second) throws IOException {
        byte[] data = exif(orientation);
        int[] chunk = new int[data.length];
        for (int k = 0; k < chunk.length; k++) {
            chunk[k] = data[k];
        }
        byte[] png = png(3, 8, 0, new byte[][] {named("eXIf", chunk)}, new int[] {200, 0, 100}, new int[] {0, 0, 0});
        boolean lies = orientation >= 5 && orientation <= 8;
        for (Image i : new Image[] {GREY.decode(png), GREY.decodeLabels(png)}) {
            assertThat(i.size()).isEqualTo(lies ? Size.of(3, 2) : Size.of(2, 3));
            assertThat(GREY.size(Files.write(dir.resolve("a.png"), png))).isEqualTo(i.size());
            assertThat(corner(i, first)).isEqualTo(200);
            assertThat(corner(i, second)).isEqualTo(100);
        }
        byte[] jpeg = jpeg(data);
        Image i = RGB.decode(jpeg);
        assertThat(i.size()).isEqualTo(lies ? Size.of(48, 32) : Size.of(32, 48));
        assertThat(RGB.size(Files.write(dir.resolve("a.jpg"), jpeg))).isEqualTo(i.size());
        assertThat((double) corner(i, first)).isCloseTo(200, within(8.0));
        assertThat((double) corner(i, second)).isCloseTo(100, within(8.0));
        assertThat(corner(i, 3 - first)).isLessThan(8);
    }

    private static int corner(Image i, int k) {
        return i.at(k / 2 * (i.height() - 1), k % 2 * (i.width() - 1), 0);
    }

    /** Black but for blocks in the first and last corner of the first rows. */
    private static byte[] jpeg(byte[] exif) throws IOException {
        var picture = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                picture.setRGB(x, y, 200 * 0x10101);
                picture.setRGB(32 + x, y, 100 * 0x10101);
            }
        }
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, "jpg", out)).isTrue();
        byte[] plain = out.toByteArray();
        return ByteBuffer.allocate(plain.length + exif.length + 10)
                .put(plain, 0, 2)
                .put(new byte[] {(byte) 0xff, (byte) 0xe1, 0, (byte) (exif.length + 8)})
                .put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1))
                .put(exif)
                .put(plain, 2, plain.length - 2)
                .array();
    }

    // ---------------------------------------------------------------------------------------------- masks

    @Test
    void masksGiveTheNumbersThatAreStored() throws IOException {
        assertThat(values(GREY.decodeLabels(png(3, 8, 0, NOTHING, new int[] {0, 11, 255}))))
                .containsExactly(0, 11, 255);
        assertThat(values(GREY.decodeLabels(png(4, 2, 0, NOTHING, new int[] {0b00_01_10_11}))))
                .containsExactly(0, 1, 2, 3);
        assertThat(values(GREY.decodeLabels(png(4, 1, 0, NOTHING, new int[] {0b1010_0000}))))
                .containsExactly(1, 0, 1, 0);
        assertThat(values(GREY.decodeLabels(png(2, 16, 0, NOTHING, new int[] {0, 7, 0, 255}))))
                .containsExactly(7, 255);
        assertThat(values(GREY.decodeLabels(png(2, 8, 4, NOTHING, new int[] {5, 255, 6, 0}))))
                .containsExactly(5, 6);
    }

    @Test
    void masksWithAPaletteGiveItsIndexes() throws IOException {
        assertThat(values(GREY.decodeLabels(png(4, 8, 3, PALETTE, new int[] {3, 0, 2, 1}))))
                .containsExactly(3, 0, 2, 1);
        assertThat(values(GREY.decodeLabels(png(4, 2, 3, PALETTE, new int[] {0b11_00_10_01}))))
                .containsExactly(3, 0, 2, 1);
        // A picture of it has the palette's colours.
        assertThat(values(RGB.decode(png(1, 8, 3, PALETTE, new int[] {3})))).containsExactly(128, 128, 0);
    }

    @Test
    void masksSavedInColourAreTakenIfTheyAreGrey() throws IOException {
        assertThat(values(GREY.decodeLabels(png(2, 8, 2, NOTHING, new int[] {4, 4, 4, 9, 9, 9}))))
                .containsExactly(4, 9);
        assertThatThrownBy(() -> GREY.decodeLabels(png(2, 8, 2, NOTHING, new int[] {4, 4, 4, 9, 8, 9})))
                .hasMessageContaining("in colour (row 0, column 1 is 9, 8, 9)")
                .hasMessageContaining("give grey pictures or pictures with a palette");
    }

    @Test
    void whatCannotBeAMaskIsRefused() throws IOException {
        assertThatThrownBy(() -> GREY.decodeLabels(png(1, 16, 0, NOTHING, new int[] {1, 4})))
                .hasMessageContaining("labels are numbers up to 255, row 0, column 0 has 260");
        assertThatThrownBy(() -> GREY.decodeLabels(jpeg(exif(1))))
                .hasMessageContaining("JPEG file, which changes numbers");
        assertThatThrownBy(() -> GREY.decodeLabels("P5 1 1 255 a".getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("not read from PNM files");
        assertThatThrownBy(() -> GREY.readLabels(dir.resolve("none.png")))
                .hasMessageContaining("none.png")
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> new ImageReader(Color.GREY, 1).decodeLabels(png(2, 8, 0, NOTHING, new int[] {1, 2})))
                .hasMessageContaining("more than the bound of 1");
    }

    @Test
    void masksOfOtherFormatsGiveTheirIndexes() throws IOException {
        var picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
        picture.getRaster().setSample(0, 0, 0, 17);
        picture.getRaster().setSample(1, 0, 0, 3);
        for (String format : new String[] {"gif", "bmp", "png"}) {
            var out = new ByteArrayOutputStream();
            assertThat(ImageIO.write(picture, format, out)).isTrue();
            assertThat(values(GREY.decodeLabels(out.toByteArray()))).as(format).containsExactly(17, 3);
        }
    }
}
