package io.vivace.backend;

/**
 * Geometry of a 2-D convolution. Sizes count pixels, order height then width.
 *
 * @param strideH rows between neighbouring outputs
 * @param strideW columns between neighbouring outputs
 * @param padH zero rows added on top and bottom
 * @param padW zero columns added left and right
 * @param dilationH distance of kernel rows (1: none skipped)
 * @param dilationW distance of kernel columns
 * @param groups channel groups that do not see one another
 */
public record ConvSpec(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int groups) {
    /** Checks the numbers. */
    public ConvSpec {
        if (strideH < 1 || strideW < 1 || dilationH < 1 || dilationW < 1 || groups < 1 || padH < 0 || padW < 0) {
            throw new IllegalArgumentException("convolution needs stride, dilation and groups of at least 1 and"
                    + " padding of at least 0, got stride " + strideH + "×" + strideW + ", padding " + padH + "×" + padW
                    + ", dilation " + dilationH + "×" + dilationW + ", groups " + groups);
        }
    }

    /**
     * {@return the spec with the same numbers for rows and columns, no dilation, one group}
     *
     * @param stride pixels between neighbouring outputs
     * @param pad zero pixels added on every side
     */
    public static ConvSpec of(int stride, int pad) {
        return new ConvSpec(stride, stride, pad, pad, 1, 1, 1);
    }

    /**
     * {@return the output size along one axis} It is {@code (in + 2·pad − dilation·(kernel − 1) − 1) / stride + 1}.
     *
     * @param in input size
     * @param kernel kernel size
     * @param stride stride
     * @param pad padding
     * @param dilation dilation
     */
    public static long outputSize(long in, long kernel, int stride, int pad, int dilation) {
        return Math.floorDiv(in + 2L * pad - dilation * (kernel - 1) - 1, (long) stride) + 1;
    }
}
