package io.vivace.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerTest {
    @TempDir
    Path root;

    @Test
    void limitsOfControlGroupsVersion2() throws IOException {
        file("sys/fs/cgroup/cpu.max", "150000 100000\n");
        file("sys/fs/cgroup/memory.max", "2147483648\n");
        assertThat(new Container(root).cpus()).hasValue(1.5);
        assertThat(new Container(root).memory()).hasValue(2147483648L);
    }

    @Test
    void limitsOfControlGroupsVersion1() throws IOException {
        file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000\n");
        file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1000000\n");
        assertThat(new Container(root).cpus()).hasValue(2);
        assertThat(new Container(root).memory()).hasValue(1000000);
    }

    @Test
    void noLimit() throws IOException {
        assertThat(new Container(root).cpus()).isEmpty();
        assertThat(new Container(root).memory()).isEmpty();
        assertThat(new Container(root).cores()).isEmpty();
        file("sys/fs/cgroup/cpu.max", "max 100000\n");
        file("sys/fs/cgroup/memory.max", "max\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(new Container(root).cpus()).isEmpty();
        assertThat(new Container(root).memory()).isEmpty();
        file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        Files.delete(root.resolve("sys/fs/cgroup/cpu.max"));
        assertThat(new Container(root).cpus()).isEmpty();
    }

    @Test
    void coresAndProcessor() throws IOException {
        file("proc/self/status", "Name:\tjava\nCpus_allowed_list:\t0-3,8,10-11\n");
        file("proc/cpuinfo", "processor\t: 0\nmodel name\t: Made Up 9000\n\nmodel name\t: other\n");
        assertThat(new Container(root).cores()).hasValue(7);
        assertThat(new Container(root).processor()).contains("Made Up 9000");
    }

    private void file(String name, String content) throws IOException {
        Path p = root.resolve(name);
        Files.createDirectories(p.getParent());
        Files.writeString(p, content);
    }
}
