package io.vivace.examples;

import io.vivace.vision.transform.Rotate;
import io.vivace.vision.transform.Transforms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Reads what is to be changed at random in training: {@code standard}, {@code flip,pad=4}, {@code basic,rotate=20}. */
final class Augmentation {
    private static final Map<String, Supplier<Transforms>> PRESETS = new LinkedHashMap<>();
    private static final Map<String, BiFunction<Transforms, List<Double>, Transforms>> CHANGES = new LinkedHashMap<>();

    static {
        PRESETS.put("none", Transforms::none);
        PRESETS.put("standard", Transforms::standard);
        PRESETS.put("basic", Transforms::basic);
        PRESETS.put("side-on", Transforms::sideOn);
        PRESETS.put("top-down", Transforms::topDown);
        PRESETS.put("boxes", () -> Transforms.sideOn().with(new Rotate(3, 0.5)));
        CHANGES.put("flip", (t, n) -> t.flip());
        CHANGES.put("dihedral", (t, n) -> t.dihedral());
        CHANGES.put("pad", (t, n) -> t.padCrop((int) number(n, 4)));
        CHANGES.put("crop", (t, n) -> t.randomResizedCrop(number(n, 0.35)));
        CHANGES.put("scale", (t, n) -> t.randomScale(number(n, 1.1)));
        CHANGES.put("rotate", (t, n) -> t.rotate(number(n, 10)));
        CHANGES.put("zoom", (t, n) -> t.zoom(number(n, 1.1)));
        CHANGES.put("warp", (t, n) -> t.warp(number(n, 0.2)));
        CHANGES.put("light", (t, n) -> t.lighting(number(n, 0.2)));
        CHANGES.put("cutout", (t, n) -> t.cutout(1, (int) number(n, 8), 0.5));
    }

    private Augmentation() {}

    private static double number(List<Double> given, double otherwise) {
        return given.isEmpty() ? otherwise : given.get(0);
    }

    /**
     * {@return what a text describes}
     *
     * @param text names with or without a number, separated by commas; a preset may come first
     * @throws UsageException if a name is unknown or a number does not fit
     */
    static Transforms parse(String text) {
        Transforms t = Transforms.none();
        String[] words = text.toLowerCase(Locale.ROOT).split(",");
        for (int i = 0; i < words.length; i++) {
            String[] parts = words[i].trim().split("=", 2);
            Supplier<Transforms> preset = PRESETS.get(parts[0]);
            var change = CHANGES.get(parts[0]);
            if (preset != null && i == 0 && parts.length == 1) {
                t = preset.get();
            } else if (change != null) {
                t = apply(change, t, words[i].trim(), parts);
            } else {
                throw new UsageException("--augment: \"" + words[i].trim() + "\" is not known here; give one of "
                        + PRESETS.keySet() + " first, or none of them, then any of " + CHANGES.keySet()
                        + ", each with or without a number, such as flip,rotate=20");
            }
        }
        return t;
    }

    private static Transforms apply(
            BiFunction<Transforms, List<Double>, Transforms> change, Transforms to, String word, String[] parts) {
        try {
            return change.apply(to, parts.length == 1 ? List.of() : List.of(Double.valueOf(parts[1])));
        } catch (NumberFormatException e) {
            throw new UsageException("--augment: \"" + word + "\" needs a number after =");
        } catch (IllegalArgumentException e) {
            throw new UsageException("--augment: \"" + word + "\": " + e.getMessage());
        }
    }
}
