package io.vivace.vision;

import io.vivace.io.FileException;
import io.vivace.io.SafeTensors;
import io.vivace.nn.Inference;
import io.vivace.nn.Module;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A trained classifier of pictures, from one file, without the data and the program that trained it. Threads may share it.
 *
 * <pre>{@code
 * try (var pets = Predictor.load(Path.of("pets.vivace"))) {
 *     Prediction p = pets.predict(Path.of("cat.jpg"));
 * }
 * }</pre>
 *
 * The file is a safetensors file: reading it runs no code. Its metadata hold a manifest that names the architecture, which
 * must be one of {@link io.vivace.vision.models.Architecture#names()}.
 */
public final class Predictor implements AutoCloseable {
    /** Under which name the metadata hold the manifest. */
    static final String MANIFEST = "vivace";

    private final Task task;
    private final UnaryOperator<Tensor> scores;
    private final Runnable giveBack;
    private final ImageReader reader;
    private volatile boolean closed;

    /**
     * Makes a predictor.
     *
     * @param task what is predicted
     * @param scores the net's output for a batch, not recorded
     * @param giveBack gives its memory back
     */
    Predictor(Task task, UnaryOperator<Tensor> scores, Runnable giveBack) {
        this.task = task;
        this.scores = scores;
        this.giveBack = giveBack;
        reader = ImageReader.of(task.color());
    }

    /**
     * {@return the classifier in a file}
     *
     * @param file as {@link VisionLearner#export} wrote it
     * @throws FileException if it cannot be read, is damaged or no exported model, or its architecture is not known
     */
    public static Predictor load(Path file) {
        String text = SafeTensors.metadata(file).get(MANIFEST);
        if (text == null) {
            throw new FileException(file, "holds weights, but does not say of what; files made by export(...) do");
        }
        Module net;
        ModelManifest manifest;
        try {
            manifest = ModelManifest.parse(text);
            net = manifest.net().build();
        } catch (IllegalArgumentException e) {
            throw new FileException(file, "is not a model that can be used: " + e.getMessage());
        }
        Map<String, Tensor> weights = SafeTensors.read(file);
        try {
            net.load(weights);
        } catch (IllegalArgumentException e) {
            net.close();
            throw new FileException(file, "holds weights of another net than it says: " + e.getMessage());
        } finally {
            weights.values().forEach(Tensor::close);
        }
        Inference use = net.forInference();
        return new Predictor(manifest.task(), use::forward, () -> {
            use.close();
            net.close();
        });
    }

    /**
     * Writes a file that {@link #load} reads.
     *
     * @param file where to
     * @param manifest what there is to know
     * @param net the net that the manifest describes
     * @throws FileException if it cannot be written; an old file is then as it was
     */
    static void save(Path file, ModelManifest manifest, Module net) {
        SafeTensors.write(file, net.state(), Map.of(MANIFEST, manifest.toJson()));
    }

    /** {@return the classes by output} */
    public List<String> classes() {
        return task.classes();
    }

    // ---------------------------------------------------------------------------------------------- predicting

    /**
     * {@return what the model says}
     *
     * @param file an image file
     * @throws IOException if it cannot be read or decoded; the message names it
     */
    public Prediction predict(Path file) throws IOException {
        return predict(reader.read(file));
    }

    /**
     * {@return what the model says}
     *
     * @param file the bytes of an image file
     * @throws IOException if they cannot be decoded
     */
    public Prediction predict(byte[] file) throws IOException {
        return predict(reader.decode(file));
    }

    /**
     * {@return what the model says}
     *
     * @param file gives the bytes of an image file; read to its end, not closed
     * @throws IOException if it cannot be read or decoded
     */
    public Prediction predict(InputStream file) throws IOException {
        return predict(reader.read(file));
    }

    /**
     * {@return what the model says}
     *
     * @param picture any kind
     */
    public Prediction predict(BufferedImage picture) {
        return predict(Image.of(picture, task.color()));
    }

    /**
     * {@return what the model says}
     *
     * @param picture of the colour the model was trained with
     */
    public Prediction predict(Image picture) {
        if (picture.color() != task.color()) {
            return predict(picture.toBufferedImage());
        }
        if (closed) {
            throw new IllegalStateException("this predictor was closed; load it again to predict");
        }
        try (var scope = Scope.open()) {
            Tensor y = scores.apply(task.input(task.render(picture)));
            Tensor p = task.oneOf() ? y.softmax(1) : y.sigmoid();
            return prediction(p.toFloatArray());
        }
    }

    private Prediction prediction(float[] p) {
        List<String> classes = task.classes();
        int best = IntStream.range(0, p.length)
                .reduce((a, b) -> p[b] > p[a] ? b : a)
                .orElseThrow();
        String label = task.oneOf()
                ? classes.get(best)
                : IntStream.range(0, p.length)
                        .filter(i -> p[i] > 0.5f)
                        .mapToObj(classes::get)
                        .collect(Collectors.joining(" "));
        Map<String, Double> all = new LinkedHashMap<>();
        for (int i = 0; i < p.length; i++) {
            all.put(classes.get(i), (double) p[i]);
        }
        return new Prediction(label, p[best], Collections.unmodifiableMap(all));
    }

    /** Gives the memory of the weights back. */
    @Override
    public void close() {
        closed = true;
        giveBack.run();
    }
}
