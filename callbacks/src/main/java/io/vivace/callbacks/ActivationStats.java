package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import io.vivace.nn.Module;
import io.vivace.plot.HistogramPanels;
import io.vivace.plot.LineChart;
import io.vivace.plot.Png;
import io.vivace.plot.Stack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Notes how the outputs of layers are spread while a net trains, every so many training batches: mean, standard deviation, share near
 * zero, histogram; on request also the gradients of these outputs. What fastai's {@code ActivationStats} does; its plot of histograms
 * over time shows at a glance whether layers die, explode or learn. Hooks are there during the batches that are looked at and no
 * longer, so other batches run as they would without this.
 *
 * <pre>{@code
 * var stats = ActivationStats.every(10).gradients();
 * try (var learn = Learner.of(data, net).callbacks(stats).build()) {
 *     learn.fitOneCycle(1, 1e-2);
 * }
 * stats.plotHistograms(Path.of("activations.png"));
 * }</pre>
 *
 * A fit starts anew, and everything seen in it is kept: 40 counts for each layer and look.
 */
public final class ActivationStats implements Callback {
    /** What is near zero, and how far outputs usually reach (fastai's course of 2019). */
    static final Bins OUTPUTS = Bins.even(40, -7, 7);

    /** Gradients differ by orders of magnitude. */
    static final Bins GRADIENTS = Bins.powersOfTwo(-40, 10);

    private final int every;
    private final Bins outputBins;
    private final @Nullable Bins gradientBins;
    private final Function<Module, Map<String, Module>> choice;

    private final List<Long> batches = new ArrayList<>();
    private List<String> names = List.of();
    private List<String> titles = List.of();
    private List<List<Distribution>> outputs = List.of();
    private List<List<Distribution>> outputGradients = List.of();
    private @Nullable LayerWatch watch;
    private long seen;

    private ActivationStats(
            int every, Bins outputBins, @Nullable Bins gradientBins, Function<Module, Map<String, Module>> choice) {
        this.every = every;
        this.outputBins = outputBins;
        this.gradientBins = gradientBins;
        this.choice = choice;
    }

