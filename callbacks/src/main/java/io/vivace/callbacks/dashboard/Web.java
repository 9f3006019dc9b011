package io.vivace.callbacks.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers browsers. Requests are read-only, and answered only if they name this machine: a page of somebody else whose name was pointed here
 * (DNS rebinding) gets nothing. All threads are daemons, none of them is one that trains.
 */
final class Web implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Web.class);
    private static final int THREADS = 32;
    private static final int IDLE_SECONDS = 20;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Pattern NUMERIC_HOST = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");

    /** What there is to see. */
    interface Content {
        /** {@return all headlines as JSON} */
        byte[] runs() throws IOException;

        /** {@return "run", "layers" or "pictures" of a run as JSON, null if there is no such run} */
        byte @Nullable [] part(String id, String part);
    }

    private record Answer(int status, String type, byte[] body) {
        static Answer text(int status, String words) {
            return new Answer(status, "text/plain", words.getBytes(StandardCharsets.UTF_8));
        }

        static Answer page(String type, String text) {
            return new Answer(200, type, text.getBytes(StandardCharsets.UTF_8));
        }

        static Answer json(byte @Nullable [] body) {
            return body == null ? text(404, "no such run\n") : new Answer(200, "application/json", body);
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor workers;
    private final Content content;
    private final String host;

    private Web(HttpServer server, String host, Content content) {
        this.server = server;
        this.host = host.toLowerCase(Locale.ROOT);
        this.content = content;
        ThreadFactory daemons = work -> daemon("vivace dashboard", work);
        workers = new ThreadPoolExecutor( // as many as there are browsers that stopped reading in the middle
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons);
        workers.allowCoreThreadTimeOut(true);
        server.setExecutor(workers);
        server.createContext("/", this::handle);
    }

    /**
     * {@return a server that answers already}
     *
     * @param host name or address of the side of this machine that is served
     * @param port 0 for any that is free
     */
    static Web start(String host, int port, Content content) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, or 0 for any that is free; got " + port);
        }
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 0);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("this machine knows no address for '" + host + "'", e);
        } catch (BindException e) {
            throw new IllegalArgumentException(
                    "the dashboard cannot have port " + port + " of " + host + " (" + e.getMessage()
                            + "): another program has it, perhaps another training. Give another port, or 0 for any"
                            + " that is free; or end that program.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var web = new Web(server, host, content);
        Thread starter = daemon("vivace dashboard starter", server::start); // its thread inherits being a daemon
        starter.start();
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return web;
    }

    private static Thread daemon(String name, Runnable work) {
        Thread t = new Thread(work, name);
        t.setDaemon(true);
        return t;
    }

    URI address() {
        InetSocketAddress a = server.getAddress();
        InetAddress ip = a.getAddress();
        String name = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return URI.create("http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + a.getPort() + "/");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (IOException | RuntimeException e) {
                LOG.warn("the dashboard cannot answer {}", exchange.getRequestURI(), e);
                answer = Answer.text(500, "the dashboard cannot answer this; the log says why\n");
            }
            send(exchange, answer);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers h = exchange.getResponseHeaders();
        h.set("Content-Type", answer.type + "; charset=utf-8");
        h.set("Content-Security-Policy", POLICY);
        h.set("X-Content-Type-Options", "nosniff");
        h.set("X-Frame-Options", "DENY");
        h.set("Cross-Origin-Resource-Policy", "same-origin");
        h.set("Referrer-Policy", "no-referrer");
        h.set("Cache-Control", "no-store");
        boolean none = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status, none ? -1 : answer.body.length);
        if (!none) {
            exchange.getResponseBody().write(answer.body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!isForUs(exchange.getRequestHeaders().getFirst("Host"))) {
            return Answer.text(
                    403,
                    "Call this page by the number of the machine or as localhost, such as " + address() + ": names can"
                            + " be pointed here by strangers. From another machine, tunnel the port (ssh -L).\n");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return Answer.text(405, "only GET\n");
        }
        URI uri = exchange.getRequestURI();
        return switch (uri.getPath()) {
            case "/" -> Answer.page("text/html", Assets.page());
            case "/style.css" -> Answer.page("text/css", Assets.style());
            case "/app.js" -> Answer.page("text/javascript", Assets.script());
            case "/api/runs" -> Answer.json(content.runs());
            case "/api/run" -> Answer.json(content.part(id(uri), "run"));
            case "/api/layers" -> Answer.json(content.part(id(uri), "layers"));
            case "/api/pictures" -> Answer.json(content.part(id(uri), "pictures"));
            default -> Answer.text(404, "nothing here; start at /\n");
        };
    }

    private static String id(URI uri) {
        String query = uri.getRawQuery();
        return query == null || !query.startsWith("id=")
                ? ""
                : URLDecoder.decode(query.substring(3), StandardCharsets.UTF_8);
    }

    /** Names can be pointed at any machine by their owner, numbers and localhost cannot. The port may be that of a tunnel. */
    private boolean isForUs(@Nullable String header) {
        if (header == null) {
            return false;
        }
        String name = header.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals(host)
                || NUMERIC_HOST.matcher(name).matches();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
