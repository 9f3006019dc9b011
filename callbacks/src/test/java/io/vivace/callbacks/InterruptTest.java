package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InterruptTest {
    @TempDir
    Path folder;

    /** A JVM that trains, or does what else it is told to. */
    private static final class Training implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;

        Training(String what, Path file) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            what,
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            lines = process.inputReader();
        }

        /** Reads until a line holds some words. */
        Training until(String words) throws IOException {
            StringBuilder seen = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.append(line).append('\n');
                if (line.contains(words)) {
                    return this;
                }
            }
            throw new AssertionError("the program ended without '" + words + "':\n" + seen);
        }

        Training interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            return this;
        }

        /** {@return the rest of what it prints} */
        String rest() throws IOException {
            StringBuilder all = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.append(line).append('\n');
            }
            return all.toString();
        }

        int exit() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Training start(String what) throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeThat(Files.exists(status)).as("signals as Linux has them").isTrue();
        String ignored = Files.readAllLines(status).stream()
                .filter(l -> l.startsWith("SigIgn:"))
                .findFirst()
                .orElse("0");
        long mask = Long.parseUnsignedLong(
                ignored.substring(ignored.indexOf(':') + 1).strip(), 16);
        assumeThat(mask & 2)
                .as("SIGINT is ignored, as in background jobs of a shell")
                .isZero();
        return new Training(what, folder.resolve("net.safetensors"));
    }

    @Test
    void aFitEndsAsItAlwaysDoes() throws Exception {
        try (var training = start("fit")) {
            String rest = training.until("batch 4").interrupt().rest();
            assertThat(training.exit()).isEqualTo(130);
            assertThat(rest).contains("stopping after this batch; interrupt again to end at once");
            List<String> events = rest.lines()
                    .filter(l -> l.equals("validated") || l.equals("afterFit"))
                    .toList();
            assertThat(events).endsWith("validated", "afterFit");
        }
    }

    @Test
    void whatFollowsAFitIsDoneWhereItWasOpened() throws Exception {
        try (var training = start("open")) {
            String rest = training.until("batch 4").interrupt().rest();
            assertThat(training.exit()).isEqualTo(130);
            assertThat(rest.lines())
                    .contains("validated", "afterFit", "asked true, reason interrupted", "second fit 0");
            assertThat(folder.resolve("net.safetensors")).isNotEmptyFile();
        }
    }

    @Test
    void aSecondInterruptEndsAtOnce() throws Exception {
        try (var training = start("block")) {
            training.until("stuck here")
                    .interrupt()
                    .until("stopping after this batch")
                    .interrupt();
            assertThat(training.exit()).isEqualTo(130);
            assertThat(training.rest()).doesNotContain("afterFit");
        }
    }

    @Test
    void thereIsABoundToWaiting() throws Exception {
        try (var training = start("bound")) {
            training.until("stuck here").interrupt().until("has not ended within 0 seconds");
            assertThat(training.exit()).isEqualTo(130);
        }
    }

    @Test
    void aProgramThatEndsItselfDoesNotWait() throws Exception {
        try (var training = start("exit")) {
            training.until("stopping after this batch");
            assertThat(training.exit()).isEqualTo(3);
        }
    }

    @Test
    void withoutAnInterruptNothingHappens() throws Exception {
        try (var training = start("short")) {
            assertThat(training.rest()).contains("done").doesNotContain("stopping");
            assertThat(training.exit()).isZero();
        }
    }

    /** A search, which a callback that fails ends, leaves an opened one open. */
    @Test
    void aFitThatFailsBeforeItBeganTakesNothingAway() throws Exception {
        try (var training = start("fail")) {
            training.until("failed")
                    .interrupt()
                    .until("stopping after this batch")
                    .until("closed");
            assertThat(training.exit()).isEqualTo(130);
        }
    }

    /** Trains in a process that gets signals. */
    static final class Child implements Callback {
        private final String what;

        private Child(String what) {
            this.what = what;
        }

        private static void say(String line) {
            System.out.println(line);
            System.out.flush();
        }

        @Override
        public void beforeFit(Fit fit) {
            if (what.equals("fail")) {
                throw new IllegalStateException("told to fail");
            }
        }

        @Override
        public void afterBatch(Step step) {
            if (step.isTraining()) {
                say("batch " + step.fit().batch());
                if (what.equals("exit")) {
                    System.exit(3);
                }
                if (what.equals("block") || what.equals("bound")) {
                    say("stuck here");
                    await(new CountDownLatch(1));
                }
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void afterValidate(Epoch epoch) {
            say("validated");
        }

        @Override
        public void afterFit(Fit fit) {
            say("afterFit");
        }

        public static void main(String[] arguments) {
            String what = arguments[0];
            var interrupt = Interrupt.listen().telling(System.out);
            if (what.equals("bound")) {
                interrupt = interrupt.waitingAtMost(Duration.ZERO);
            }
            try (var data = Tiny.data(16);
                    var learn = Tiny.learner(data, interrupt, new Child(what))) {
                switch (what) {
                    case "open" -> opened(learn, interrupt, Path.of(arguments[1]));
                    case "fail" -> failed(learn, interrupt);
                    case "short" -> learn.fit(1, 0.1);
                    default -> learn.fit(100_000, 0.1);
                }
            }
            say("done");
        }

        private static void opened(io.vivace.learn.Learner learn, Interrupt interrupt, Path file) {
            try (var open = interrupt.open()) {
                String reason = learn.fit(100_000, 0.1).stopReason();
                say("asked " + open.isAsked() + ", reason " + reason);
                say("second fit " + learn.fit(1, 0.1).batches());
                learn.save(file);
            }
        }

        /** Stays until it is asked to end, without a fit. */
        private static void failed(io.vivace.learn.Learner learn, Interrupt interrupt) {
            try (var open = interrupt.open()) {
                try {
                    learn.fit(1, 0.1);
                } catch (RuntimeException e) {
                    say("failed");
                }
                while (!open.isAsked()) {
                    Thread.onSpinWait();
                }
                say("closed");
            }
        }
    }
}
