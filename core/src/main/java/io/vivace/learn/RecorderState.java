package io.vivace.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Writes records into checkpoints and reads them back. */
final class RecorderState {
    private RecorderState() {}

    static void saveBatches(SavedState to, List<BatchRecord> batches) {
        to.put("fit", batches.stream().mapToLong(BatchRecord::fit).toArray());
        to.put("epoch", batches.stream().mapToLong(BatchRecord::epoch).toArray());
        to.put("groups", batches.stream().mapToLong(b -> b.lr().size()).toArray());
        to.put(
                "lr",
                batches.stream()
                        .flatMapToDouble(b -> b.lr().stream().mapToDouble(v -> v))
                        .toArray());
        to.put("momentum", column(batches, BatchRecord::momentum));
        to.put("loss", column(batches, BatchRecord::loss));
        to.put("smoothed_loss", column(batches, BatchRecord::smoothedLoss));
    }

    private static double[] column(List<BatchRecord> batches, ToDoubleFunction<BatchRecord> value) {
        return batches.stream().mapToDouble(value).toArray();
    }

    static List<BatchRecord> loadBatches(SavedState from) {
        long[] fit = from.wholes("fit");
        long[] epoch = from.wholes("epoch");
        long[] groups = from.wholes("groups");
        double[] lr = from.numbers("lr");
        double[] momentum = from.numbers("momentum");
        double[] loss = from.numbers("loss");
        double[] smoothed = from.numbers("smoothed_loss");
        boolean fits = Arrays.stream(groups).allMatch(g -> g > 0 && g <= lr.length)
                && Arrays.stream(groups).sum() == lr.length;
        if (!fits
                || LongStream.of(epoch.length, groups.length, momentum.length, loss.length, smoothed.length)
                        .anyMatch(n -> n != fit.length)) {
            throw new IllegalArgumentException("the records of batches have columns of different lengths");
        }
        List<BatchRecord> batches = new ArrayList<>(fit.length);
        int next = 0;
        for (int i = 0; i < fit.length; i++) {
            List<Double> rates = new ArrayList<>();
            for (int g = 0; g < groups[i]; g++) {
                rates.add(lr[next++]);
            }
            batches.add(new BatchRecord((int) fit[i], (int) epoch[i], rates, momentum[i], loss[i], smoothed[i]));
        }
        return batches;
    }

    static void saveEpochs(SavedState to, List<EpochRecord> epochs) {
        for (int i = 0; i < epochs.size(); i++) {
            EpochRecord e = epochs.get(i);
            SavedState one = to.part(Integer.toString(i));
            one.put("fit", e.fit());
            one.put("epoch", e.epoch());
            one.put("smoothed_loss", e.smoothedLoss());
            one.put("train_loss", e.trainLoss());
            one.put("valid_loss", e.validLoss());
            saveMetrics(one.part("metrics"), e.metrics());
            one.put("seconds", e.seconds());
            one.put("data_wait", e.dataWait());
        }
    }

    static List<EpochRecord> loadEpochs(SavedState from) {
        List<EpochRecord> epochs = new ArrayList<>();
        for (int i = 0; from.has(Integer.toString(i)); i++) {
            SavedState one = from.part(Integer.toString(i));
            epochs.add(new EpochRecord(
                    (int) one.whole("fit"),
                    (int) one.whole("epoch"),
                    one.number("smoothed_loss"),
                    one.number("train_loss"),
                    one.number("valid_loss"),
                    loadMetrics(one.part("metrics")),
                    one.number("seconds"),
                    one.number("data_wait")));
        }
        return epochs;
    }

    static void saveMetrics(SavedState to, Map<String, Double> metrics) {
        to.put("names", List.copyOf(metrics.keySet()));
        int i = 0;
        for (double value : metrics.values()) {
            to.put(Integer.toString(i++), value);
        }
    }

    static Map<String, Double> loadMetrics(SavedState from) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String name : from.texts("names")) {
            metrics.put(name, from.number(Integer.toString(metrics.size())));
        }
        return metrics;
    }

    static void savePhases(SavedState to, List<Recorder.PhaseStart> phases) {
        to.put("labels", phases.stream().map(Recorder.PhaseStart::label).toList());
        to.put("batches", phases.stream().mapToLong(Recorder.PhaseStart::batch).toArray());
    }

    static List<Recorder.PhaseStart> loadPhases(SavedState from) {
        List<String> labels = from.texts("labels");
        long[] batches = from.wholes("batches");
        List<Recorder.PhaseStart> phases = new ArrayList<>();
        for (int i = 0; i < batches.length; i++) {
            phases.add(new Recorder.PhaseStart((int) batches[i], labels.get(i)));
        }
        return phases;
    }
}