    /**
     * {@return such a callback, for the layers that hold parameters}
     *
     * @param batches from one look to the next, at least 1; the first batch of a fit is looked at
     */
    public static ActivationStats every(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("look every 1 or more batches, got " + batches);
        }
        return new ActivationStats(batches, OUTPUTS, null, LayerWatch::layersWithParameters);
    }

    /** {@return looking at the gradients of the layers' outputs, too} Histograms of these count powers of two. */
    public ActivationStats gradients() {
        return new ActivationStats(every, outputBins, GRADIENTS, choice);
    }

    /**
     * {@return with other histograms of outputs}
     *
     * @param bins how they are counted
     */
    public ActivationStats bins(Bins bins) {
        return new ActivationStats(every, bins, gradientBins, choice);
    }

    /**
     * {@return looking at other layers}
     *
     * @param chosen which of the modules that hold no others, such as {@code m -> m instanceof Relu}
     */
    public ActivationStats layersWhere(Predicate<Module> chosen) {
        return new ActivationStats(every, outputBins, gradientBins, net -> LayerWatch.layers(net, chosen));
    }

    // ---------------------------------------------------------------------------------------------- training

    @Override
    public void beforeFit(Fit fit) {
        seen = 0;
        batches.clear();
        Map<String, Module> layers = choice.apply(fit.model());
        names = List.copyOf(layers.keySet());
        titles = LayerWatch.titles(layers);
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "no layer of the net is chosen; layersWhere(...) sees the modules that hold"
                            + " no other modules, and by default those with parameters are taken");
        }
        outputs = names.stream().<List<Distribution>>map(n -> new ArrayList<>()).toList();
        outputGradients =
                names.stream().<List<Distribution>>map(n -> new ArrayList<>()).toList();
    }

    @Override
    public void beforeBatch(Step step) {
        if (step.isTraining() && seen++ % every == 0) {
            watch = LayerWatch.open(choice.apply(step.model()).values(), outputBins, gradientBins);
        }
    }

    @Override
    public void afterBatch(Step step) {
        LayerWatch w = watch;
        if (w == null) {
            return;
        }
        watch = null;
        w.close();
        batches.add(step.fit().batch());
        for (int i = 0; i < names.size(); i++) {
            outputs.get(i).add(orNothing(w.activation(i)));
            outputGradients.get(i).add(orNothing(w.gradient(i)));
        }
    }

    private static Distribution orNothing(@Nullable Distribution d) {
        return d == null ? new Distribution(Double.NaN, Double.NaN, Double.NaN, new long[0]) : d;
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return the paths of the layers, in the order of the net} */
    public List<String> layers() {
        return names;
    }

    /** {@return the numbers of the batches that were looked at, in their fit} */
    public List<Long> batches() {
        return Collections.unmodifiableList(batches);
    }

    /**
     * {@return how the outputs of a layer were spread, look by look; NaN and no counts where it did not run}
     *
     * @param layer its path
     * @throws IllegalArgumentException if it was not watched
     */
    public List<Distribution> activationsOf(String layer) {
        return Collections.unmodifiableList(outputs.get(position(layer)));
    }

    /**
     * {@return how the gradients of a layer's outputs were spread, look by look; NaN and no counts where none came} Their
     * {@code nearZero} is the share of exact zeros.
     *
     * @param layer its path
     * @throws IllegalArgumentException if it was not watched
     */
    public List<Distribution> gradientsOf(String layer) {
        return Collections.unmodifiableList(outputGradients.get(position(layer)));
    }

    private int position(String layer) {
        int at = names.indexOf(layer);
        if (at < 0) {
            throw new IllegalArgumentException("layer '" + layer + "' was not watched; there are " + names);
        }
        return at;
    }

    // ---------------------------------------------------------------------------------------------- plots

    /**
     * Draws the histograms of the outputs, a panel for each layer, a column for each look, colours by log(1 + count).
     *
     * @param png where to
     */
    public void plotHistograms(Path png) {
        panels("Activations", outputs, outputBins).save(png);
    }

    /**
     * Draws the histograms of the gradients likewise; the upright axis is the logarithm of their magnitude.
     *
     * @param png where to
     * @throws IllegalStateException without {@link #gradients()}
     */
    public void plotGradientHistograms(Path png) {
        if (gradientBins == null) {
            throw new IllegalStateException(
                    "gradients were not looked at: say ActivationStats.every(...).gradients() before training");
        }
        panels("Gradients of the outputs, magnitudes", outputGradients, gradientBins)
                .save(png);
    }

    private HistogramPanels panels(String title, List<List<Distribution>> all, Bins bins) {
        String across =
                batches.isEmpty() ? "batch" : "batch " + batches.get(0) + " to " + batches.get(batches.size() - 1);
        var panels = new HistogramPanels(title, across);
        for (int i = 0; i < names.size(); i++) {
            double[][] counts = all.get(i).stream()
                    .map(d ->
                            java.util.Arrays.stream(d.counts()).asDoubleStream().toArray())
                    .toArray(double[][]::new);
            panels.add(titles.get(i), counts, bins.lowText(), bins.highText());
        }
        return panels;
    }

    /**
     * Draws mean, standard deviation and share near zero of the outputs over time, a line for each layer.
     *
     * @param png where to
     */
    public void plotLines(Path png) {
        Png.write(
                png,
                Stack.of(List.of(
                        lines("Mean of activations", "mean", false, Distribution::mean),
                        lines("Standard deviation of activations", "std", true, Distribution::std),
                        lines("Activations within 0.05 of zero", "share", false, Distribution::nearZero))));
    }

    private java.awt.image.BufferedImage lines(
            String title, String yLabel, boolean log, ToDoubleFunction<Distribution> number) {
        double[] x = batches.stream().mapToDouble(b -> b).toArray();
        double[][] y = outputs.stream()
                .map(layer -> layer.stream().mapToDouble(number).toArray())
                .toArray(double[][]::new);
        var chart = new LineChart(title, "batch", yLabel);
        return (log ? chart.logY() : chart).ordered(titles, x, y).image();
    }
}
