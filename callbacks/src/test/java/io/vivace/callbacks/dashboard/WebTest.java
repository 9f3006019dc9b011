package io.vivace.callbacks.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.callbacks.Tiny;
import io.vivace.plot.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "style.css", "app.js", "api/runs", "nothing", "api/run?id=none"})
    void everyAnswerForbidsOtherOrigins(String path) throws Exception {
        try (var page = DashboardPage.open(0)) {
            HttpResponse<String> r = DashboardTest.get(page.address(), path);
            assertThat(r.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*", "http");
            assertThat(r.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(r.headers().firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
            assertThat(r.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            assertThat(r.statusCode()).isEqualTo(path.startsWith("n") || path.contains("none") ? 404 : 200);
        }
    }

    /** {@return the first line of the answer} */
    private static String ask(URI address, String request) throws IOException {
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:PORT", "127.0.0.1:PORT", "[::1]:PORT", "localhost", "LOCALHOST:8080", "192.168.0.7:1"
            })
    void thisMachineMayAsk(String host) throws Exception {
        try (var page = DashboardPage.open(0)) {
            String h = host.replace("PORT", "" + page.address().getPort());
            assertThat(ask(page.address(), "GET /api/runs HTTP/1.1\r\nHost: " + h + "\r\nConnection: close\r\n\r\n"))
                    .contains(" 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:PORT",
                "localhost.evil.example:PORT",
                "127.0.0.1.evil.example",
                "127.0.0.1:PORT@evil.example",
                "[evil]:PORT",
                ""
            })
    void strangersNamesAreRefused(String host) throws Exception {
        try (var page = DashboardPage.open(0)) {
            String h = host.replace("PORT", "" + page.address().getPort());
            for (String path : List.of("/", "/api/runs", "/app.js")) {
                assertThat(ask(
                                page.address(),
                                "GET " + path + " HTTP/1.1\r\nHost: " + h + "\r\nConnection: close\r\n\r\n"))
                        .contains(" 403 ");
            }
        }
    }

    @Test
    void requestsWithoutAHostAreRefused() throws Exception {
        try (var page = DashboardPage.open(0)) {
            assertThat(ask(page.address(), "GET / HTTP/1.0\r\n\r\n")).contains(" 403 ");
        }
    }

    @Test
    void aHostThatWasGivenMayBeCalled() throws Exception {
        try (var page = DashboardPage.open("localhost", 0)) {
            assertThat(DashboardTest.get(page.address(), "").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
    void onlyGetIsAnswered(String method) throws Exception {
        try (var page = DashboardPage.open(0)) {
            HttpResponse<String> r = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(page.address().resolve("api/runs"))
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(r.statusCode()).isEqualTo(405);
            assertThat(r.headers().firstValue("Allow")).contains("GET");
        }
    }

    /** Twelve clients ask for megabytes and never read them; training, other clients and the end do not wait for them. */
    @Test
    @Timeout(60)
    void clientsThatDoNotReadHoldNobodyUp() throws Exception {
        var noise = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
        var random = new Random(1);
        for (int i = 0; i < 256 * 256; i++) {
            noise.setRGB(i % 256, i / 256, random.nextInt());
        }
        List<Picture> many =
                IntStream.range(0, 36).mapToObj(i -> Picture.of(noise, "noise")).toList();
        List<Socket> silent = new ArrayList<>();
        try (var page = DashboardPage.open(0)) {
            Run run = page.begin("large");
            run.pictures("noise", many);
            for (int i = 0; i < 12; i++) {
                var socket = new Socket(page.address().getHost(), page.address().getPort());
                socket.setReceiveBufferSize(1024);
                socket.getOutputStream()
                        .write(("GET /api/pictures?id=" + run.id() + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                silent.add(socket);
            }
            try (var data = Tiny.data(16);
                    var learn = Tiny.learner(data, Dashboard.on(page))) {
                learn.fit(2, 0.5);
            }
            assertThat(DashboardTest.get(page.address(), "api/runs").body()).contains("finished");
        }
        for (Socket s : silent) {
            s.close();
        }
    }

    @Test
    void noThreadKeepsTheProgramAlive() {
        try (var page = DashboardPage.open(0)) {
            assertThat(page.address().getPort()).isPositive();
            List<Thread> alive = Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().contains("HTTP-Dispatcher")
                            || t.getName().contains("vivace dashboard"))
                    .toList();
            assertThat(alive).isNotEmpty().allMatch(Thread::isDaemon);
        }
    }
}
