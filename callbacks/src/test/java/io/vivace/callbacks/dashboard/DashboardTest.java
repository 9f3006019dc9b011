package io.vivace.callbacks.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.callbacks.Tiny;
import io.vivace.learn.Callback;
import io.vivace.learn.CallbackException;
import io.vivace.learn.Epoch;
import io.vivace.learn.Step;
import io.vivace.plot.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardTest {
    static final String HOSTILE =
            "</script><script>document.title='pwned'</script><img src=x onerror=alert(1)>&\u2028\"'";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    static HttpResponse<String> get(URI address, String path) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(DashboardPage page, String path) throws Exception {
        HttpResponse<String> r = get(page.address(), path);
        assertThat(r.statusCode()).as(path).isEqualTo(200);
        return JSON.readTree(r.body());
    }

    private static String id(JsonNode headline) {
        return "?id=" + URLEncoder.encode(headline.path("id").asText(), StandardCharsets.UTF_8);
    }

    private static JsonNode line(JsonNode run, String chart, String name) {
        for (JsonNode line : run.path("lines")) {
            if (line.path("chart").asText().equals(chart)
                    && line.path("name").asText().equals(name)) {
                return line;
            }
        }
        throw new AssertionError("no line " + chart + " " + name);
    }

    static List<Picture> pictures(Step step) {
        var image = new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 2, 0xff8000);
        float first = step.output().toFloatArray()[0]; // the output is still there
        return List.of(
                new Picture(image, "says " + (first > 0), Picture.Verdict.RIGHT),
                Picture.of(new BufferedImage(600, 300, BufferedImage.TYPE_INT_RGB), HOSTILE));
    }

    /** Training of 3 batches in each of 2 epochs. */
    private static void train(Dashboard dashboard, Callback... more) {
        Callback[] all = java.util.Arrays.copyOf(more, more.length + 1);
        all[more.length] = dashboard;
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, all)) {
            learn.fit(2, 0.5);
        }
    }

    // ---------------------------------------------------------------------------------------------- what is shown

    @Test
    void everythingAboutARunIsServed() throws Exception {
        try (var page = DashboardPage.open(0)) {
            train(Dashboard.on(page).title("tiny").every(2).predictions(DashboardTest::pictures));
            JsonNode head = json(page, "api/runs").path(0);
            assertThat(head.path("title").asText()).isEqualTo("tiny");
            assertThat(head.path("state").asText()).isEqualTo("finished");
            assertThat(head.path("batches").asInt()).isEqualTo(6);
            assertThat(head.path("planned").asInt()).isEqualTo(6);
            assertThat(head.path("epoch").asDouble()).isEqualTo(2);

            JsonNode run = json(page, "api/run" + id(head));
            assertThat(line(run, "loss", "training").path("y")).hasSize(6);
            assertThat(line(run, "loss", "validation").path("x").toString()).isEqualTo("[3,6]");
            assertThat(line(run, "metric accuracy", "accuracy").path("y")).hasSize(2);
            assertThat(line(run, "lr", "learning rate").path("y").path(5).asDouble())
                    .isEqualTo(0.5);
            assertThat(line(run, "momentum", "momentum").path("y")).hasSize(6);
            assertThat(run.path("clock").path("epoch").path(2).asDouble()).isEqualTo(1);
            assertThat(run.path("columns").toString())
                    .isEqualTo("[\"epoch\",\"train_loss\",\"valid_loss\",\"accuracy\",\"seconds\"]");
            assertThat(run.path("rows")).hasSize(2);
            assertThat(run.path("rows").path(1).path(2).asDouble())
                    .isCloseTo(line(run, "loss", "validation").path("y").path(1).asDouble(), within(1e-6));

            JsonNode layers = json(page, "api/layers" + id(head));
            assertThat(layers.path("batch").toString()).isEqualTo("[0,2,4]");
            JsonNode layer = layers.path("layers").path(0);
            assertThat(layer.path("name").asText()).contains("Linear");
            assertThat(layer.path("activations").path("std")).hasSize(3);
            assertThat(layer.path("gradients").path("levels").binaryValue()).hasSize(150);

            JsonNode pictures = json(page, "api/pictures" + id(head));
            assertThat(pictures.path("source").asText()).isEqualTo("validation after epoch 2");
            BufferedImage first = ImageIO.read(new ByteArrayInputStream(
                    pictures.path("pictures").path(0).path("png").binaryValue()));
            assertThat(first.getRGB(1, 2) & 0xffffff).isEqualTo(0xff8000);
            assertThat(pictures.path("pictures").path(1).path("width").asInt())
                    .as("large ones are made smaller")
                    .isEqualTo(256);
            assertThat(pictures.path("pictures").path(1).path("caption").asText())
                    .isEqualTo(HOSTILE);
        }
    }

    @Test
    void secondFitsGoOnAndOtherLearnersAreOtherRuns() throws Exception {
        try (var page = DashboardPage.open(0);
                var data = Tiny.data(16)) {
            var dashboard = Dashboard.on(page).title("tiny");
            try (var learn = Tiny.learner(data, dashboard)) {
                learn.fit(1, 0.5);
                learn.validate();
                learn.fit(2, 0.1);
            }
            train(dashboard);
            assertThat(page.titles()).containsExactly("tiny", "tiny 2");
            JsonNode runs = json(page, "api/runs");
            assertThat(runs.path(0).path("batches").asInt()).isEqualTo(9);
            assertThat(runs.path(0).path("epochs").asInt()).isEqualTo(3);
            JsonNode run = json(page, "api/run" + id(runs.path(0)));
            assertThat(run.path("marks").path(1).path("batch").asInt()).isEqualTo(3);
            assertThat(run.path("rows")).hasSize(3);
        }
    }

    @Test
    void trainingGivesTheSameBits() {
        float[] plain;
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data)) {
            learn.fit(3, 0.5);
            plain = Tiny.weights(learn);
        }
        try (var page = DashboardPage.open(0);
                var data = Tiny.data(16);
                var learn = Tiny.learner(data, Dashboard.on(page).every(1).predictions(DashboardTest::pictures))) {
            learn.fit(3, 0.5);
            assertThat(Tiny.weights(learn)).isEqualTo(plain);
            assertThat(learn.model().hasHooks()).isFalse();
        }
    }

    private static JsonNode program(DashboardPage page, Path checkpoints, Callback... more) throws Exception {
        Callback[] all = java.util.Arrays.copyOf(more, more.length + 1);
        all[more.length] = Dashboard.on(page);
        try (var data = Tiny.data(16);
                var learn = io.vivace.learn.Learner.of(
                                data, io.vivace.nn.Linear.of(3, 2).init(new io.vivace.tensor.Rng(2)))
                        .optimizer(io.vivace.optim.Sgd.plain())
                        .metrics(io.vivace.metric.Metrics.accuracy())
                        .callbacks(all)
                        .checkpoint(io.vivace.learn.Checkpoint.in(checkpoints)
                                .everyBatches(1)
                                .resume())
                        .silent()
                        .build()) {
            learn.fit(1, 0.2);
            learn.fit(3, 0.1);
        }
        JsonNode runs = json(page, "api/runs");
        return json(page, "api/run" + id(runs.path(runs.size() - 1)));
    }

    /** Killed in the second epoch of the second fit; the run that goes on shows the curves of one that was not. */
    @Test
    void aResumedRunShowsItsPast() throws Exception {
        try (var page = DashboardPage.open(0)) {
            JsonNode whole = program(page, folder.resolve("whole"));
            var killer = new Callback() {
                @Override
                public void beforeBatch(Step step) {
                    if (step.isTraining()
                            && step.fit().epochs() == 3
                            && step.fit().batch() == 4) {
                        throw new IllegalStateException("killed");
                    }
                }
            };
            assertThatThrownBy(() -> program(page, folder.resolve("killed"), killer))
                    .hasMessageContaining("killed");
            JsonNode resumed = program(page, folder.resolve("killed"));
            assertThat(resumed.path("batches").asInt()).isEqualTo(12);
            for (String same : List.of("planned", "epoch", "epochs", "batches", "marks", "columns")) {
                assertThat(resumed.path(same)).as(same).isEqualTo(whole.path(same));
            }
            for (String[] name : new String[][] {
                {"loss", "training"},
                {"loss", "validation"},
                {"metric accuracy", "accuracy"},
                {"lr", "learning rate"},
                {"momentum", "momentum"}
            }) {
                assertThat(line(resumed, name[0], name[1])).isEqualTo(line(whole, name[0], name[1]));
            }
            assertThat(resumed.path("rows")).hasSize(4);
            assertThat(resumed.path("clock").path("epoch"))
                    .isEqualTo(whole.path("clock").path("epoch"));
        }
    }

    @Test
    void failuresAreShownAndHooksRemoved() throws Exception {
        try (var page = DashboardPage.open(0);
                var data = Tiny.data(16);
                var learn = Tiny.learner(data, Dashboard.on(page), new Callback() {
                    @Override
                    public void afterLoss(Step step) {
                        throw new IllegalStateException("on purpose");
                    }
                })) {
            assertThatThrownBy(() -> learn.fit(1, 0.5)).isInstanceOf(CallbackException.class);
            assertThat(learn.model().hasHooks()).isFalse();
            JsonNode head = json(page, "api/runs").path(0);
            assertThat(head.path("state").asText()).isEqualTo("failed");
            assertThat(head.path("message").asText()).contains("on purpose");
        }
    }

    @Test
    void fitsThatAreStoppedSayWhy() throws Exception {
        try (var page = DashboardPage.open(0)) {
            train(Dashboard.on(page), new Callback() {
                @Override
                public void afterEpoch(Epoch epoch) {
                    epoch.metric("extra", 7); // this one comes before the dashboard
                    epoch.stopFit("good enough");
                }
            });
            JsonNode head = json(page, "api/runs").path(0);
            assertThat(head.path("state").asText()).isEqualTo("stopped");
            assertThat(head.path("message").asText()).isEqualTo("good enough");
            JsonNode run = json(page, "api/run" + id(head));
            assertThat(line(run, "metric extra", "extra").path("y").toString()).isEqualTo("[7.0]");
        }
    }

    /** 60 validation batches of one item: pictures of six of them, not of the first ones alone. */
    @Test
    void validationPicturesAreSpread() throws Exception {
        try (var page = DashboardPage.open(0);
                var scope = io.vivace.tensor.Scope.open();
                var data = io.vivace.data.TensorBunch.of(
                                io.vivace.tensor.Tensor.randn(new io.vivace.tensor.Rng(1), 80, 3),
                                io.vivace.tensor.Tensor.of(new long[80]))
                        .splitRandom(0.75, 1)
                        .batch(1)
                        .build();
                var learn = Tiny.learner(
                        data,
                        Dashboard.on(page)
                                .predictions(step -> java.util.Collections.nCopies(
                                        20,
                                        Picture.of(
                                                new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB),
                                                "batch " + step.number()))))) {
            learn.fit(1, 0.1);
            JsonNode head = json(page, "api/runs").path(0);
            List<String> captions = json(page, "api/pictures" + id(head)).findValuesAsText("caption");
            assertThat(captions).hasSize(36);
            assertThat(captions.stream().distinct()).hasSize(6).contains("batch 0", "batch 50");
        }
    }

    @Test
    void predictionsThatFailDoNotEndTraining() throws Exception {
        try (var page = DashboardPage.open(0)) {
            train(Dashboard.on(page).every(1).predictions(step -> {
                throw new IllegalStateException("cannot draw");
            }));
            JsonNode head = json(page, "api/runs").path(0);
            assertThat(head.path("batches").asInt()).isEqualTo(6);
            assertThat(head.path("state").asText()).isEqualTo("finished");
            assertThat(head.path("message").asText()).contains("cannot draw");
        }
    }

    @Test
    void longRunsStaySmall() throws Exception {
        try (var page = DashboardPage.open(0)) {
            Run run = page.begin("long");
            run.begin(200_000, 20);
            for (int i = 0; i < 200_000; i++) {
                run.add("loss", "training", Math.sin(i));
                run.add("lr", "learning rate", 1e-3);
                run.trained(i * 0.01, i / 10_000.0);
            }
            String body = get(page.address(), "api/run?id=" + run.id()).body();
            assertThat(body.length()).isLessThan(100_000);
            assertThat(JSON.readTree(body).path("batches").asInt()).isEqualTo(200_000);
            for (int i = 0; i < 200; i++) {
                page.begin("run").end(Run.State.FINISHED, "", 1);
            }
            assertThat(page.titles()).hasSizeLessThan(70).contains("long");
        }
    }

    // ---------------------------------------------------------------------------------------------- one page for many

    @Test
    void dashboardsAtOnePortShareAPage() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI address;
        try (var one = Dashboard.at(port).title("one");
                var two = Dashboard.at(port).title("two")) {
            train(one);
            train(two);
            address = one.address();
            assertThat(two.address()).isEqualTo(address).hasPort(port).hasHost("127.0.0.1");
            JsonNode runs = JSON.readTree(get(address, "api/runs").body());
            assertThat(runs.findValuesAsText("title")).containsExactly("one", "two");
            one.close();
            assertThat(get(address, "").statusCode()).isEqualTo(200);
        }
        assertThatThrownBy(() -> get(address, "")).isInstanceOf(ConnectException.class);
        try (var again = Dashboard.at(port)) {
            assertThat(get(again.address(), "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var other = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> DashboardPage.open(other.getLocalPort()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot have port " + other.getLocalPort())
                    .hasMessageContaining("or 0 for any");
        }
        assertThatThrownBy(() -> DashboardPage.open(70_000)).hasMessageContaining("1 to 65535");
        assertThatThrownBy(() -> DashboardPage.open("no such host.invalid", 0)).hasMessageContaining("no address for");
        assertThatThrownBy(() -> Dashboard.at(0).every(0)).hasMessageContaining("1 or more");
    }

    @Test
    void theLearnerSaysWhereItIs() {
        var text = new java.io.ByteArrayOutputStream();
        try (var page = DashboardPage.open(0);
                var data = Tiny.data(16);
                var learn = io.vivace.learn.Learner.of(
                                data, io.vivace.nn.Linear.of(3, 2).init(new io.vivace.tensor.Rng(2)))
                        .callbacks(Dashboard.on(page))
                        .printTo(new java.io.PrintStream(text, true, StandardCharsets.UTF_8))
                        .build()) {
            learn.fit(1, 0.1);
            learn.fit(1, 0.1);
            assertThat(text.toString(StandardCharsets.UTF_8)).containsOnlyOnce("dashboard: " + page.address());
        }
    }

    // ---------------------------------------------------------------------------------------------- files

    @Test
    void aReportIsLeftThatNeedsNothingElse() throws Exception {
        Path html = folder.resolve("new/report.html");
        try (var page = DashboardPage.open(0)) {
            train(Dashboard.on(page).title(HOSTILE).every(1).report(html).predictions(DashboardTest::pictures));
        }
        String text = Files.readString(html);
        assertThat(text)
                .contains("Content-Security-Policy")
                .doesNotContain("app.js", "style.css", "pwned'</script>", "<img src=x")
                .doesNotContainPattern("(src|href)=\"?https?:");
        int from = text.indexOf("id=\"report\">") + "id=\"report\">".length();
        JsonNode runs = JSON.readTree(text.substring(from, text.indexOf("</script>", from)));
        assertThat(runs.path(0).path("run").path("title").asText()).isEqualTo(HOSTILE);
        assertThat(runs.path(0).path("run").path("rows")).hasSize(2);
        assertThat(runs.path(0).path("pictures").path("pictures")).hasSize(2);
        assertThat(Assets.script()).as("what would end the script").doesNotContainIgnoringCase("</script");
        try (var files = Files.list(html.getParent())) {
            assertThat(files).as("no temporary file is left").hasSize(1);
        }
    }

    @Test
    void aReportThatCannotBeWrittenIsFoundOutBeforeTraining() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (var page = DashboardPage.open(0)) {
            assertThatThrownBy(() -> train(Dashboard.on(page).report(file.resolve("report.html"))))
                    .hasMessageContaining("report.html");
            assertThat(page.titles()).isEmpty();
            assertThatThrownBy(() -> train(Dashboard.on(page).folder(file))).hasMessageContaining("file");
        }
    }

    @Test
    void runsInAFolderAreSeenByOthers() throws Exception {
        Path runs = folder.resolve("runs");
        try (var page = DashboardPage.open(0)) {
            train(Dashboard.on(page).title(HOSTILE).every(1).folder(runs).predictions(DashboardTest::pictures));
            assertThat(json(page, "api/runs")).as("its own run is there once").hasSize(1);
        }
        try (var other = DashboardPage.open(0).folder(runs)) {
            JsonNode head = json(other, "api/runs").path(0);
            assertThat(head.path("title").asText()).isEqualTo(HOSTILE);
            assertThat(head.path("state").asText()).isEqualTo("finished");
            JsonNode run = json(other, "api/run" + id(head));
            assertThat(line(run, "loss", "training").path("y")).hasSize(6);
            assertThat(json(other, "api/layers" + id(head)).path("layers")).hasSize(1);
            assertThat(json(other, "api/pictures" + id(head)).path("pictures")).hasSize(2);
        }
    }

    @Test
    void filesOfRunsAreNotTrusted() throws Exception {
        Files.writeString(folder.resolve("secret"), "secret");
        Path runs = Files.createDirectories(folder.resolve("runs"));
        var good = new Run("good", "good");
        good.begin(5, 1);
        RunFolder.write(runs, good);
        String text = Files.readString(runs.resolve("good.run.json"));
        Files.writeString(runs.resolve("truncated.run.json"), text.substring(0, text.length() / 2));
        Files.writeString(
                runs.resolve("other.run.json"), text.replace("\"lines\":[]", "\"lines\":[{\"chart\":\"x\"}]"));
        Files.writeString(runs.resolve("deep.run.json"), "[".repeat(100_000));
        Files.write(runs.resolve("large.run.json"), new byte[17 << 20]);
        Files.writeString(runs.resolve("empty.run.json"), "");
        Files.setLastModifiedTime(runs.resolve("good.run.json"), FileTime.fromMillis(1_000_000));
        try (var page = DashboardPage.open(0).folder(runs)) {
            JsonNode all = json(page, "api/runs");
            assertThat(all).hasSize(6);
            for (JsonNode head : all) {
                boolean isGood = head.path("title").asText().equals("good");
                assertThat(head.path("state").asText()).isEqualTo(isGood ? "silent" : "unreadable");
                assertThat(get(page.address(), "api/run" + id(head)).statusCode())
                        .isEqualTo(isGood ? 200 : 404);
            }
            for (String id : List.of("..%2Fsecret", "%2Fetc%2Fpasswd", "good.run.json", "")) {
                assertThat(get(page.address(), "api/run?id=" + id).statusCode())
                        .as(id)
                        .isEqualTo(404);
            }
        }
    }
}
