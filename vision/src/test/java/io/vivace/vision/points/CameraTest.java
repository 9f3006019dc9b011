package io.vivace.vision.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraTest {
    @TempDir
    Path folder;

    /** The fixture of recipe B1.3 in the form of Biwi's files. */
    @Test
    void aFaceOfBiwiIsSeenWhereItIs() throws IOException {
        Path calibration = folder.resolve("rgb.cal");
        Files.writeString(
                calibration,
                "517.679 0 320 \n0 517.679 240.5 \n0 0 1 \n\n0 0 0 0 \n\n0.999947 0.00432361 0.00929419 \n");
        Path pose = folder.resolve("frame_00003_pose.txt");
        Files.writeString(
                pose, "0.999 0.01 -0.02 \n-0.01 0.998 0.05 \n0.02 -0.05 0.998 \n\n187.332 40.3892 893.135 \n\n");
        Point face = Camera.read(calibration).see(Camera.place(pose));
        assertThat(face.row()).isCloseTo(263.91, offset(0.005));
        assertThat(face.column()).isCloseTo(428.58, offset(0.005));
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path file = folder.resolve("x.txt");
        for (String wrong : List.of("", "1 2 3\n4 5 6", "a b c\n1 2 3\n1 2 3\n1 2 3", "0 0 0\n0 0 0\n0 0 0")) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> Camera.read(file))
                    .as(wrong)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("x.txt");
        }
        Files.writeString(file, "1 2 3\n4 5 6\n7 8 9");
        assertThatThrownBy(() -> Camera.place(file)).hasMessageContaining("x.txt has no pose");
        Files.write(file, new byte[1 << 17]);
        assertThatThrownBy(() -> Camera.place(file)).hasMessageContaining("too long");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Camera(1, 1, 0, 0).see(new Camera.Place(1, 1, 0)))
                .withMessageContaining("z above 0");
    }
}
