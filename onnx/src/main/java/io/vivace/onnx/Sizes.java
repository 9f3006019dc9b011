package io.vivace.onnx;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A size, or another whole number, in the traces from which a net is written. What is the same in all is fixed; what differs follows
 * from the size of the input, as open axes are longer in later traces.
 *
 * @param each in each trace
 */
record Sizes(List<Long> each) {
    /** Copies. */
    Sizes {
        each = List.copyOf(each);
    }

    static Sizes fixed(long n) {
        return new Sizes(List.of(n));
    }

    long first() {
        return each.get(0);
    }

    boolean isFixed() {
        return each.stream().allMatch(each.get(0)::equals);
    }

    /** {@return whether it is this number in all traces} */
    boolean is(long n) {
        return isFixed() && first() == n;
    }

    /** {@return how often this is another in all traces, or 0 if it is no such multiple} */
    long multipleOf(Sizes other) {
        long times = other.first() == 0 ? 0 : first() / other.first();
        boolean always = IntStream.range(0, each.size()).allMatch(i -> each.get(i) == other.each.get(i) * times);
        return always ? times : 0;
    }

    /** {@return whether this is more than another by the same number in all traces} */
    boolean isShifted(Sizes other) {
        long more = first() - other.first();
        return IntStream.range(0, each.size()).allMatch(i -> each.get(i) - other.each.get(i) == more);
    }

    @Override
    public String toString() {
        return each.stream().distinct().map(String::valueOf).collect(Collectors.joining(" or "));
    }
}
