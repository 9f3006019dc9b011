package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The native parts were released years apart and share OpenBLAS: one JVM must be able to hold them all. */
class NativePartsTest {
    @Test
    void oneDnnNd4jAndOpenCvLoadTogether() {
        assertThat(dnnl_version().major()).isEqualTo(3);

        var product = Nd4j.ones(2, 3).mmul(Nd4j.ones(3, 4));
        assertThat(product.sumNumber().floatValue()).isEqualTo(24f);

        try (var picture = new Mat(8, 10, org.bytedeco.opencv.global.opencv_core.CV_8UC3, new Scalar(40, 80, 120, 0));
                var jpeg = new BytePointer()) {
            assertThat(imencode(".jpg", picture, jpeg)).isTrue();
            try (var read = imdecode(new Mat(jpeg), IMREAD_COLOR)) {
                assertThat(read.rows()).isEqualTo(8);
                assertThat(read.cols()).isEqualTo(10);
                assertThat(read.ptr(4, 4).get(2) & 0xff).isBetween(117, 123);
            }
        }
    }
}
