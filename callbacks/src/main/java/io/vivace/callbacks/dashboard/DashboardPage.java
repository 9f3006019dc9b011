package io.vivace.callbacks.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A page on this machine that shows runs side by side: those whose {@link Dashboard} is on it, and those in its folder. Nobody else's
 * machine can reach it unless a host is given. It ends with {@link #close()} or with the program.
 *
 * <pre>{@code
 * try (var page = DashboardPage.open(0)) {
 *     small.callbacks(Dashboard.on(page).title("small"));
 *     large.callbacks(Dashboard.on(page).title("large"));
 *     ...
 *     page.report(Path.of("both.html"));
 * }
 *
 * DashboardPage.open(7007).folder(Path.of("runs")); // to look at what other programs train, or have trained
 * }</pre>
 */
public final class DashboardPage implements AutoCloseable {
    /** The loopback address, which only programs on this machine reach. */
    static final String LOOPBACK = "127.0.0.1";

    private static final int MOST_RUNS = 64;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Map<Integer, DashboardPage> SHARED = new HashMap<>();

    private final List<Run> runs = new ArrayList<>();
    private final Web web;
    private @Nullable RunFolder folder;
    private int users;

    private DashboardPage(String host, int port) {
        web = Web.start(host, port, new Answers());
    }

    /**
     * {@return a page that this machine alone can see}
     *
     * @param port 0 for any that is free
     * @throws IllegalArgumentException if the port is taken; the message says what to do
     */
    public static DashboardPage open(int port) {
        return open(LOOPBACK, port);
    }

    /**
     * {@return a page on some network of this machine} Everybody on that network can see it: there is no password.
     *
     * @param host name or address of this machine there; 0.0.0.0 for all networks
     * @param port 0 for any that is free
     * @throws IllegalArgumentException if the port is taken; the message says what to do
     */
    public static DashboardPage open(String host, int port) {
        return new DashboardPage(host, port);
    }

    /** {@return the page of this program on a port, opened if need be; each user releases it} */
    static DashboardPage shared(int port) {
        synchronized (SHARED) {
            DashboardPage page = port == 0 ? null : SHARED.get(port);
            if (page == null) {
                page = open(port);
                SHARED.put(page.address().getPort(), page);
            }
            page.users++;
            return page;
        }
    }

    /** The last user of a shared page closes it. */
    void release() {
        synchronized (SHARED) {
            if (--users == 0) {
                close();
            }
        }
    }

    /**
     * {@return this, showing the runs in a folder, too} They are those of dashboards with the same
     * {@link Dashboard#folder folder}, also in other programs, and earlier ones.
     *
     * @param runs the folder; it need not exist yet
     */
    public DashboardPage folder(Path runs) {
        synchronized (this.runs) {
            RunFolder now = folder;
            folder = now != null && now.isOf(runs) ? now : new RunFolder(runs);
        }
        return this;
    }

    /** {@return where a browser finds the page} */
    public URI address() {
        return web.address();
    }

    /** {@return the titles of this program's runs, oldest first} */
    public List<String> titles() {
        return copy().stream().map(Run::title).toList();
    }

    /**
     * Writes all runs of this program to one HTML file that needs nothing else, in one step.
     *
     * @param html where to; missing folders are made
     */
    public void report(Path html) {
        Report.write(html, copy());
    }

    /** {@return a new run; its title gets a number if it is taken} */
    Run begin(String wanted) {
        synchronized (runs) {
            String title = wanted;
            Set<String> taken = runs.stream().map(Run::title).collect(Collectors.toSet());
            for (int n = 2; taken.contains(title); n++) {
                title = wanted + " " + n;
            }
            var run = new Run(id(title), title);
            runs.add(run);
            for (int i = 0; runs.size() > MOST_RUNS && i < runs.size() - 1; i++) {
                if (!runs.get(i).isRunning()) {
                    runs.remove(i--);
                }
            }
            return run;
        }
    }

    /** {@return a name for files: when, what, and something that no other process draws} */
    private static String id(String title) {
        String words =
                title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String some = words.length() > 40 ? words.substring(0, 40) : words;
        int draw = ThreadLocalRandom.current().nextInt(1 << 16);
        return String.format(Locale.ROOT, "%s-%s-%04x", TIME.format(Instant.now()), some, draw);
    }

    private List<Run> copy() {
        synchronized (runs) {
            return List.copyOf(runs);
        }
    }

    /** Ends the server; browsers keep what they show. Runs stay, and a report can still be written. */
    @Override
    public void close() {
        synchronized (SHARED) {
            SHARED.values().remove(this);
        }
        web.close();
    }

    private final class Answers implements Web.Content {
        @Override
        public byte[] runs() throws IOException {
            List<Run> live = copy();
            RunFolder stored = stored();
            return Json.bytes(to -> {
                to.setCodec(RunFolder.JSON);
                to.writeStartArray();
                for (Run run : live) {
                    to.writeStartObject();
                    RunJson.headline(to, run.headline());
                    to.writeEndObject();
                }
                if (stored != null) {
                    stored.headlines(to, live.stream().map(Run::id).collect(Collectors.toSet()));
                }
                to.writeEndArray();
            });
        }

        private @Nullable RunFolder stored() {
            synchronized (runs) {
                return folder;
            }
        }

        @Override
        public byte @Nullable [] part(String id, String part) {
            for (Run run : copy()) {
                if (run.id().equals(id)) {
                    return Json.bytes(to -> part(to, run, part));
                }
            }
            RunFolder stored = stored();
            return stored == null ? null : stored.part(id, part);
        }

        private static void part(JsonGenerator to, Run run, String part) throws IOException {
            switch (part) {
                case "layers" -> run.layers().write(to);
                case "pictures" -> RunJson.pictures(to, run.shown());
                default -> RunJson.run(to, run.copy());
            }
        }
    }
}
