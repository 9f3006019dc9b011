package io.vivace.gan.models;

/** The numbers of a critic or a generator. */
record DcganPlan(String net, int size, int channels, int features, int extraLayers, int noise) {
    DcganPlan {
        if (size < 2 * Dcgan.GRID || size % Dcgan.GRID != 0 || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                    "a DCGAN " + net + " halves or doubles pictures between " + Dcgan.GRID + "×"
                            + Dcgan.GRID + " and their size, which must be 8, 16, 32, 64 and so on, got " + size
                            + "; resize the pictures to " + Math.max(8, Integer.highestOneBit(Math.max(1, size))));
        }
        if (channels < 1 || features < 1 || noise < 1 || extraLayers < 0) {
            throw new IllegalArgumentException("a DCGAN " + net
                    + " needs at least 1 channel, 1 feature, 1 number of noise"
                    + " and no less than 0 extra layers, got " + channels + ", " + features + ", " + noise + " and "
                    + extraLayers);
        }
    }

    DcganPlan withChannels(int n) {
        return new DcganPlan(net, size, n, features, extraLayers, noise);
    }

    DcganPlan withFeatures(int n) {
        return new DcganPlan(net, size, channels, n, extraLayers, noise);
    }

    DcganPlan withExtraLayers(int n) {
        return new DcganPlan(net, size, channels, features, n, noise);
    }

    /** {@return how many layers there are between half the size and the grid, each changing the size by 2} */
    int pyramid() {
        return Integer.numberOfTrailingZeros(size / (2 * Dcgan.GRID));
    }

    /** {@return channels of the pictures at the grid} */
    int widest() {
        return features << pyramid();
    }
}
