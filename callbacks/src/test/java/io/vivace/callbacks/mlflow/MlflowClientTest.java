package io.vivace.callbacks.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.io.FileException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowClientTest {
    @Test
    void findsOrMakesTheExperiment() throws Exception {
        try (var server = new StandIn()) {
            var client = MlflowClient.of(server.address());
            assertThat(client.experiment("cats & dögs")).isEqualTo("1");
            assertThat(client.experiment("cats & dögs")).isEqualTo("1");
            assertThat(server.experiments).containsOnlyKeys("cats & dögs");
            server.race = true;
            assertThat(client.experiment("of two at once")).isEqualTo("77");
            server.race = false;
            server.deleted = "cats & dögs";
            assertThatThrownBy(() -> client.experiment("cats & dögs"))
                    .isInstanceOf(MlflowException.class)
                    .hasMessageContaining("was deleted");
        }
    }

    @Test
    void aRunFromBeginToEnd(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("worst cases+1.txt"), "bird");
        try (var server = new StandIn()) {
            var client = MlflowClient.of(server.address());
            var run = client.createRun(client.experiment("pets"), "first", Map.of("mlflow.user", "me"));
            client.logParameter(run.id(), "lr", "0.1");
            client.logParameter(run.id(), "lr", "0.1");
            client.setTag(run.id(), "note", "good");
            client.logMetric(run.id(), "loss", Double.NaN, 7);
            assertThatThrownBy(() -> client.logParameter(run.id(), "lr", "0.2"))
                    .isInstanceOfSatisfying(
                            MlflowException.class, e -> assertThat(e.code()).isEqualTo("INVALID_PARAMETER_VALUE"))
                    .hasMessageContaining("answered 400 to runs/log-parameter")
                    .hasMessageContaining("parameters do not change");
            client.sendFile(run, file);
            client.update(run.id(), "FINISHED");

            var seen = server.onlyRun();
            assertThat(seen.name).isEqualTo("first");
            assertThat(seen.experiment).isEqualTo("1");
            assertThat(seen.tags).containsOnly(Map.entry("mlflow.user", "me"), Map.entry("note", "good"));
            assertThat(seen.params).containsExactly(Map.entry("lr", "0.1"));
            assertThat(seen.values("loss")).containsExactly(Double.NaN);
            assertThat(seen.steps("loss")).containsExactly(7L);
            assertThat(seen.states).containsExactly("RUNNING", "FINISHED");
            assertThat(seen.ended).isPositive();
            assertThat(server.files).containsOnlyKeys("1/" + run.id() + "/artifacts/worst cases+1.txt");
            assertThat(server.files.values().iterator().next()).asString().isEqualTo("bird");
            assertThat(server.secrets).containsOnly("null");

            assertThatThrownBy(() -> client.sendFile(run, folder.resolve("none")))
                    .isInstanceOf(FileException.class);
            assertThatThrownBy(() -> client.sendFile(new MlflowClient.Run("x", "s3://bucket/x"), file))
                    .isInstanceOf(MlflowException.class)
                    .hasMessageContaining("--serve-artifacts");
        }
    }

    @Test
    void theSecretGoesToTheServerAndNowhereElse() throws Exception {
        try (var server = new StandIn()) {
            var client = MlflowClient.of(server.address()).token("s3cret");
            client.experiment("pets");
            assertThat(server.secrets).containsOnly("Bearer s3cret");
            server.broken = "create";
            server.brokenStatus = 302; // a redirect is not followed
            assertThatThrownBy(() -> client.createRun("1", "x", Map.of()))
                    .hasMessageContaining("answered 302")
                    .hasMessageNotContaining("s3cret");
            assertThat(server.requests).noneMatch(r -> r.contains("elsewhere"));
        }
    }

    @Test
    void saysWhatIsWrongWithAServer() throws Exception {
        URI nobody;
        try (var server = new StandIn()) {
            nobody = server.address();
            var client = MlflowClient.of(URI.create(server.address() + "wrong"));
            assertThatThrownBy(() -> client.experiment("x")).hasMessageContaining("answered 4");
        }
        assertThatThrownBy(() -> MlflowClient.of(nobody).experiment("x"))
                .isInstanceOf(MlflowException.class)
                .hasMessageContaining("was not reached")
                .hasMessageContaining(nobody.getHost());
        for (String wrong : new String[] {"mlruns", "file:///tmp/mlruns", "sqlite:///x.db", "http:///x"}) {
            assertThatThrownBy(() -> MlflowClient.of(URI.create(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("http://localhost:5000")
                    .hasMessageContaining(wrong);
        }
        assertThatThrownBy(() -> MlflowClient.of(URI.create("http://me:pw@host")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token")
                .hasMessageNotContaining("pw");
    }
}
