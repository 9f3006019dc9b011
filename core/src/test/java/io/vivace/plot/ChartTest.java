package io.vivace.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0.25, 0.25",
        "0.001, 0.001",
        "0.0001, 1e-4",
        "1.25e-7, 1.25e-7",
        "1.5e-10, 1.5e-10",
        "300, 300",
        "1234.5, 1234.5",
        "1e6, 1e6",
        "2.5e12, 2.5e12",
        "-0.5, -0.5"
    })
    void numbersAreShort(double value, String text) {
        assertThat(LineChart.label(value)).isEqualTo(text);
    }

    @Test
    void pointsThatAreNotFiniteAreLeftOut(@TempDir Path folder) throws IOException {
        double[] x = {0, 1, 2, 3};
        Path file = folder.resolve("new/folder/chart.png");
        new LineChart("A chart", "x", "y")
                .line("some", x, new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, 2})
                .line("none", x, new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN})
                .save(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(900);
        assertThat(blue(image)).as("pixels of the line").isGreaterThan(100);
    }

    private static int blue(BufferedImage image) {
        int n = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                n += (image.getRGB(x, y) & 0xffffff) == 0x1f77b4 ? 1 : 0;
            }
        }
        return n;
    }

    @Test
    void aChartReplacesAnOldFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("chart.png");
        Files.writeString(file, "old");
        new MatrixChart(
                        "Table",
                        "row",
                        "column",
                        List.of("one", "a very long name indeed, too long"),
                        new double[][] {{1, 0}, {0.25, 0.75}},
                        2)
                .save(file);
        assertThat(ImageIO.read(file.toFile())).isNotNull();
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void wrongSizesAreExplained() {
        assertThatThrownBy(() -> new LineChart("t", "x", "y").line("l", new double[2], new double[3]))
                .hasMessageContaining("line 'l' has 2 positions and 3 values");
        assertThatThrownBy(() -> new LineChart("t", "x", "y").image()).hasMessageContaining("nothing to draw in 't'");
        assertThatThrownBy(() -> new MatrixChart("t", "r", "c", List.of("a"), new double[2][2], 0))
                .hasMessageContaining("2 rows cannot be drawn with 1 names");
    }

    @Test
    void manyOrderedLinesHaveColoursOfTheirOwn(@TempDir Path folder) throws IOException {
        List<String> names = java.util.stream.IntStream.range(0, 30)
                .mapToObj(i -> "layer " + i)
                .toList();
        double[][] y = new double[30][];
        for (int i = 0; i < 30; i++) {
            y[i] = new double[] {1 + i, Math.pow(10, i / 5.0), i == 3 ? -1 : 5};
        }
        Path file = folder.resolve("lines.png");
        new LineChart("Lines", "x", "y")
                .logY()
                .ordered(names, new double[] {0, 1, 2}, y)
                .save(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(colors(image)).contains(0x440154).contains(Ramp.color(0.9).getRGB() & 0xffffff);
    }

    @Test
    void histogramsOverTimeHaveAPanelEach(@TempDir Path folder) throws IOException {
        double[][] counts = new double[700][];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = i % 100 < 50 ? new double[] {0, 10, 100} : new double[0];
        }
        Path file = folder.resolve("panels.png");
        new HistogramPanels("Panels", "batch 0 to 699")
                .add("one", counts, "-1", "1")
                .add("a name that is much too long ".repeat(9), new double[][] {{1, 0, 0}}, "-1", "1")
                .add("nothing", new double[0][], "-1", "1")
                .save(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getHeight()).isGreaterThan(300);
        assertThat(colors(image)).as("lowest and highest count").contains(0x440154, 0xfde725);
        assertThat(image.getRGB(44 + 290, 46 + 5) & 0xffffff)
                .as("columns without a look stay blank")
                .isEqualTo(0xffffff);
        assertThatThrownBy(() -> new HistogramPanels("Empty", "x").image()).hasMessageContaining("train first");
    }

    private static java.util.Set<Integer> colors(BufferedImage image) {
        return java.util.Arrays.stream(
                        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .mapToObj(c -> c & 0xffffff)
                .collect(java.util.stream.Collectors.toSet());
    }
}
