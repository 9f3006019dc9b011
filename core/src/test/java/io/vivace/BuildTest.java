package io.vivace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class BuildTest {
    @Test
    void theNativePartsLoadTogether() {
        assertThat(Nd4j.ones(2, 3).mmul(Nd4j.ones(3, 2)).getDouble(0, 0)).isEqualTo(3);
        assertThat(org.bytedeco.dnnl.global.dnnl.dnnl_version().major()).isEqualTo(3);
    }
}
