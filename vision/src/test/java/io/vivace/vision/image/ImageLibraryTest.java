package io.vivace.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageLibraryTest {
    @Test
    void tellsItsVersionAndThatLoadersHaveThreadsOfTheirOwn() {
        assertThat(ImageLibrary.facts().get("images by")).startsWith("OpenCV 4.");
        assertThat(ImageLibrary.facts()).containsEntry("threads per image", "1");
    }
}
