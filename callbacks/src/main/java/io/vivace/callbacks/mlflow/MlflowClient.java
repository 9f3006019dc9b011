package io.vivace.callbacks.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.io.FileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of MLflow's REST API (version 2.0) that training needs. It talks to the given address alone and follows no redirects.
 *
 * <pre>{@code
 * var mlflow = MlflowClient.of(URI.create("http://localhost:5000"));
 * String run = mlflow.createRun(mlflow.experiment("pets"), "first", Map.of()).id();
 * mlflow.logMetric(run, "loss", 0.25, 1);
 * mlflow.update(run, "FINISHED");
 * }</pre>
 *
 * Every method throws {@link MlflowException} if the server is not reached within ten seconds or answers with an error.
 */
public final class MlflowClient {
    /**
     * A run on the server.
     *
     * @param id its identifier
     * @param artifacts where its files belong, as the server says it
     */
    public record Run(String id, String artifacts) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE_FOR_FILES = Duration.ofMinutes(10);
    private static final String PROXIED = "mlflow-artifacts:";
    private static final int OK = 200;
    private static final int LONGEST_ANSWER = 300;

    private final String server;
    private final @Nullable String token;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private MlflowClient(String server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    /**
     * {@return a client; nothing is sent yet}
     *
     * @param server address of the tracking server, such as {@code http://localhost:5000}
     * @throws IllegalArgumentException if it is no http address
     */
    public static MlflowClient of(URI server) {
        String scheme = server.getScheme();
        if (server.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("an MLflow server has an address such as http://localhost:5000, got "
                    + server + "; a folder or a database is not spoken to directly");
        }
        if (server.getUserInfo() != null || server.getQuery() != null || server.getFragment() != null) {
            throw new IllegalArgumentException("the address of an MLflow server is scheme, host, port and path only;"
                    + " give a secret by token(...)");
        }
        return new MlflowClient(server.toString().replaceFirst("/+$", ""), null);
    }

    /**
     * {@return with a secret that is sent along, as {@code Authorization: Bearer ...}}
     *
     * @param secret what the server gave
     */
    public MlflowClient token(String secret) {
        return new MlflowClient(server, secret);
    }

    /**
     * {@return the identifier of an experiment, made if there is none of that name}
     *
     * @param name people read it
     */
    public String experiment(String name) {
        try {
            return findExperiment(name);
        } catch (MlflowException e) {
            if (!e.code().equals("RESOURCE_DOES_NOT_EXIST")) {
                throw e;
            }
        }
        try {
            return text(post("experiments/create", JSON.createObjectNode().put("name", name)), "/experiment_id");
        } catch (MlflowException e) {
            if (e.code().equals("RESOURCE_ALREADY_EXISTS")) {
                return findExperiment(name); // somebody else was faster
            }
            throw e;
        }
    }

    private String findExperiment(String name) {
        String query = "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        JsonNode found = send(query, request(api(query)).GET().build());
        if (found.at("/experiment/lifecycle_stage").asText().equals("deleted")) {
            throw new MlflowException(
                    "the experiment '" + name + "' on " + server
                            + " was deleted; restore it there, or use another name",
                    "",
                    null);
        }
        return text(found, "/experiment/experiment_id");
    }

    /**
     * {@return a new run that is under way}
     *
     * @param experiment its identifier
     * @param name of the run
     * @param tags by name
     */
    public Run createRun(String experiment, String name, Map<String, String> tags) {
        ObjectNode body = JSON.createObjectNode()
                .put("experiment_id", experiment)
                .put("run_name", name)
                .put("start_time", System.currentTimeMillis());
        var list = body.putArray("tags");
        tags.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
        JsonNode info = post("runs/create", body);
        return new Run(
                text(info, "/run/info/run_id"),
                info.at("/run/info/artifact_uri").asText());
    }

    /**
     * Adds metrics, parameters and tags to a run.
     *
     * @param batch what {@link LogBatch#bodies} made
     */
    void logBatch(ObjectNode batch) {
        post("runs/log-batch", batch);
    }

    /**
     * Adds a parameter to a run; the server refuses to change one.
     *
     * @param run its identifier
     * @param key name
     * @param value any text
     */
    public void logParameter(String run, String key, String value) {
        post("runs/log-parameter", named(run, LogBatch.key(key), value));
    }

    /**
     * Sets a tag of a run.
     *
     * @param run its identifier
     * @param key name
     * @param value any text
     */
    public void setTag(String run, String key, String value) {
        post("runs/set-tag", named(run, LogBatch.key(key), value));
    }

    /**
     * Adds a point to a curve of a run.
     *
     * @param run its identifier
     * @param key name of the curve
     * @param value any number, NaN too
     * @param step place on the time axis
     */
    public void logMetric(String run, String key, double value, long step) {
        LogBatch one = new LogBatch();
        one.metric(key, value, step);
        one.bodies(run).forEach(this::logBatch);
    }

    private static ObjectNode named(String run, String key, String value) {
        return JSON.createObjectNode().put("run_id", run).put("key", key).put("value", value);
    }

    /**
     * Says how a run stands.
     *
     * @param run its identifier
     * @param status {@code RUNNING}, {@code FINISHED}, {@code FAILED} or {@code KILLED}
     */
    public void update(String run, String status) {
        ObjectNode body = JSON.createObjectNode().put("run_id", run).put("status", status);
        if (!status.equals("RUNNING")) {
            body.put("end_time", System.currentTimeMillis());
        }
        post("runs/update", body);
    }

    /**
     * Sends a file to a run, through the server.
     *
     * @param run the run
     * @param file what to send; it keeps its name
     * @throws FileException if there is no such file
     */
    public void sendFile(Run run, Path file) {
        if (!run.artifacts().startsWith(PROXIED)) {
            throw new MlflowException(
                    "the server keeps files of this run at '" + run.artifacts()
                            + "', which it does not offer over http; start it with --serve-artifacts to send files",
                    "",
                    null);
        }
        String folder = run.artifacts().substring(PROXIED.length()).replaceFirst("^//[^/]*", "");
        String name = URLEncoder.encode(file.getFileName().toString(), StandardCharsets.UTF_8)
                .replace("+", "%20");
        String path = "/api/2.0/mlflow-artifacts/artifacts" + folder.replaceFirst("/+$", "") + "/" + name;
        send(
                path,
                request(path)
                        .header("Content-Type", "application/octet-stream")
                        .timeout(PATIENCE_FOR_FILES)
                        .PUT(content(file))
                        .build());
    }

    private static BodyPublisher content(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new FileException(file, "cannot be sent: there is no such file");
        }
    }

