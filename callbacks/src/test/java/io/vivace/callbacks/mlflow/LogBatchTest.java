package io.vivace.callbacks.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogBatchTest {
    @Test
    void namesBecomeWhatEveryServerTakes() {
        assertThat(LogBatch.key("valid_loss")).isEqualTo("valid_loss");
        assertThat(LogBatch.key("top-5 acc.")).isEqualTo("top-5 acc.");
        assertThat(LogBatch.key("précision/ä")).isEqualTo("précision/ä");
        assertThat(LogBatch.key("a,b:c(d)%")).isEqualTo("a_b_c_d__");
        assertThat(LogBatch.key("/a//b/./../c/")).isEqualTo("a/b/c");
        assertThat(LogBatch.key("../..")).isEqualTo("_");
        assertThat(LogBatch.key("")).isEqualTo("_");
        assertThat(LogBatch.key("x".repeat(300))).hasSize(250);
        assertThat(LogBatch.key("x".repeat(249) + "/y")).isEqualTo("x".repeat(249));
    }

    @Test
    void requestsStayWithinTheLimits() throws Exception {
        try (var server = new StandIn()) {
            var client = MlflowClient.of(server.address());
            String run = client.createRun(client.experiment("x"), "x", Map.of()).id();
            var batch = new LogBatch();
            for (int i = 0; i < 250; i++) {
                batch.parameter("p" + i, "v".repeat(i * 4));
            }
            for (int i = 0; i < 2500; i++) {
                batch.metric("ä".repeat(260), i, i);
            }
            assertThat(batch.isFull()).isTrue();
            List<ObjectNode> bodies = batch.bodies(run);
            assertThat(bodies).hasSize(3 + 3);
            bodies.forEach(client::logBatch);
            assertThat(server.onlyRun().params).hasSize(250);
            assertThat(server.onlyRun().metrics).hasSize(2500);
            assertThat(batch.bodies(run)).isEmpty();
            assertThat(batch.isFull()).isFalse();
        }
    }

    @Test
    void whatIsNotFiniteIsAText() {
        var batch = new LogBatch();
        batch.metric("m", Double.NaN, 1);
        batch.metric("m", Double.NEGATIVE_INFINITY, 2);
        batch.metric("m", 0.5, 3);
        ObjectNode body = batch.bodies("r").get(0);
        assertThat(body.get("metrics").findValuesAsText("value")).containsExactly("NaN", "-Infinity", "0.5");
        assertThat(body.get("metrics").get(0).get("value").isTextual()).isTrue();
        assertThat(body.get("metrics").get(2).get("value").isNumber()).isTrue();
    }

    /** Two curves stay two, also where nothing allowed tells their names apart. */
    @Test
    void namesThatMeetGetNumbers() {
        var batch = new LogBatch();
        batch.metric("a,b", 1, 1);
        batch.metric("a;b", 2, 1);
        batch.metric("a,b", 3, 2);
        batch.metric("x".repeat(250) + "1", 4, 1);
        batch.metric("x".repeat(250) + "2", 5, 1);
        ObjectNode body = batch.bodies("r").get(0);
        assertThat(body.get("metrics").findValuesAsText("key"))
                .containsExactly("a_b", "a_b_2", "a_b", "x".repeat(250), "x".repeat(240) + "_2");
    }
}
