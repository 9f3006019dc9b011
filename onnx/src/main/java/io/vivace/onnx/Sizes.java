package io.vivace.onnx;

/**
 * A size, or another whole number, in the two traces from which a net is written. What is the same in both is fixed; what differs
 * follows from the size of the input.
 *
 * @param first in the first trace
 * @param second in the second, whose open axes are longer
 */
record Sizes(long first, long second) {
    static Sizes fixed(long n) {
        return new Sizes(n, n);
    }

    boolean isFixed() {
        return first == second;
    }

    /** {@return how often this is another in both traces, or 0 if it is no such multiple} */
    long multipleOf(Sizes other) {
        boolean whole = other.first > 0 && other.second > 0 && first % other.first == 0 && second % other.second == 0;
        return whole && first / other.first == second / other.second ? first / other.first : 0;
    }

    @Override
    public String toString() {
        return isFixed() ? Long.toString(first) : first + " or " + second;
    }
}
