package io.vivace.callbacks.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers as MLflow's tracking server does, by the definitions of its REST API: fields and their types, limits of a request, rules for
 * names, errors with code and message.
 */
final class StandIn implements AutoCloseable {
    /** What a run has received. */
    static final class Run {
        final String experiment;
        final String name;
        final Map<String, String> tags = new LinkedHashMap<>();
        final Map<String, String> params = new LinkedHashMap<>();
        final List<JsonNode> metrics = new ArrayList<>();
        final List<String> states = new ArrayList<>(List.of("RUNNING"));
        long ended = -1;

        Run(String experiment, String name) {
            this.experiment = experiment;
            this.name = name;
        }

        List<Double> values(String key) {
            return metrics.stream()
                    .filter(m -> m.get("key").asText().equals(key))
                    .map(m -> Double.valueOf(m.get("value").asText()))
                    .toList();
        }

        List<Long> steps(String key) {
            return metrics.stream()
                    .filter(m -> m.get("key").asText().equals(key))
                    .map(m -> m.get("step").asLong())
                    .toList();
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        final int status;
        final String code;

        Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private static final Pattern NAME = Pattern.compile("[/\\w.\\- ]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, String> experiments = new LinkedHashMap<>();
    final Map<String, Run> runs = new LinkedHashMap<>();
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final List<String> requests = new ArrayList<>();
    final List<String> secrets = new ArrayList<>();
    final List<Integer> sizes = new ArrayList<>();

    /** The next requests whose path ends with this are answered with an error. */
    @Nullable
    String broken;

    /** What such an answer is. */
    int brokenStatus = 500;

    /** Whether another client makes the experiment between our two requests. */
    boolean race;

    String deleted = "";
    String artifacts = "mlflow-artifacts:/";

    private final HttpServer http;

    StandIn() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
    }

    URI address() {
        return URI.create("http://localhost:" + http.getAddress().getPort() + "/sub/");
    }

    Run onlyRun() {
        if (runs.size() != 1) {
            throw new AssertionError(runs.size() + " runs");
        }
        return runs.values().iterator().next();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        int status = 200;
        String body;
        try {
            body = handle(exchange).toString();
        } catch (Refusal e) {
            status = e.status;
            body = JSON.createObjectNode()
                    .put("error_code", e.code)
                    .put("message", e.getMessage())
                    .toString();
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (status == 302) {
            exchange.getResponseHeaders().add("Location", address() + "elsewhere");
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ObjectNode handle(HttpExchange x) throws IOException {
        String path = x.getRequestURI().getPath();
        requests.add(x.getRequestMethod() + " " + path);
        secrets.add(String.valueOf(x.getRequestHeaders().getFirst("Authorization")));
        byte[] content = x.getRequestBody().readAllBytes();
        if (broken != null && path.endsWith(broken)) {
            throw new Refusal(brokenStatus, "INTERNAL_ERROR", "the database is away");
        }
        if (path.startsWith("/sub/api/2.0/mlflow-artifacts/artifacts/")
                && x.getRequestMethod().equals("PUT")) {
            files.put(path.substring("/sub/api/2.0/mlflow-artifacts/artifacts/".length()), content);
            return JSON.createObjectNode();
        }
        String api = path.replaceFirst("^/sub/api/2.0/mlflow/", "");
        if (api.equals("experiments/get-by-name")) {
            require(x.getRequestMethod().equals("GET"), "GET");
            String query = x.getRequestURI().getRawQuery();
            require(query.startsWith("experiment_name="), query);
            return experiment(URLDecoder.decode(query.substring("experiment_name=".length()), StandardCharsets.UTF_8));
        }
        require(x.getRequestMethod().equals("POST"), "POST");
        require(x.getRequestHeaders().getFirst("Content-Type").startsWith("application/json"), "content type");
        sizes.add(content.length);
        require(content.length <= 1_000_000, "a request of at most 1 MB");
        JsonNode body = JSON.readTree(content);
        return switch (api) {
            case "experiments/create" -> createExperiment(body);
            case "runs/create" -> createRun(body);
            case "runs/log-batch" -> logBatch(body);
            case "runs/log-parameter" -> {
                fields(body, "run_id", "key", "value");
                param(run(body), body);
                yield JSON.createObjectNode();
            }
            case "runs/set-tag" -> {
                fields(body, "run_id", "key", "value");
                tag(run(body), body);
                yield JSON.createObjectNode();
            }
            case "runs/update" -> update(body);
            default -> throw new Refusal(404, "ENDPOINT_NOT_FOUND", path);
        };
    }

    private ObjectNode experiment(String name) {
        if (race && !experiments.containsKey(name)) {
            experiments.put(name, "77");
            throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no experiment " + name);
        }
        String id = experiments.get(name);
        if (id == null) {
            throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no experiment " + name);
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("experiment")
                .put("experiment_id", id)
                .put("name", name)
                .put("lifecycle_stage", name.equals(deleted) ? "deleted" : "active");
        return answer;
    }

    private ObjectNode createExperiment(JsonNode body) {
        fields(body, "name");
        String name = text(body, "name");
        if (experiments.containsKey(name)) {
            throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", name);
        }
        experiments.put(name, Integer.toString(experiments.size() + 1));
        return JSON.createObjectNode().put("experiment_id", experiments.get(name));
    }

    private ObjectNode createRun(JsonNode body) {
        fields(body, "experiment_id", "run_name", "start_time", "tags");
        require(experiments.containsValue(text(body, "experiment_id")), "an experiment");
        require(body.get("start_time").isIntegralNumber(), "start_time in milliseconds");
        String id = "0123456789abcdef" + runs.size();
        Run run = new Run(text(body, "experiment_id"), text(body, "run_name"));
        body.get("tags").forEach(t -> tag(run, t));
        runs.put(id, run);
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("run")
                .putObject("info")
                .put("run_id", id)
                .put("run_uuid", id)
                .put("artifact_uri", artifacts + run.experiment + "/" + id + "/artifacts");
        return answer;
    }

    private ObjectNode logBatch(JsonNode body) {
        fields(body, "run_id", "metrics", "params", "tags");
        Run run = run(body);
        JsonNode metrics = body.path("metrics");
        JsonNode params = body.path("params");
        JsonNode tags = body.path("tags");
        require(metrics.size() <= 1000 && params.size() <= 100 && tags.size() <= 100, "the limits of a request");
        require(metrics.size() + params.size() + tags.size() <= 1000, "at most 1000 entries");
        for (JsonNode m : metrics) {
            fields(m, "key", "value", "timestamp", "step");
            name(text(m, "key"));
            JsonNode v = m.get("value");
            require(
                    v.isNumber() || Set.of("NaN", "Infinity", "-Infinity").contains(v.asText()),
                    "a double as protocol buffers write it in JSON");
            require(m.get("timestamp").isIntegralNumber() && m.get("timestamp").asLong() > 1_600_000_000_000L, "ms");
            require(m.get("step").isIntegralNumber(), "a whole step");
            run.metrics.add(m);
        }
        for (JsonNode p : params) {
            fields(p, "key", "value");
            param(run, p);
        }
        return JSON.createObjectNode();
    }

    private ObjectNode update(JsonNode body) {
        fields(body, "run_id", "status", "end_time");
        Run run = run(body);
        require(
                Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED").contains(text(body, "status")),
                "a status");
        run.states.add(text(body, "status"));
        run.ended = body.path("end_time").asLong(-1);
        return JSON.createObjectNode();
    }

    private static void param(Run run, JsonNode p) {
        String key = text(p, "key");
        name(key);
        require(text(p, "value").length() <= 500, "a value of at most 500 characters");
        String before = run.params.putIfAbsent(key, text(p, "value"));
        require(before == null || before.equals(text(p, "value")), "parameters do not change");
    }

    private static void tag(Run run, JsonNode t) {
        name(text(t, "key"));
        run.tags.put(text(t, "key"), text(t, "value"));
    }

    private static void name(String key) {
        require(NAME.matcher(key).matches(), "a name of letters, digits and /_.- and blanks, not " + key);
        require(key.length() <= 250, "a name of at most 250 characters");
        for (String part : key.split("/", -1)) {
            require(!part.isEmpty() && !part.equals(".") && !part.equals(".."), "a name that is a plain path");
        }
    }

    private Run run(JsonNode body) {
        Run run = runs.get(text(body, "run_id"));
        if (run == null) {
            throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", "no run " + body.get("run_id"));
        }
        return run;
    }

    private static String text(JsonNode body, String field) {
        require(body.path(field).isTextual(), field + " is a text");
        return body.get(field).asText();
    }

    private static void fields(JsonNode body, String... known) {
        body.fieldNames().forEachRemaining(f -> require(Set.of(known).contains(f), "no field " + f));
    }

    private static void require(boolean ok, String what) {
        if (!ok) {
            throw new Refusal(400, "INVALID_PARAMETER_VALUE", "expected " + what);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
