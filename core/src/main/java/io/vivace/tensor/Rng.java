package io.vivace.tensor;

/**
 * A source of randomness whose state can be read and set: xoshiro256++ (Blackman and Vigna 2019), seeded by SplitMix64.
 * Nothing in Vivace draws from a hidden global source. Not for several threads at once: give each its own by
 * {@link #split}.
 */
public final class Rng {
    private final long[] s = new long[4];

    /**
     * Starts from a seed.
     *
     * @param seed any number; equal seeds give equal values on every machine
     */
    public Rng(long seed) {
        long z = seed;
        for (int i = 0; i < 4; i++) {
            z += 0x9E3779B97F4A7C15L;
            s[i] = mix(z);
        }
    }

    private static long mix(long z) {
        long v = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        v = (v ^ (v >>> 27)) * 0x94D049BB133111EBL;
        return v ^ (v >>> 31);
    }

    /**
     * {@return a generator that depends only on these numbers, such as seed, epoch and item: the same whatever thread asks}
     *
     * @param seed first number
     * @param more further numbers
     */
    public static Rng of(long seed, long... more) {
        long z = seed;
        for (long m : more) {
            z = mix(z + 0x9E3779B97F4A7C15L) ^ m * 0xD1342543DE82EF95L;
        }
        return new Rng(z);
    }

    /** {@return a generator of its own, seeded by this one} */
    public Rng split() {
        return new Rng(nextLong());
    }

    /** {@return 64 random bits} */
    public long nextLong() {
        long result = Long.rotateLeft(s[0] + s[3], 23) + s[0];
        long t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = Long.rotateLeft(s[3], 45);
        return result;
    }

    /** {@return a value uniform in [0, 1)} */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /**
     * {@return a value uniform in [low, high)}
     *
     * @param low smallest value
     * @param high upper end
     */
    public double uniform(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /**
     * {@return a whole number uniform in 0 to n − 1}
     *
     * @param n how many
     */
    public int nextInt(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("nextInt: n must be at least 1, got " + n);
        }
        return (int) Math.multiplyHigh(nextLong() >>> 1, (long) n << 1);
    }

    /**
     * {@return true with a probability}
     *
     * @param p the probability
     */
    public boolean chance(double p) {
        return nextDouble() < p;
    }

    /** {@return a standard normal value (Box and Muller)} */
    public double nextNormal() {
        double u = 1 - nextDouble();
        return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * nextDouble());
    }

    /**
     * {@return a random order of 0 to n − 1 (Fisher and Yates)}
     *
     * @param n how many
     */
    public int[] permutation(int n) {
        int[] p = new int[n];
        for (int i = 0; i < n; i++) {
            int j = nextInt(i + 1);
            p[i] = p[j];
            p[j] = i;
        }
        return p;
    }

    /** Fills with values uniform in [0, 1). */
    void uniforms(float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (nextLong() >>> 40) * 0x1.0p-24f;
        }
    }

    /** Fills with standard normal values. */
    void normals(float[] to) {
        for (int i = 0; i < to.length; i += 2) {
            double r = Math.sqrt(-2 * Math.log(1 - nextDouble()));
            double a = 2 * Math.PI * nextDouble();
            to[i] = (float) (r * Math.cos(a));
            if (i + 1 < to.length) {
                to[i + 1] = (float) (r * Math.sin(a));
            }
        }
    }

    /** {@return the state, to be given to {@link #state(long[])} later} */
    public long[] state() {
        return s.clone();
    }

    /**
     * Goes back to a state.
     *
     * @param state from {@link #state()}
     */
    public void state(long[] state) {
        if (state.length != 4) {
            throw new IllegalArgumentException("the state of an Rng is 4 numbers, got " + state.length);
        }
        System.arraycopy(state, 0, s, 0, 4);
    }
}