    // ---------------------------------------------------------------------------------------------- http

    private static String api(String path) {
        return "/api/2.0/mlflow/" + path;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path)).timeout(PATIENCE);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode post(String path, ObjectNode body) {
        return send(
                path,
                request(api(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build());
    }

    private JsonNode send(String what, HttpRequest request) {
        HttpResponse<String> answer;
        try {
            answer = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new MlflowException("the MLflow server " + server + " was not reached: " + reason, "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MlflowException("interrupted while talking to the MLflow server " + server, "", e);
        }
        JsonNode json = parse(answer.body());
        if (answer.statusCode() != OK) {
            String said = json.at("/message").asText(answer.body());
            throw new MlflowException(
                    "the MLflow server " + server + " answered " + answer.statusCode() + " to " + what + ": "
                            + said.substring(0, Math.min(said.length(), LONGEST_ANSWER)),
                    json.at("/error_code").asText(),
                    null);
        }
        return json;
    }

    /** Not everything that answers is an MLflow server. */
    private static JsonNode parse(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private String text(JsonNode json, String pointer) {
        String value = json.at(pointer).asText();
        if (value.isEmpty()) {
            throw new MlflowException(
                    "the server " + server + " does not answer as MLflow does: " + pointer.substring(1)
                            + " is missing; is the address right?",
                    "",
                    null);
        }
        return value;
    }
}
