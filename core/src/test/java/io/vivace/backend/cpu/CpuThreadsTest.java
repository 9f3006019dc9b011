package io.vivace.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuThreadsTest {
    @TempDir
    Path root;

    @Test
    void openMpsVariableDecidesIfItIsSet() {
        assertThat(CpuThreads.standard("1", 8)).isEqualTo(1);
        assertThat(CpuThreads.standard(" 3,2", 8)).isEqualTo(3);
        for (String nothing : new String[] {"many", "0", "-1", ""}) {
            assertThat(CpuThreads.standard(nothing, 8)).isEqualTo(8);
        }
        assertThat(CpuThreads.standard(null, 8)).isEqualTo(8);
    }

    @Test
    void twoThreadsOfACoreAreOne() throws IOException {
        allow("0-3,8");
        for (int[] pair : new int[][] {{0, 8}, {1, 9}, {2, 10}, {3, 11}, {8, 0}}) {
            Path topology = root.resolve("sys/devices/system/cpu/cpu" + pair[0] + "/topology");
            Files.createDirectories(topology);
            int low = Math.min(pair[0], pair[1]);
            Files.writeString(topology.resolve("thread_siblings_list"), low + "," + (low + 8) + "\n");
        }
        assertThat(new Processors(root, 5).allowed()).isEqualTo(5);
        assertThat(new Processors(root, 5).cores()).isEqualTo(4);
    }

    @Test
    void aContainersShareIsTheMost() throws IOException {
        allow("0-63");
        assertThat(new Processors(root, 2).allowed()).isEqualTo(64);
        assertThat(new Processors(root, 2).cores()).isEqualTo(2);
    }

    @Test
    void whereTheSystemDoesNotTellJavaDoes() {
        assertThat(new Processors(root, 6).allowed()).isEqualTo(6);
        assertThat(new Processors(root, 6).cores()).isEqualTo(6);
    }

    @Test
    void openMpCanBeTold() {
        assertThat(OpenMp.isReachable()).isTrue();
    }

    private void allow(String list) throws IOException {
        Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(root.resolve("proc/self/status"), "Name:\tjava\nCpus_allowed_list:\t" + list + "\n");
    }
}
