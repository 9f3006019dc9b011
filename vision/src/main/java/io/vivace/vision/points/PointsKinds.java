package io.vivace.vision.points;

import io.vivace.vision.Target;
import io.vivace.vision.TargetPlan;
import java.util.Map;
import java.util.function.Function;

/** Makes exported models of points known. */
public final class PointsKinds implements TargetPlan.Kinds {
    /** For the service loader. */
    public PointsKinds() {}

    @Override
    public Map<String, Function<? super TargetPlan, ? extends Target<?>>> makers() {
        return Map.of(PointsTarget.KIND, PointsTarget::of);
    }
}
