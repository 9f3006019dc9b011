package io.vivace.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PoolTest {
    @Test
    void sizeClassesHoldWhatIsAskedAndWasteAtMostAQuarter() {
        for (long n = 0; n < 70_000; n++) {
            check(n);
        }
        for (int bits = 17; bits < 62; bits++) {
            for (long off = -2; off <= 2; off++) {
                check((1L << bits) + off);
                check((1L << bits) + (1L << bits) / 4 + off);
            }
        }
    }

    private static void check(long n) {
        long capacity = Pool.capacity(Pool.sizeClass(n));
        assertThat(capacity).as("%s bytes", n).isGreaterThanOrEqualTo(n);
        assertThat(capacity).as("%s bytes", n).isLessThanOrEqualTo(Math.max(64, n + n / 4 + 1));
    }

    @Test
    void classesGrow() {
        for (int k = 1; k < 200; k++) {
            assertThat(Pool.capacity(k)).isGreaterThan(Pool.capacity(k - 1));
            assertThat(Pool.sizeClass(Pool.capacity(k))).isEqualTo(k);
            assertThat(Pool.sizeClass(Pool.capacity(k) + 1)).isEqualTo(k + 1);
        }
    }

    @Test
    void memoryIsAlignedAndUsedAgain() {
        Pool pool = Pool.host();
        Storage a = pool.allocate(1_234_567);
        long address = a.address();
        assertThat(address % 64).isZero();
        MemoryStats held = pool.stats();
        a.release();
        MemoryStats free = pool.stats();
        assertThat(held.inUse() - free.inUse()).isEqualTo(Pool.capacity(Pool.sizeClass(1_234_567)));
        assertThat(held.live() - free.live()).isEqualTo(1);
        Storage b = pool.allocate(1_200_000);
        assertThat(b.address()).isEqualTo(address);
        b.release();
        pool.trim();
        assertThat(pool.stats().cached()).isZero();
    }

    @Test
    void theLimitIsAnExceptionThatSaysWhatToDo() {
        Pool pool = Pool.host();
        long before = pool.stats().limit();
        pool.trim();
        try {
            pool.limit(pool.stats().inUse() + 1_000_000);
            assertThatThrownBy(() -> pool.allocate(2_000_000))
                    .isInstanceOf(MemoryLimitException.class)
                    .hasMessageContaining("2.0 MB")
                    .hasMessageContaining("-Dvivace.memory.limit=");
            Storage fits = pool.allocate(500_000);
            fits.release();
            Storage afterTrim = pool.allocate(700_000); // only when the 500 kB kept for reuse are given back
            afterTrim.release();
        } finally {
            pool.limit(before);
        }
    }

    @Test
    void thePeakIsRemembered() {
        Pool pool = Pool.host();
        pool.resetPeak();
        long before = pool.stats().peak();
        pool.allocate(10_000_000).release();
        assertThat(pool.stats().peak()).isGreaterThanOrEqualTo(before + 10_000_000);
        pool.resetPeak();
        assertThat(pool.stats().peak()).isLessThan(before + 10_000_000);
    }

    @Test
    void storagesCountTheirHolders() {
        int[] freed = {0};
        Storage s = Storage.foreign(0, 0, () -> freed[0]++);
        s.retain();
        assertThat(s.isExclusive()).isFalse();
        s.release();
        assertThat(s.isExclusive()).isTrue();
        assertThat(freed[0]).isZero();
        s.release();
        assertThat(freed[0]).isEqualTo(1);
        assertThatThrownBy(s::retain).isInstanceOf(IllegalStateException.class).hasMessageContaining("released");
    }

    @Test
    void releasingTooOftenIsNoticed() {
        Storage s = Storage.foreign(0, 0, () -> {});
        s.release();
        assertThatThrownBy(s::release).isInstanceOf(IllegalStateException.class).hasMessageContaining("more often");
    }

    @Test
    void windowsStayInside() {
        Storage s = Pool.host().allocate(100);
        ByteBuffer b = s.window(90, 10);
        b.put(9, (byte) 7);
        assertThat(s.window(99, 1).get(0)).isEqualTo((byte) 7);
        assertThatThrownBy(() -> s.window(90, 11)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> s.window(-1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        s.release();
    }

    @Test
    void sizesForPeople() {
        assertThat(MemoryStats.human(0)).isEqualTo("0 B");
        assertThat(MemoryStats.human(999)).isEqualTo("999 B");
        assertThat(MemoryStats.human(1000)).isEqualTo("1.0 kB");
        assertThat(MemoryStats.human(999_949)).isEqualTo("999.9 kB");
        assertThat(MemoryStats.human(999_950)).isEqualTo("1.0 MB");
        assertThat(MemoryStats.human(Long.MAX_VALUE)).isEqualTo("9.2 EB");
        assertThat(MemoryStats.parse("512m")).isEqualTo(512L << 20);
        assertThat(MemoryStats.parse(" 8G ")).isEqualTo(8L << 30);
        assertThat(MemoryStats.parse("123")).isEqualTo(123);
        for (String bad : new String[] {"", "g", "8x", "-1g", "99999999999g"}) {
            assertThatThrownBy(() -> MemoryStats.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("vivace.memory.limit");
        }
        assertThat(MemoryStats.now().toString()).contains("storages").contains("limit");
    }

    @Test
    void aPeakCanBePutBack() {
        Pool pool = Pool.host();
        pool.allocate(3_000_000).release();
        long before = pool.stats().peak();
        pool.resetPeak();
        assertThat(pool.stats().peak()).isLessThan(before);
        pool.raisePeak(before);
        assertThat(pool.stats().peak()).isEqualTo(before);
        pool.raisePeak(1);
        assertThat(pool.stats().peak()).isEqualTo(before);
    }
}
