package io.vivace.benchmarks.work;

import java.util.List;

/**
 * What an optimizer of pixels asks for in style transfer (Gatys et al. 2015): VGG16's features up to relu5_3, the mean squared
 * error of relu4_3 against a content picture and of five Gram matrices against a style picture, and the gradient of the
 * pixels. Gram: X·Xᵀ/elements·1e6 over [channels, pixels].
 *
 * @param id its name
 * @param side height and width of the picture
 * @param flop arithmetic operations of a step
 */
public record StyleClosure(String id, int side, double flop) implements Work {
    /** Positions in VGG16's features of the ReLUs whose Gram matrices count: relu1_2, 2_2, 3_3, 4_3, 5_3. */
    public static final List<Integer> STYLE = List.of(3, 8, 15, 22, 29);

    /** Which of {@link #STYLE} the content is compared at. */
    public static final int CONTENT = 3;

    /** Factor of a Gram matrix. */
    public static final double GRAM = 1e6;

    /** Seed of the content picture. */
    public static final int CONTENT_PICTURE = Formula.OTHER;

    /** Seed of the style picture. */
    public static final int STYLE_PICTURE = Formula.OTHER - 1;

    @Override
    public StyleClosure small() {
        return new StyleClosure(id + " small", 48, 0);
    }

    /** {@return the sizes of the picture} */
    public long[] input() {
        return new long[] {1, 3, side, side};
    }
}
