package io.vivace.callbacks.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vivace.callbacks.Bins;
import io.vivace.callbacks.Distribution;
import io.vivace.callbacks.LayerWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How activations and gradients of layers were spread over time, in bounded memory: of too many looks every other one is dropped. */
final class LayerHistory {
    private static final int MOST = 128;

    /** How outputs are counted. */
    static final Bins ACTIVATIONS = Bins.even(40, -7, 7);

    /** Gradients differ by orders of magnitude. */
    static final Bins GRADIENTS = Bins.powersOfTwo(-40, 10);

    /**
     * A distribution in few bytes.
     *
     * @param levels log(1 + count) as a part of log(1 + all), in 255ths
     */
    private record Spread(float mean, float std, float nearZero, byte[] levels) {
        static Spread of(@Nullable Distribution d, Bins bins) {
            byte[] levels = new byte[bins.count()];
            if (d == null) {
                return new Spread(Float.NaN, Float.NaN, Float.NaN, levels);
            }
            double whole = Math.log1p((double) Arrays.stream(d.counts()).sum());
            for (int b = 0; b < levels.length && whole > 0; b++) {
                levels[b] = (byte) Math.round(255 * Math.log1p((double) d.counts()[b]) / whole);
            }
            return new Spread((float) d.mean(), (float) d.std(), (float) d.nearZero(), levels);
        }
    }

    private record Look(int batch, List<Spread> activations, List<Spread> gradients) {}

    private final List<String> names;
    private List<Look> looks = new ArrayList<>();
    private int stride = 1;
    private int seen;

    LayerHistory(List<String> names) {
        this.names = List.copyOf(names);
    }

    LayerHistory copy() {
        var copy = new LayerHistory(names);
        copy.looks = List.copyOf(looks);
        return copy;
    }

    List<String> names() {
        return names;
    }

    int size() {
        return looks.size();
    }

    void add(int batch, LayerWatch watch) {
        if (seen++ % stride != 0) {
            return;
        }
        List<Spread> activations = new ArrayList<>();
        List<Spread> gradients = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            activations.add(Spread.of(watch.activation(i), ACTIVATIONS));
            gradients.add(Spread.of(watch.gradient(i), GRADIENTS));
        }
        looks.add(new Look(batch, activations, gradients));
        if (looks.size() == MOST) {
            List<Look> some = new ArrayList<>();
            for (int i = 0; i < MOST; i += 2) {
                some.add(looks.get(i));
            }
            looks = some;
            stride *= 2;
        }
    }

    void write(JsonGenerator to) throws IOException {
        to.writeStartObject();
        to.writeArrayFieldStart("batch");
        for (Look look : looks) {
            to.writeNumber(look.batch);
        }
        to.writeEndArray();
        to.writeArrayFieldStart("layers");
        for (int i = 0; i < names.size(); i++) {
            int at = i;
            to.writeStartObject();
            to.writeStringField("name", names.get(i));
            kind(
                    to,
                    "activations",
                    looks.stream().map(l -> l.activations.get(at)).toList(),
                    ACTIVATIONS);
            kind(to, "gradients", looks.stream().map(l -> l.gradients.get(at)).toList(), GRADIENTS);
            to.writeEndObject();
        }
        to.writeEndArray();
        to.writeEndObject();
    }

    private static void kind(JsonGenerator to, String name, List<Spread> all, Bins bins) throws IOException {
        to.writeObjectFieldStart(name);
        numbers(to, "mean", all, Spread::mean);
        numbers(to, "std", all, Spread::std);
        numbers(to, "nearZero", all, Spread::nearZero);
        to.writeNumberField("bins", bins.count());
        to.writeStringField("low", bins.lowText());
        to.writeStringField("high", bins.highText());
        byte[] levels = new byte[all.size() * bins.count()];
        for (int i = 0; i < all.size(); i++) {
            System.arraycopy(all.get(i).levels, 0, levels, i * bins.count(), bins.count());
        }
        to.writeFieldName("levels");
        to.writeBinary(levels);
        to.writeEndObject();
    }

    private static void numbers(JsonGenerator to, String name, List<Spread> all, ToDoubleFunction<Spread> number)
            throws IOException {
        to.writeArrayFieldStart(name);
        for (Spread s : all) {
            Json.number(to, number.applyAsDouble(s));
        }
        to.writeEndArray();
    }
}
