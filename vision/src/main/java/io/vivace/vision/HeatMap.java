package io.vivace.vision;

import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import java.util.stream.IntStream;

/**
 * Where in a picture a net sees a class: the higher a cell's number, the more it speaks for the class.
 *
 * @param height rows of cells
 * @param width columns of cells
 * @param values row by row
 */
public record HeatMap(int height, int width, float[] values) {
    /** Maps with fewer cells say little and are not drawn, as in fastai. */
    public static final int FEWEST_CELLS = 16;

    private static final double SHARE = 0.6;
    /** From dark violet over red to light yellow. */
    private static final int[] COLORS = {0x000004, 0x51127c, 0xb63679, 0xfb8861, 0xfcfdbf};

    /** Checks the number of values. */
    public HeatMap {
        if (height < 1 || width < 1 || values.length != height * width) {
            throw new IllegalArgumentException(
                    "a map of " + height + "×" + width + " cells cannot have " + values.length + " values");
        }
    }

    /** {@return whether it has enough cells to be drawn, and all are numbers} */
    public boolean isDrawn() {
        return values.length >= FEWEST_CELLS
                && IntStream.range(0, values.length).allMatch(i -> Float.isFinite(values[i]));
    }

    /**
     * {@return a picture with the map over it, the lowest number dark, the highest light, or the picture as it is if this is not
     * {@linkplain #isDrawn drawn}}
     *
     * @param picture that the map is of
     */
    public Image over(Image picture) {
        if (!isDrawn()) {
            return picture;
        }
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (float v : values) {
            lowest = Math.min(lowest, v);
            highest = Math.max(highest, v);
        }
        double span = highest == lowest ? 1 : (double) highest - lowest;
        byte[] out = new byte[3 * picture.height() * picture.width()];
        int at = 0;
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int color = color((at((y + 0.5) / picture.height(), (x + 0.5) / picture.width()) - lowest) / span);
                for (int c = 0; c < 3; c++) {
                    int below = picture.at(y, x, Math.min(c, picture.channels() - 1));
                    out[at++] = (byte) Math.round((1 - SHARE) * below + SHARE * (color >> (16 - 8 * c) & 0xff));
                }
            }
        }
        return Image.of(picture.size(), Color.RGB, out);
    }

    /** {@return the value at a place from 0 to 1 down and across, weighing the nearest four cells} */
    private double at(double down, double across) {
        double row = Math.min(Math.max(down * height - 0.5, 0), height - 1);
        double column = Math.min(Math.max(across * width - 0.5, 0), width - 1);
        int r = (int) row;
        int c = (int) column;
        int below = Math.min(r + 1, height - 1);
        int right = Math.min(c + 1, width - 1);
        double top = mix(values[r * width + c], values[r * width + right], column - c);
        double bottom = mix(values[below * width + c], values[below * width + right], column - c);
        return mix(top, bottom, row - r);
    }

    private static int color(double part) {
        double place = Math.min(Math.max(part, 0), 1) * (COLORS.length - 1);
        int low = Math.min((int) place, COLORS.length - 2);
        int color = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double v = mix(COLORS[low] >> shift & 0xff, COLORS[low + 1] >> shift & 0xff, place - low);
            color |= (int) Math.round(v) << shift;
        }
        return color;
    }

    private static double mix(double a, double b, double part) {
        return a + part * (b - a);
    }
}
