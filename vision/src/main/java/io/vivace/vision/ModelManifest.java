package io.vivace.vision;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * All that must be known beside the weights to use a model.
 *
 * @param net how the net is built
 * @param task what its input and its outputs are
 */
record ModelManifest(NetPlan net, Task task) {
    /** Version of the format; readers understand this one and all before. */
    static final int VERSION = 2;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(32)
                    .maxStringLength(1 << 20)
                    .build())
            .build());

    String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        root.put("kind", "image-model");
        net.write(root.putObject("net"));
        task.write(root);
        return root.toString();
    }

    /**
     * {@return what a text says}
     *
     * @throws IllegalArgumentException if it is not what {@link #toJson} writes; the message says where
     */
    static ModelManifest parse(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the manifest is not proper JSON: " + e.getOriginalMessage(), e);
        }
        int version = Json.whole(root, "version", 1, Integer.MAX_VALUE);
        if (version > VERSION) {
            throw new IllegalArgumentException("the manifest has version " + version + ", this Vivace reads up to "
                    + VERSION + "; use a newer one");
        }
        String kind = Json.text(root, "kind");
        if (!kind.equals(version == 1 ? "image-classifier" : "image-model")) {
            throw new IllegalArgumentException("the model is of kind \"" + kind + "\"; one for pictures is needed");
        }
        NetPlan net = NetPlan.read(Json.object(root, "net"));
        Task task = Task.read(root, version);
        if (task.target().outputs() != net.outputs()) {
            throw new IllegalArgumentException("the net has " + net.outputs() + " outputs, but "
                    + task.target().outputs() + " are needed for the target");
        }
        return new ModelManifest(net, task);
    }
}
