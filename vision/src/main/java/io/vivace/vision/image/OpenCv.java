package io.vivace.vision.image;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR_RGB;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.WARP_INVERSE_MAP;
import static org.bytedeco.opencv.global.opencv_imgproc.remap;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;
import static org.bytedeco.opencv.global.opencv_imgproc.warpPerspective;

import java.io.IOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** The native calls; {@link OpenCvLibrary} must have been asked first. */
final class OpenCv {
    private OpenCv() {}

    /** {@return the picture in an encoded file, turned as its EXIF data say} */
    static Image decode(byte[] file, Color color) throws IOException {
        try (var bytes = new BytePointer(file);
                var encoded = new Mat(1, file.length, CV_8UC(1), bytes);
                var decoded = imdecode(encoded, color == Color.RGB ? IMREAD_COLOR_RGB : IMREAD_GRAYSCALE)) {
            if (decoded.empty()) {
                throw new IOException("its content is damaged or of a kind that cannot be decoded");
            }
            return image(decoded, color);
        } catch (RuntimeException e) {
            throw new IOException("its content is damaged (OpenCV: " + firstLine(e) + ")", e);
        }
    }

    static Image resize(Image from, Size to, boolean area) {
        try (var bytes = new BytePointer(from.pixels());
                var in = mat(from, bytes);
                var size = new org.bytedeco.opencv.opencv_core.Size(to.width(), to.height());
                var out = new Mat()) {
            org.bytedeco.opencv.global.opencv_imgproc.resize(in, out, size, 0, 0, area ? INTER_AREA : INTER_LINEAR);
            return image(out, from.color());
        }
    }

    /** OpenCV's pixels have their centres at whole numbers: the matrix is moved by half a pixel on both sides. */
    static Image warp(Image from, double[] m, Size to, Border border) {
        boolean affine = m[6] == 0 && m[7] == 0;
        double[] k = centred(m);
        try (var bytes = new BytePointer(from.pixels());
                var in = mat(from, bytes);
                var numbers = new DoublePointer(k);
                var matrix = new Mat(affine ? 2 : 3, 3, CV_64FC1, numbers);
                var size = new org.bytedeco.opencv.opencv_core.Size(to.width(), to.height());
                var black = new Scalar(0);
                var out = new Mat()) {
            int flags = INTER_LINEAR | WARP_INVERSE_MAP;
            if (affine) {
                warpAffine(in, out, matrix, size, flags, border.code(), black);
            } else {
                warpPerspective(in, out, matrix, size, flags, border.code(), black);
            }
            return image(out, from.color());
        }
    }

    static Image look(Image from, float[] rows, float[] columns, Size to, Border border) {
        try (var bytes = new BytePointer(from.pixels());
                var in = mat(from, bytes);
                var x = centred(columns);
                var y = centred(rows);
                var xs = new Mat(to.height(), to.width(), CV_32FC1, x);
                var ys = new Mat(to.height(), to.width(), CV_32FC1, y);
                var black = new Scalar(0);
                var out = new Mat()) {
            remap(in, out, xs, ys, INTER_LINEAR, border.code(), black);
            return image(out, from.color());
        }
    }

    static Image blur(Image from, int side) {
        try (var bytes = new BytePointer(from.pixels());
                var in = mat(from, bytes);
                var square = new org.bytedeco.opencv.opencv_core.Size(side, side);
                var out = new Mat()) {
            org.bytedeco.opencv.global.opencv_imgproc.blur(in, out, square);
            return image(out, from.color());
        }
    }

    private static FloatPointer centred(float[] places) {
        float[] moved = places.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= 0.5f;
        }
        return new FloatPointer(moved);
    }

    private static double[] centred(double[] m) {
        double[] k = m.clone();
        for (int r = 0; r < 3; r++) {
            k[3 * r + 2] = m[3 * r + 2] + 0.5 * (m[3 * r] + m[3 * r + 1]);
        }
        for (int c = 0; c < 3; c++) {
            k[c] -= 0.5 * k[6 + c];
            k[3 + c] -= 0.5 * k[6 + c];
        }
        double scale = 1 / k[8];
        for (int i = 0; i < 9; i++) {
            k[i] *= scale;
        }
        return k;
    }

    private static Mat mat(Image image, BytePointer bytes) {
        return new Mat(image.height(), image.width(), CV_8UC(image.channels()), bytes);
    }

    private static Image image(Mat m, Color color) {
        byte[] px = new byte[Math.multiplyExact(Math.multiplyExact(m.rows(), m.cols()), color.channels())];
        try (var data = m.data()) {
            data.get(px);
        }
        return Image.of(Size.of(m.rows(), m.cols()), color, px);
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
