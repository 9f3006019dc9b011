package io.vivace.callbacks.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A Chromium without windows, driven by its DevTools protocol over a WebSocket. It and all its children end with {@link #close()}. */
public final class Browser implements AutoCloseable {
    private static final int SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final String session;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private int next;

    private Browser(Process process, Path profile, URI devTools) throws Exception {
        this.process = process;
        this.profile = profile;
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(devTools, new Messages())
                .get(SECONDS, TimeUnit.SECONDS);
        String target = send("", "Target.createTarget", "url", "about:blank")
                .path("targetId")
                .asText();
        session = send("", "Target.attachToTarget", "targetId", target, "flatten", true)
                .path("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable");
        }
    }

    /** {@return where Chromium is, if it is} */
    public static Optional<Path> installed() {
        return Stream.of(
                        String.valueOf(System.getenv("CHROMIUM")),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** {@return one with an empty profile below a folder} */
    public static Browser start(Path folder) throws Exception {
        Path profile = Files.createTempDirectory(folder, "chromium");
        Process process = new ProcessBuilder(
                        installed().orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(process, profile, devTools(process));
        } catch (Exception | Error e) {
            end(process, profile);
            throw e;
        }
    }

    /** It says where it listens; what else it says is read so that it never waits. */
    private static URI devTools(Process process) throws Exception {
        var found = new CompletableFuture<URI>();
        BufferedReader words = process.inputReader(StandardCharsets.UTF_8);
        Thread reader = new Thread(() -> {
            try {
                for (String line = words.readLine(); line != null; line = words.readLine()) {
                    if (line.startsWith("DevTools listening on ")) {
                        found.complete(URI.create(line.substring(22).trim()));
                    }
                }
            } catch (IOException e) {
                found.completeExceptionally(e); // its end
            }
        });
        reader.setDaemon(true);
        reader.start();
        return found.get(SECONDS, TimeUnit.SECONDS);
    }

    // ---------------------------------------------------------------------------------------------- the protocol

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    receive(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add("not JSON: " + text);
                }
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private void receive(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> w = waiting.remove(message.path("id").asInt());
            if (w != null) {
                w.complete(message);
            }
            return;
        }
        JsonNode p = message.path("params");
        switch (message.path("method").asText()) {
            case "Runtime.consoleAPICalled" -> complaints.add("console: " + p.path("args"));
            case "Runtime.exceptionThrown" -> complaints.add("exception: " + p.path("exceptionDetails"));
            case "Log.entryAdded" -> complaints.add("log: " + p.path("entry"));
            case "Network.requestWillBeSent" ->
                requests.add(p.path("request").path("url").asText());
            default -> {}
        }
    }

    private JsonNode call(String method, Object... parameters) throws Exception {
        return send(session, method, parameters);
    }

    private JsonNode send(String to, String method, Object... parameters) throws Exception {
        var answer = new CompletableFuture<JsonNode>();
        int id = ++next;
        waiting.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        if (!to.isEmpty()) {
            message.put("sessionId", to);
        }
        ObjectNode p = message.putObject("params");
        for (int i = 0; i < parameters.length; i += 2) {
            p.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
        }
        socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
        JsonNode a;
        try {
            a = answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError(method + " was not answered; complaints so far: " + complaints, e);
        }
        if (a.has("error")) {
            throw new AssertionError(method + ": " + a.path("error"));
        }
        return a.path("result");
    }

    // ---------------------------------------------------------------------------------------------- what tests do

    /** Sets the size of the page and the scheme. */
    public void look(int width, int height, boolean dark) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                "width",
                width,
                "height",
                height,
                "deviceScaleFactor",
                1,
                "mobile",
                width < 600);
        call(
                "Emulation.setEmulatedMedia",
                "features",
                List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
    }

    /** Goes to a page. */
    public void open(URI address) throws Exception {
        call("Page.navigate", "url", address.toString());
        until("document.readyState === 'complete' && location.href === " + JSON.writeValueAsString(address.toString()));
    }

    /** {@return what an expression gives, awaited} */
    public JsonNode evaluate(String script) throws Exception {
        JsonNode r = call("Runtime.evaluate", "expression", script, "awaitPromise", true, "returnByValue", true);
        if (r.has("exceptionDetails")) {
            throw new AssertionError(script + ": " + r.path("exceptionDetails"));
        }
        return r.path("result").path("value");
    }

    /** Waits until an expression holds, looking from inside the page at every chance. */
    public void until(String condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            try {
                if (evaluate("new Promise(done => { const look = n => { if (" + condition
                                + ") done(true); else if (n > 40)"
                                + " done(false); else setTimeout(() => look(n + 1), 50); }; look(0); })")
                        .asBoolean()) {
                    return;
                }
            } catch (AssertionError e) {
                if (!String.valueOf(e.getMessage()).contains("context")) { // the page changed meanwhile
                    throw e;
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + condition + "; complaints: " + complaints + "; the page says: "
                        + evaluate("document.body.innerText"));
            }
        }
    }

    /** Takes a picture of the whole page. */
    public void screenshot(Path png) throws Exception {
        JsonNode size =
                evaluate("({w: document.documentElement.clientWidth, h: document.documentElement.scrollHeight})");
        Map<String, Object> clip = Map.of(
                "x",
                0,
                "y",
                0,
                "width",
                size.path("w").asInt(),
                "height",
                size.path("h").asInt(),
                "scale",
                1);
        JsonNode r = call("Page.captureScreenshot", "format", "png", "captureBeyondViewport", true, "clip", clip);
        Files.write(png, Base64.getDecoder().decode(r.path("data").asText()));
    }

    /** {@return errors, warnings and words on the console} */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** {@return all addresses that were asked for} */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** {@return where the page would have the browser go sideways: how much wider than the window it is} */
    public int overhang() throws Exception {
        // curves are drawn anew in the frame after a change of the page's width
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        return evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .asInt();
    }

    @Override
    public void close() throws Exception {
        socket.abort();
        end(process, profile);
    }

    private static void end(Process process, Path profile) throws IOException, InterruptedException {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle h : all) {
            try {
                h.onExit().get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("a process of Chromium does not end", e);
            }
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(f);
            }
        }
    }
}
