package io.vivace.io;

import io.vivace.tensor.Rng;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What can happen to the bytes of a file, by accident or on purpose. */
public enum Damage {
    /** A bit is another. */
    FLIPPED_BIT {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            b[at] ^= (byte) (1 << rng.nextInt(8));
            return b;
        }
    },
    /** A byte is another. */
    OTHER_BYTE {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            b[at] = (byte) rng.nextInt(256);
            return b;
        }
    },
    /** Some bytes are all zeros or all ones. */
    FILLED {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            Arrays.fill(b, at, Math.min(b.length, at + 1 + rng.nextInt(16)), (byte) (rng.chance(.5) ? 0xff : 0));
            return b;
        }
    },
    /** The end is missing. */
    CUT_OFF {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            return Arrays.copyOf(b, at);
        }
    },
    /** Something foreign stands in between. */
    INSERTED {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            byte[] foreign = new byte[1 + rng.nextInt(64)];
            for (int i = 0; i < foreign.length; i++) {
                foreign[i] = (byte) rng.nextInt(256);
            }
            return replaced(b, at, at, foreign);
        }
    },
    /** A piece stands twice, or so often that nesting and counts grow. */
    REPEATED {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            byte[] piece = Arrays.copyOfRange(b, at, Math.min(b.length, at + 1 + rng.nextInt(rng.chance(.9) ? 64 : 4)));
            byte[] often = new byte[piece.length * (rng.chance(.9) ? 1 : 500)];
            for (int i = 0; i < often.length; i++) {
                often[i] = piece[i % piece.length];
            }
            return replaced(b, at, at, often);
        }
    },
    /** A piece is missing. */
    REMOVED {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            return replaced(b, at, Math.min(b.length, at + 1 + rng.nextInt(16)), new byte[0]);
        }
    },
    /** Two pieces stand in each other's place. */
    SWAPPED {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            int other = rng.nextInt(b.length);
            int n = Math.min(1 + rng.nextInt(64), b.length - Math.max(at, other));
            byte[] kept = Arrays.copyOfRange(b, at, at + n);
            System.arraycopy(b, other, b, at, n);
            System.arraycopy(kept, 0, b, other, n);
            return b;
        }
    },
    /** Bytes that may be a number are an absurd one. */
    ABSURD_NUMBER {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            return number(b, at, rng);
        }
    },
    /** Bytes near the beginning, where lengths and counts stand, are an absurd number. */
    ABSURD_HEADER {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            return number(b, rng.nextInt(Math.min(32, b.length)), rng);
        }
    },
    /** Digits are those of another number. */
    ABSURD_DIGITS {
        @Override
        byte[] to(byte[] b, int at, Rng rng) {
            int from = at;
            while (from < b.length && !isDigit(b[from])) {
                from++;
            }
            int to = from;
            while (to < b.length && isDigit(b[to])) {
                to++;
            }
            String digits = DIGITS[rng.nextInt(DIGITS.length)];
            return replaced(b, from, to, digits.getBytes(StandardCharsets.US_ASCII));
        }
    };

    private static final String[] DIGITS = {
        "0",
        "1",
        "-1",
        "7",
        "255",
        "65536",
        "2147483647",
        "2147483648",
        "4294967296",
        "-2147483648",
        "999999999999",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "1e308",
        "1e9",
        "0.5",
        "1" + "0".repeat(400)
    };
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        0x7f,
        0xff,
        0x7fff,
        0xffff,
        1 << 20,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0xffff_ffffL,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    abstract byte[] to(byte[] b, int at, Rng rng);

    /**
     * {@return a file with one to four damages; now and then of the same length}
     *
     * @param whole the file, which stays as it is
     * @param rng decides which and where
     */
    public static byte[] of(byte[] whole, Rng rng) {
        byte[] b = whole.clone();
        Damage[] all = values();
        for (int n = 1 + rng.nextInt(4); n > 0 && b.length > 0; n--) {
            b = all[rng.nextInt(all.length)].to(b, rng.nextInt(b.length), rng);
        }
        return b;
    }

    private static byte[] number(byte[] b, int at, Rng rng) {
        int bytes = Math.min(1 << rng.nextInt(4), b.length - at);
        ByteOrder order = rng.chance(.5) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        long value = rng.chance(.2) ? b.length - 2 + rng.nextInt(5) : NUMBERS[rng.nextInt(NUMBERS.length)];
        byte[] as = ByteBuffer.allocate(8).order(order).putLong(value).array();
        System.arraycopy(as, order == ByteOrder.LITTLE_ENDIAN ? 0 : 8 - bytes, b, at, bytes);
        return b;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] replaced(byte[] b, int from, int to, byte[] by) {
        byte[] r = Arrays.copyOf(b, b.length - (to - from) + by.length);
        System.arraycopy(by, 0, r, from, by.length);
        System.arraycopy(b, to, r, from + by.length, b.length - to);
        return r;
    }
}
