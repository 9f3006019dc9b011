package io.vivace.vision.detection;

import io.vivace.vision.Target;
import io.vivace.vision.TargetPlan;
import java.util.Map;
import java.util.function.Function;

/** How the targets of detection are made again from files of models. */
public final class DetectionKinds implements TargetPlan.Kinds {
    static final String BOX = "box";
    static final String THING = "thing";
    static final String THINGS = "things";

    /** For {@link java.util.ServiceLoader}. */
    public DetectionKinds() {}

    @Override
    public Map<String, Function<? super TargetPlan, ? extends Target<?>>> makers() {
        return Map.of(
                BOX, p -> OneBox.painted(),
                THING, p -> OneThing.painted(p.classes()),
                THINGS, p -> ManyThings.painted(p.classes()));
    }
}
