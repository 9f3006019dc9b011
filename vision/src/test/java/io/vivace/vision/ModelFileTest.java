package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.io.FileException;
import io.vivace.memory.Settled;
import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files written by older versions stay readable: there is one for each version of the format, made by {@link #write} of its
 * time, and this test never changes what they hold.
 */
class ModelFileTest {
    @TempDir
    Path dir;

    private static Image picture() {
        byte[] px = new byte[40 * 50 * 3];
        var rng = new Rng(3);
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) rng.nextInt(256);
        }
        return Image.of(Size.of(40, 50), Color.RGB, px);
    }

    private static void write(Path file) {
        var plan = new NetPlan(
                Architecture.parse("simple_cnn:channels=3,classes=10,norm=true,widths=6+8"),
                Head.standard().hidden(0.5, 5),
                10,
                2);
        var framing = new Framing(Size.of(24, 20), Resize.CROP, 30, Border.REFLECT);
        var task = new Task(new CategoryTarget(List.of("cat", "dog")), Color.RGB, framing, Stats.IMAGENET);
        try (Module net = plan.build()) {
            net.init(new Rng(11));
            Predictor.save(file, new ModelManifest(plan, task), net);
        }
    }

    private Path resource(String name) throws IOException {
        try (var in = ModelFileTest.class.getResourceAsStream(name)) {
            Path file = dir.resolve(name);
            Files.write(file, in.readAllBytes());
            return file;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void filesOfAllVersionsAreRead(int version) throws IOException {
        Predictor ended = Predictor.load(resource("model-v" + version + ".vivace"));
        ended.close();
        assertThatThrownBy(() -> ended.predict(picture()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this predictor was closed");
        try (var model = Predictor.load(resource("model-v" + version + ".vivace"))) {
            Prediction p = model.predict(picture());
            assertThat(model.classes()).containsExactly("cat", "dog");
            assertThat(p.probabilities().get("cat")).isCloseTo(0.991487, within(1e-4));
        }
    }

    @Test
    void whatIsWrittenTodayIsTheNewestVersion() throws IOException {
        write(dir.resolve("now"));

        assertThat(Files.readAllBytes(dir.resolve("now")))
                .isEqualTo(Files.readAllBytes(resource("model-v" + ModelManifest.VERSION + ".vivace")));
    }

    @Test
    void damagedFilesAreRefusedAndLeaveNothingBehind() throws IOException {
        byte[] whole = Files.readAllBytes(resource("model-v" + ModelManifest.VERSION + ".vivace"));
        Path file = dir.resolve("hurt");
        var rng = new Rng(1);
        long before = Settled.stats().live();
        int refused = 0;
        for (int n = 0; n < 300; n++) {
            byte[] hurt = whole.clone();
            int header = 8 + (whole[0] & 0xff | (whole[1] & 0xff) << 8);
            for (int k = 0; k < 3; k++) {
                hurt[rng.nextInt(header)] = (byte) rng.nextInt(128);
            }
            Files.write(file, n % 3 == 0 ? Arrays.copyOf(hurt, rng.nextInt(hurt.length)) : hurt);
            try (var model = Predictor.load(file)) {
                assertThat(model.classes()).hasSize(2);
            } catch (FileException e) {
                refused++;
                assertThat(e.getMessage()).contains("hurt");
            }
        }
        assertThat(refused).isGreaterThan(200);
        assertThat(Settled.stats().live()).isEqualTo(before);
    }
}
