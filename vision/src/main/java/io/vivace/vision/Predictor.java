package io.vivace.vision;

import io.vivace.io.FileException;
import io.vivace.io.SafeTensors;
import io.vivace.memory.MemoryLimitException;
import io.vivace.nn.Inference;
import io.vivace.nn.Module;
import io.vivace.plot.Png;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.transform.Sketch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A trained net for pictures, from one file, without the data and the program that trained it. Threads may share it.
 *
 * <pre>{@code
 * try (var pets = Predictor.load(Path.of("pets.vivace"))) {
 *     Prediction p = pets.predict(Path.of("cat.jpg"));              // a classifier
 * }
 * try (var streets = Predictor.load(Path.of("streets.vivace"))) {
 *     Mask m = streets.predict(Path.of("street.jpg"), Mask.class);  // any other target: what it says, in the picture's own pixels
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
    private final Module net;
    private final UnaryOperator<Tensor> scores;
    private final Runnable giveBack;
    private final ImageReader reader;
    private volatile boolean closed;

    /**
     * Makes a predictor.
     *
     * @param task what is predicted
     * @param net knows what its output means, unless the target does
     * @param scores the net's output for a batch, not recorded
     * @param giveBack gives its memory back
     */
    Predictor(Task task, Module net, UnaryOperator<Tensor> scores, Runnable giveBack) {
        this.task = task;
        this.net = net;
        this.scores = scores;
        this.giveBack = giveBack;
        reader = ImageReader.of(task.color());
    }

    /**
     * {@return the model in a file}
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
        } catch (MemoryLimitException e) {
            throw new FileException(file, "asks for a net that needs more memory than there is: " + e.getMessage());
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
        return new Predictor(manifest.task(), net, use::forward, () -> {
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

    /** {@return the classes by output; empty where there are no classes} */
    public List<String> classes() {
        return task.target().classes();
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
     * @param picture any
     * @throws IllegalStateException if the model is no classifier
     */
    public Prediction predict(Image picture) {
        return predict(picture, Prediction.class);
    }

    /**
     * {@return what the model says about a picture, in the pixels of its file}
     *
     * @param file an image file
     * @param kind what the model says, such as {@code Boxes.class} or {@code Mask.class}
     * @param <V> what the model says
     * @throws IOException if the file cannot be read or decoded; the message names it
     * @throws IllegalStateException if the model says something else
     */
    public <V> V predict(Path file, Class<V> kind) throws IOException {
        return predict(reader.read(file), kind);
    }

    /**
     * {@return what the model says about a picture, in its own pixels}
     *
     * @param picture any
     * @param kind what the model says, such as {@code Boxes.class} or {@code Mask.class}
     * @param <V> what the model says
     * @throws IllegalStateException if the model says something else
     */
    public <V> V predict(Image picture, Class<V> kind) {
        requireOpen();
        Object says = said(task.target(), inColor(picture));
        if (!kind.isInstance(says)) {
            throw new IllegalStateException("this model says " + says.getClass().getSimpleName() + ", not "
                    + kind.getSimpleName() + "; ask for predict(picture, "
                    + says.getClass().getSimpleName() + ".class)");
        }
        return kind.cast(says);
    }

    /** {@return whether it says classes, one or several, with probabilities: {@link #predict(Path)} is for such models} */
    public boolean isClassifier() {
        return task.target() instanceof CategoryTarget || task.target() instanceof ManyCategoriesTarget;
    }

    /**
     * {@return what the model says about a picture in words, whatever kind of thing that is}
     *
     * @param picture any
     */
    public String tell(Image picture) {
        return tell(task.target(), picture, null);
    }

    /**
     * Draws a picture with what the model says about it.
     *
     * @param picture any
     * @param png where to; missing folders are made
     * @return what it says in words
     * @throws FileException if it cannot be written
     */
    public String draw(Image picture, Path png) {
        var canvas = new Canvas(picture);
        String words = tell(task.target(), picture, canvas);
        Png.write(png, canvas.drawn());
        return words;
    }

    private <T> String tell(Target<T> target, Image picture, @Nullable Canvas canvas) {
        requireOpen();
        T value = said(target, inColor(picture));
        if (canvas != null) {
            target.draw(canvas, value);
        }
        return target.text(value);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this predictor was closed; load it again to predict");
        }
    }

    private Image inColor(Image picture) {
        return picture.color() == task.color() ? picture : Image.of(picture.toBufferedImage(), task.color());
    }

    private <T> T said(Target<T> target, Image picture) {
        try (var scope = Scope.open()) {
            Sketch sketch = task.sketch(picture);
            Tensor output = scores.apply(task.input(sketch.render(picture)));
            Meaning<T> meaning = Task.meaning(net, target);
            Tensor said = meaning.loss().activate(output).select(0, 0);
            return target.placed(meaning.decode(said, sketch.out()), sketch);
        }
    }

    /** Gives the memory of the weights back. */
    @Override
    public void close() {
        closed = true;
        giveBack.run();
    }
}
