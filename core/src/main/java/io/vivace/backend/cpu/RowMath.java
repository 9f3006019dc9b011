package io.vivace.backend.cpu;

import io.vivace.backend.Binary;
import io.vivace.backend.Unary;
import io.vivace.memory.View;

/** Element-wise arithmetic in Java, over rows of any layout: for integers and for functions that oneDNN lacks. */
final class RowMath {
    /** A function of one float. */
    private interface F1 {
        float of(float x);
    }

    /** A function of two floats. */
    private interface F2 {
        float of(float a, float b);
    }

    /** A function of two longs. */
    private interface L2 {
        long of(long a, long b);
    }

    private RowMath() {}

    static void unary(Unary op, double a, double b, View x, View y) {
        Loop f = op == Unary.CLAMP ? between((float) a, (float) b) : each(function(op, a));
        Rows rows = Rows.of(x, y);
        Elements in = Elements.of(x);
        Elements out = Elements.of(y);
        rows.share(() -> {
            float[] row = new float[rows.longest()];
            return (at, n) -> {
                in.read(at[0], rows.step(0), row, n);
                f.run(row, n);
                out.write(at[1], rows.step(1), row, n);
            };
        });
    }

    /** Changes the first n numbers of a row. */
    private interface Loop {
        void run(float[] row, int n);
    }

    private static Loop each(F1 f) {
        return (row, n) -> {
            for (int i = 0; i < n; i++) {
                row[i] = f.of(row[i]);
            }
        };
    }

    /** A loop of its own, which vectorises: weights are clamped in every step of some trainings. */
    private static Loop between(float lo, float hi) {
        return (row, n) -> {
            for (int i = 0; i < n; i++) {
                row[i] = Math.min(Math.max(row[i], lo), hi);
            }
        };
    }

    private static F1 function(Unary op, double a) {
        float lo = (float) a;
        return switch (op) {
            case EXP -> x -> (float) Math.exp(x);
            case LOG1P -> x -> (float) Math.log1p(x);
            case HARD_SIGMOID -> x -> Math.min(Math.max(x / 6 + 0.5f, 0), 1);
            case LOG -> x -> (float) Math.log(x);
            case SOFTPLUS -> x -> (float) ((Math.max(a * x, 0) + logOfOneAnd(Math.exp(-Math.abs(a * x)))) / a);
            case SIGN -> Math::signum;
            case FLOOR -> x -> (float) Math.floor(x);
            case ROUND -> x -> (float) Math.rint(x);
            case SIN -> x -> (float) Math.sin(x);
            case COS -> x -> (float) Math.cos(x);
            case ERF -> x -> (float) erf(x);
            case POW -> power(a);
            case RELU -> x -> x > 0 || Float.isNaN(x) ? x : lo == 0 ? 0 : lo * x;
            default -> throw new IllegalArgumentException(op + " is oneDNN's");
        };
    }

    private static F1 power(double p) {
        if (p == -0.5) {
            return x -> (float) (1 / Math.sqrt(x));
        }
        if (p == -1) {
            return x -> 1 / x;
        }
        if (p == 3) {
            return x -> x * x * x;
        }
        return x -> (float) Math.pow(x, p);
    }

    static void unaryBackward(Unary op, double a, double b, View saved, View dy, View dx) {
        F1 slope = slope(op, a, b);
        Rows rows = Rows.of(saved, dy, dx);
        Elements in = Elements.of(saved);
        Elements grad = Elements.of(dy);
        Elements out = Elements.of(dx);
        rows.share(() -> {
            float[] x = new float[rows.longest()];
            float[] g = new float[rows.longest()];
            return (at, n) -> {
                in.read(at[0], rows.step(0), x, n);
                grad.read(at[1], rows.step(1), g, n);
                for (int i = 0; i < n; i++) {
                    g[i] *= slope.of(x[i]);
                }
                out.write(at[2], rows.step(2), g, n);
            };
        });
    }

    private static F1 slope(Unary op, double a, double b) {
        float lo = (float) a;
        float hi = (float) b;
        return switch (op) {
            case LOG1P -> x -> 1 / (1 + x);
            case SIGN, FLOOR, ROUND -> x -> 0;
            case SIN -> x -> (float) Math.cos(x);
            case COS -> x -> (float) -Math.sin(x);
            case ERF -> x -> (float) (2 / Math.sqrt(Math.PI) * Math.exp(-(double) x * x));
            case POW -> a == 0 ? x -> 0 : x -> (float) (a * Math.pow(x, a - 1));
            case CLAMP -> x -> x >= lo && x <= hi ? 1 : 0;
            default -> throw new IllegalArgumentException(op + " is oneDNN's");
        };
    }

    /** {@return ln(1 + e) of e from 0 to 1, to far more than float's digits} Unlike Math.log1p, Math.log is compiled to machine code of its own. */
    private static double logOfOneAnd(double e) {
        return e < 1e-6 ? e - e * e / 2 : Math.log(1 + e);
    }

