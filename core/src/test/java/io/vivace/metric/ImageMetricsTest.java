package io.vivace.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageMetricsTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static double of(Metric metric, Tensor output, Tensor target) {
        metric.add(output, target);
        return metric.value();
    }

    /** By the definition in float64, window by window, with 2-D weights. */
    @Test
    void valuesOfTheDefinition() {
        Tensor x = Formula.noisy();
        Tensor y = Formula.pictures();
        assertThat(of(ImageMetrics.ssim(), x, y)).isCloseTo(0.9557868588436923, within(1e-9));
        assertThat(of(ImageMetrics.ssim(255), x, y)).isCloseTo(0.9999144620970074, within(1e-9));
        assertThat(of(ImageMetrics.psnr(), x, y)).isCloseTo(23.028345521284493, within(1e-9));
        assertThat(of(ImageMetrics.psnrPerImage(1), x, y)).isCloseTo(24.52526200403565, within(1e-9));
        assertThat(of(ImageMetrics.psnr(255), x.mul(255), y.mul(255))).isCloseTo(23.028345521284493, within(1e-5));
        assertThat(of(ImageMetrics.ssim(255), x.mul(255), y.mul(255))).isCloseTo(0.9557868588436923, within(1e-6));
    }

    @Test
    void layoutMakesNoDifference() {
        double plain = of(ImageMetrics.ssim(), Formula.noisy(), Formula.pictures());
        assertThat(of(ImageMetrics.ssim(), Formula.noisy().channelsLast(), Formula.pictures()))
                .isEqualTo(plain);
    }

    @Test
    void equalPictures() {
        assertThat(of(ImageMetrics.ssim(), Formula.pictures(), Formula.pictures()))
                .isEqualTo(1);
        assertThat(of(ImageMetrics.psnr(), Formula.pictures(), Formula.pictures()))
                .isInfinite();
    }

    @Test
    void wrongArgumentsAreExplained() {
        assertThatThrownBy(() -> ImageMetrics.psnr(0)).hasMessageContaining("must be above 0, got 0.0");
        assertThatThrownBy(() -> ImageMetrics.ssim(Double.NaN)).hasMessageContaining("got NaN");
        Tensor small = Tensor.zeros(1, 3, 10, 20);
        assertThatThrownBy(() -> ImageMetrics.ssim().add(small, small))
                .hasMessage("ssim: pictures of 10×20 are smaller than the window of 11×11");
        assertThatThrownBy(() -> ImageMetrics.ssim().add(Formula.pictures(), small))
                .hasMessageContaining("both must be pictures of one shape [N, C, H, W]");
    }
}
