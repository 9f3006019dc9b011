package io.vivace.vision.detection;

import io.vivace.vision.Canvas;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Things for people. */
final class Shown {
    private Shown() {}

    /** {@return names, with how sure a net is of each} */
    static String text(Boxes value, List<String> classes) {
        return value.things().isEmpty()
                ? "nothing"
                : value.things().stream().map(t -> name(t, classes)).collect(Collectors.joining(", "));
    }

    static void draw(Canvas canvas, Boxes value, List<String> classes) {
        for (int i = value.things().size() - 1; i >= 0; i--) { // the surest on top
            Thing t = value.things().get(i);
            Box b = t.box();
            canvas.box(
                    b.top(),
                    b.left(),
                    b.bottom() + 1,
                    b.right() + 1,
                    Canvas.color(classes.isEmpty() ? 0 : t.label()),
                    name(t, classes));
        }
    }

    private static String name(Thing t, List<String> classes) {
        String name = t.label() < classes.size() ? classes.get(t.label()) : "";
        return t.score() < 1 ? (name + String.format(Locale.ROOT, " %.2f", t.score())).trim() : name;
    }
}