    /** Error function to about 1e-16 by its series near zero and a continued fraction for the tails. */
    static double erf(double x) {
        double z = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        if (z > 6) {
            return Math.signum(x);
        }
        double r;
        if (z < 2.5) {
            double term = z;
            double sum = z;
            for (int n = 1; Math.abs(term) > 1e-17 * sum && n < 100; n++) {
                term *= -z * z / n;
                sum += term / (2 * n + 1);
            }
            r = 2 / Math.sqrt(Math.PI) * sum;
        } else {
            double f = 0;
            for (int n = 60; n >= 1; n--) {
                f = n / 2.0 / (z + f);
            }
            r = 1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + f);
        }
        return x < 0 ? -r : r;
    }

    static void binary(Binary op, View a, View b, View c) {
        if (a.dtype().isFloating()) {
            floats(floatFunction(op), a, b, c);
        } else {
            longs(longFunction(op), a, b, c);
        }
    }

    private static void floats(F2 f, View a, View b, View c) {
        Rows rows = Rows.of(a, b, c);
        Elements left = Elements.of(a);
        Elements right = Elements.of(b);
        Elements out = Elements.of(c);
        rows.share(() -> {
            float[] x = new float[rows.longest()];
            float[] y = new float[rows.longest()];
            return (at, n) -> {
                left.read(at[0], rows.step(0), x, n);
                right.read(at[1], rows.step(1), y, n);
                for (int i = 0; i < n; i++) {
                    x[i] = f.of(x[i], y[i]);
                }
                out.write(at[2], rows.step(2), x, n);
            };
        });
    }

    private static void longs(L2 f, View a, View b, View c) {
        Rows rows = Rows.of(a, b, c);
        Elements left = Elements.of(a);
        Elements right = Elements.of(b);
        Elements out = Elements.of(c);
        rows.share(() -> {
            long[] x = new long[rows.longest()];
            long[] y = new long[rows.longest()];
            return (at, n) -> {
                left.read(at[0], rows.step(0), x, n);
                right.read(at[1], rows.step(1), y, n);
                for (int i = 0; i < n; i++) {
                    x[i] = f.of(x[i], y[i]);
                }
                out.write(at[2], rows.step(2), x, n);
            };
        });
    }

    private static F2 floatFunction(Binary op) {
        return switch (op) {
            case ADD -> Float::sum;
            case SUB -> (a, b) -> a - b;
            case MUL -> (a, b) -> a * b;
            case DIV -> (a, b) -> a / b;
            case MAX -> Math::max;
            case MIN -> Math::min;
            case POW -> RowMath::pow;
            case EQ -> (a, b) -> a == b ? 1 : 0;
            case NE -> (a, b) -> a != b ? 1 : 0;
            case LT -> (a, b) -> a < b ? 1 : 0;
            case LE -> (a, b) -> a <= b ? 1 : 0;
            case GT -> (a, b) -> a > b ? 1 : 0;
            case GE -> (a, b) -> a >= b ? 1 : 0;
        };
    }

    /** IEEE 754's power, which for a base of 1 is 1 even where Java says NaN. */
    private static float pow(float a, float b) {
        return a == 1 || (a == -1 && Float.isInfinite(b)) ? 1 : (float) Math.pow(a, b);
    }

    private static L2 longFunction(Binary op) {
        return switch (op) {
            case ADD -> Long::sum;
            case SUB -> (a, b) -> a - b;
            case MUL -> (a, b) -> a * b;
            case DIV ->
                (a, b) -> {
                    if (b == 0) {
                        throw new ArithmeticException("div: an integer was divided by 0; convert to f32 first"
                                + " if infinity is the wanted answer");
                    }
                    return a / b;
                };
            case MAX -> Math::max;
            case MIN -> Math::min;
            case POW -> (a, b) -> Math.round(Math.pow((double) a, (double) b));
            case EQ -> (a, b) -> a == b ? 1 : 0;
            case NE -> (a, b) -> a != b ? 1 : 0;
            case LT -> (a, b) -> a < b ? 1 : 0;
            case LE -> (a, b) -> a <= b ? 1 : 0;
            case GT -> (a, b) -> a > b ? 1 : 0;
            case GE -> (a, b) -> a >= b ? 1 : 0;
        };
    }

    static void where(View condition, View a, View b, View c) {
        Rows rows = Rows.of(condition, a, b, c);
        Elements test = Elements.of(condition);
        Elements left = Elements.of(a);
        Elements right = Elements.of(b);
        Elements out = Elements.of(c);
        if (c.dtype().isFloating()) {
            rows.share(() -> {
                long[] t = new long[rows.longest()];
                float[] x = new float[rows.longest()];
                float[] y = new float[rows.longest()];
                return (at, n) -> {
                    test.read(at[0], rows.step(0), t, n);
                    left.read(at[1], rows.step(1), x, n);
                    right.read(at[2], rows.step(2), y, n);
                    for (int i = 0; i < n; i++) {
                        x[i] = t[i] != 0 ? x[i] : y[i];
                    }
                    out.write(at[3], rows.step(3), x, n);
                };
            });
        } else {
            rows.share(() -> {
                long[] t = new long[rows.longest()];
                long[] x = new long[rows.longest()];
                long[] y = new long[rows.longest()];
                return (at, n) -> {
                    test.read(at[0], rows.step(0), t, n);
                    left.read(at[1], rows.step(1), x, n);
                    right.read(at[2], rows.step(2), y, n);
                    for (int i = 0; i < n; i++) {
                        x[i] = t[i] != 0 ? x[i] : y[i];
                    }
                    out.write(at[3], rows.step(3), x, n);
                };
            });
        }
    }
}
