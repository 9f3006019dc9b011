package io.vivace.callbacks.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vivace.callbacks.Tiny;
import io.vivace.plot.Picture;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a browser makes of the page. */
@Timeout(300)
class DashboardBrowserTest {
    private static final String HOSTILE = DashboardTest.HOSTILE;

    private static final String TOO_WIDE =
            "[...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right"
                    + " > document.documentElement.clientWidth + 1).map(e => e.tagName + '#' + e.id + '.' + e.className).join(' ')";

    @TempDir
    Path folder;

    @BeforeEach
    void needsChromium() {
        assumeTrue(
                Browser.installed().isPresent(),
                "skipped: no Chromium at /usr/bin/chromium or in the variable CHROMIUM, so the page is not tried in a browser");
    }

    private static void train(Dashboard dashboard, int epochs) {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(
                        data,
                        dashboard
                                .every(1)
                                .predictions(step -> List.of(new Picture(
                                        new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB),
                                        HOSTILE,
                                        Picture.Verdict.WRONG))),
                        new io.vivace.learn.Callback() {
                            @Override
                            public void afterEpoch(io.vivace.learn.Epoch epoch) {
                                epoch.metric(HOSTILE, 0.5);
                            }
                        })) {
            learn.fit(epochs, 0.5);
        }
    }

    /** {@return how many curves of a chart have a line with several points} */
    private static String curves(String title) {
        return "[...document.querySelectorAll('.chart')].filter(c => !c.hidden && c.querySelector('figcaption span span').textContent === "
                + quoted(title)
                + ").flatMap(c => [...c.querySelectorAll('.curve')]).filter(p => p.getAttribute('d').split('L').length > 1).length";
    }

    private static String quoted(String text) {
        return "decodeURIComponent('"
                + java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("'", "%27")
                + "')";
    }

    private static void assertClean(Browser browser, String origin) {
        assertThat(browser.complaints()).as("console").isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(u -> u.startsWith(origin)
                        || u.startsWith("data:image/png;base64,")
                        || u.equals("data:,")
                        || u.equals("about:blank"));
    }

    @Test
    void aLivePageDrawsRunsAsTheyCome() throws Exception {
        try (var page = DashboardPage.open(0);
                var browser = Browser.start(folder)) {
            browser.look(1280, 900, false);
            browser.open(page.address());
            browser.until("document.getElementById('status').textContent.startsWith('no run yet')");
            train(Dashboard.on(page).title(HOSTILE), 3);
            browser.until(curves("Loss") + " === 2"); // without a reload: training and validation
            for (String title : List.of("accuracy", "Learning rate", "Momentum", HOSTILE, "Mean of activations")) {
                browser.until(curves(title) + " === 1");
            }
            assertThat(browser.evaluate("document.querySelector('.run .title').textContent")
                            .asText())
                    .isEqualTo(HOSTILE);
            assertThat(browser.evaluate("document.querySelector('#pictures figcaption').textContent")
                            .asText())
                    .isEqualTo("✗ " + HOSTILE);
            assertThat(browser.evaluate("document.querySelector('#pictures img').naturalWidth")
                            .asInt())
                    .isEqualTo(20);
            assertThat(browser.evaluate("document.querySelectorAll('#table tbody tr').length")
                            .asInt())
                    .isEqualTo(3);
            assertThat(browser.evaluate("document.querySelectorAll('#panels .panel:not([hidden]) canvas').length")
                            .asInt())
                    .isEqualTo(1);
            assertThat(browser.evaluate("document.scripts.length + ' ' + document.title")
                            .asText())
                    .as("names made no elements and ran nothing")
                    .isEqualTo("1 Vivace");

            train(Dashboard.on(page).title("second"), 3);
            browser.until(curves("Loss") + " === 4");
            browser.evaluate("document.querySelector('.run input').click()");
            browser.until(curves("Loss") + " === 2");

            switches(browser);
            for (int width : new int[] {1280, 390}) {
                for (boolean dark : new boolean[] {false, true}) {
                    browser.look(width, 900, dark);
                    browser.until("document.documentElement.clientWidth <= " + width);
                    assertThat(browser.overhang())
                            .as("width %d, too wide: %s", width, browser.evaluate(TOO_WIDE))
                            .isZero();
                }
            }
            assertClean(browser, page.address().toString());
        }
    }

    /** Logarithm, smoothing, axis, tooltip and legend do something. */
    private static void switches(Browser browser) throws Exception {
        String labels = "document.querySelector('.chart svg').textContent";
        String curve = "document.querySelector('.chart .curve').getAttribute('d')";
        String before = browser.evaluate(labels).asText();
        browser.evaluate("document.querySelector('#across').value = 'epoch';"
                + "document.querySelector('#across').dispatchEvent(new Event('input'))");
        assertThat(browser.evaluate(labels).asText()).isNotEqualTo(before).contains("epoch");
        String drawn = browser.evaluate(curve).asText();
        browser.evaluate("document.querySelector('.chart input').click()");
        String log = browser.evaluate(curve).asText();
        assertThat(log).isNotEqualTo(drawn);
        browser.evaluate("document.querySelector('#smoothing').value = '0.95';"
                + "document.querySelector('#smoothing').dispatchEvent(new Event('input'))");
        assertThat(browser.evaluate(curve).asText()).isNotEqualTo(log);
        browser.evaluate(
                "(() => { const s = document.querySelector('.chart > svg'); const r = s.getBoundingClientRect();"
                        + " s.dispatchEvent(new PointerEvent('pointermove', { clientX: r.left + r.width / 2, clientY: r.top + 20 })); })()");
        assertThat(browser.evaluate("document.querySelector('.chart .tip').innerText")
                        .asText())
                .contains("epoch", "training", "validation");
        browser.evaluate("document.querySelector('.chart .legend button').click()");
        browser.until(curves("Loss") + " === 1");
        browser.evaluate("document.querySelector('.chart .legend button').click()");
    }

    @Test
    void whatWasSeenStaysWhenTheProgramEnds() throws Exception {
        try (var browser = Browser.start(folder)) {
            var page = DashboardPage.open(0);
            browser.look(1280, 900, false);
            browser.open(page.address());
            train(Dashboard.on(page).title("short"), 2);
            browser.until(curves("Loss") + " === 2");
            page.close();
            browser.until("document.getElementById('status').textContent.startsWith('no answer')");
            browser.until(curves("Loss") + " === 2");
        }
    }

    @Test
    void aFolderOfRunsIsShownWithWhatCannotBeRead() throws Exception {
        Path runs = folder.resolve("runs");
        try (var page = DashboardPage.open(0)) {
            train(Dashboard.on(page).title("earlier").folder(runs), 2);
            train(Dashboard.on(page).title(HOSTILE).folder(runs), 3);
        }
        Files.writeString(runs.resolve("broken<img src=x onerror=alert(1)>.run.json"), "{");
        try (var page = DashboardPage.open(0).folder(runs);
                var browser = Browser.start(folder)) {
            browser.look(1280, 900, false);
            browser.open(page.address());
            browser.until(curves("Loss") + " === 4");
            browser.until("[...document.querySelectorAll('.run .state')].map(s => s.textContent).sort().join() ==="
                    + " 'cannot be read,finished,finished'");
            browser.until("document.querySelectorAll('#table tbody tr').length === 3"); // details of the latest
            browser.evaluate(
                    "[...document.querySelectorAll('.run .title')].find(t => t.textContent === 'earlier').click()");
            browser.until("document.querySelectorAll('#table tbody tr').length === 2");
            browser.until("document.querySelectorAll('#pictures img').length === 1");
            assertThat(browser.evaluate("document.images.length").asInt())
                    .as("pictures alone")
                    .isEqualTo(1);
            assertClean(browser, page.address().toString());
        }
    }

    @Test
    void aReportOpensFromItsFile() throws Exception {
        Path html = folder.resolve("report.html");
        try (var page = DashboardPage.open(0)) {
            train(Dashboard.on(page).title(HOSTILE).report(html), 3);
        }
        try (var browser = Browser.start(folder)) {
            browser.look(390, 900, true);
            browser.open(html.toUri());
            browser.until(curves("Loss") + " === 2");
            browser.until(curves(HOSTILE) + " === 1");
            assertThat(browser.evaluate("document.getElementById('status').textContent")
                            .asText())
                    .startsWith("report of");
            assertThat(browser.evaluate("document.querySelector('.run .title').textContent")
                            .asText())
                    .isEqualTo(HOSTILE);
            assertThat(browser.evaluate("document.title").asText()).isEqualTo("Vivace");
            assertThat(browser.overhang()).isZero();
            assertClean(browser, html.toUri().toString());

            Path png = folder.resolve("report.png");
            browser.screenshot(png);
            BufferedImage image = ImageIO.read(png.toFile());
            assertThat(image.getHeight()).isGreaterThan(1500);
            assertThat(image.getRGB(2, 2) & 0xffffff).as("dark").isEqualTo(0x14181d);
        }
    }
}
