package io.vivace.backend;

/**
 * Geometry of 2-D pooling, order height then width.
 *
 * @param kernelH window rows
 * @param kernelW window columns
 * @param strideH rows between windows
 * @param strideW columns between windows
 * @param padH rows added on top and bottom
 * @param padW columns added left and right
 */
public record PoolSpec(int kernelH, int kernelW, int strideH, int strideW, int padH, int padW) {
    /** Checks the numbers. */
    public PoolSpec {
        if (kernelH < 1 || kernelW < 1 || strideH < 1 || strideW < 1 || padH < 0 || padW < 0) {
            throw new IllegalArgumentException(
                    "pooling needs kernel and stride of at least 1 and padding of at least 0,"
                            + " got kernel " + kernelH + "×" + kernelW + ", stride " + strideH + "×" + strideW
                            + ", padding "
                            + padH + "×" + padW);
        }
        if (padH * 2 > kernelH || padW * 2 > kernelW) {
            throw new IllegalArgumentException("pooling padding " + padH + "×" + padW + " is more than half the kernel "
                    + kernelH + "×" + kernelW + ": some windows would be empty");
        }
    }
}
