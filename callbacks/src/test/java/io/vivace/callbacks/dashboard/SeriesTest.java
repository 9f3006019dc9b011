package io.vivace.callbacks.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void fewNumbersStayAsTheyAre() {
        var s = new Series();
        s.add(0, 3);
        s.add(1, Double.NaN);
        s.add(2, Double.POSITIVE_INFINITY);
        s.add(5, -1);
        Series c = s.copy();
        assertThat(c.batches()).containsExactly(0, 5);
        assertThat(c.means()).containsExactly(3, -1);
        assertThat(c.stride()).isEqualTo(1);
        s.add(6, 7);
        assertThat(c.size()).as("a copy stays").isEqualTo(2);
    }

    /** The mean of all points, weighted, is the mean of all numbers; the extremes are never lost. */
    @Test
    void manyNumbersAreMerged() {
        var s = new Series();
        int n = 100_000;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double v = i == 54_321 ? 1000 : Math.sin(i * 0.001);
            sum += v;
            s.add(i, v);
        }
        Series c = s.copy();
        assertThat(c.size()).isBetween(Series.MOST / 2, Series.MOST);
        assertThat(c.batches()[c.size() - 1]).isEqualTo(n - 1);
        int[] x = c.batches();
        double weighted = IntStream.range(0, x.length)
                .mapToDouble(i -> c.means()[i] * (double) (x[i] - (i == 0 ? -1 : x[i - 1])))
                .sum();
        assertThat(weighted).isCloseTo(sum, within(0.1));
        float[] highs = c.highs();
        Arrays.sort(highs);
        assertThat(highs[highs.length - 1]).isEqualTo(1000);
        for (int i = 0; i < x.length; i++) {
            assertThat(c.lows()[i]).isLessThanOrEqualTo(c.means()[i]);
            assertThat(c.means()[i]).isLessThanOrEqualTo(c.highs()[i]);
        }
    }

    @Test
    void aClockKeepsTheLastMoment() {
        var clock = new Clock();
        for (int i = 0; i < 10_001; i++) {
            clock.add(i, i * 0.5, i / 100.0);
        }
        Clock c = clock.copy();
        int last = c.batches().length - 1;
        assertThat(last).isLessThan(401);
        assertThat(c.batches()[last]).isEqualTo(10_000);
        assertThat(c.seconds()[last]).isEqualTo(5000);
        assertThat(c.epochs()[last]).isEqualTo(100);
        for (int i = 0; i <= last; i++) {
            assertThat(c.seconds()[i]).isEqualTo(c.batches()[i] * 0.5f);
        }
    }
}
