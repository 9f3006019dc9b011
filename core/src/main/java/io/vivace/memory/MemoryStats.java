package io.vivace.memory;

import java.lang.management.ManagementFactory;

/**
 * The native memory that tensors use, in bytes.
 *
 * @param inUse held by tensors now
 * @param cached kept for reuse
 * @param peak the most that was ever in use at once
 * @param live storages alive
 * @param limit the most that may be in use and cached; set it by {@code -Dvivace.memory.limit=8g}
 */
public record MemoryStats(long inUse, long cached, long peak, long live, long limit) {
    /** {@return the figures of this moment} */
    public static MemoryStats now() {
        return Pool.host().stats();
    }

    /** {@return a line such as {@code 12.0 MB in 34 tensors, 5.1 MB cached, peak 40.2 MB, limit 20.1 GB}} */
    @Override
    public String toString() {
        return human(inUse) + " in " + live + " storages, " + human(cached) + " cached, peak " + human(peak)
                + ", limit " + human(limit);
    }

    /**
     * {@return a size for people, such as {@code 1.5 MB}}
     *
     * @param bytes the size
     */
    public static String human(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
        double v = bytes;
        int u = -1;
        while (v >= 999.95 && u < units.length - 1) {
            v /= 1000;
            u++;
        }
        return String.format(java.util.Locale.ROOT, "%.1f %s", v, units[u]);
    }

    static long defaultLimit() {
        String given = System.getProperty("vivace.memory.limit");
        if (given != null) {
            return parse(given);
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os) {
            return (long) (os.getTotalMemorySize() * 0.85);
        }
        return Long.MAX_VALUE / 4;
    }

    /**
     * {@return the number of bytes written as 512m, 8g or plain digits}
     *
     * @param text the text
     * @throws IllegalArgumentException if it is not a size
     */
    static long parse(String text) {
        String t = text.trim().toLowerCase(java.util.Locale.ROOT);
        int shift = switch (t.isEmpty() ? ' ' : t.charAt(t.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            case 't' -> 40;
            default -> 0;
        };
        try {
            long n = Long.parseLong(shift == 0 ? t : t.substring(0, t.length() - 1));
            if (n >= 0 && n <= Long.MAX_VALUE >> shift) {
                return n << shift;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(notASize(text), e);
        }
        throw new IllegalArgumentException(notASize(text));
    }

    private static String notASize(String text) {
        return "vivace.memory.limit is \"" + text + "\"; write a size such as 512m or 8g";
    }
}
