package io.vivace.vision.segmentation;

import io.vivace.vision.Target;
import io.vivace.vision.TargetPlan;
import java.util.Map;
import java.util.function.Function;

/** Makes exported models of masks known. */
public final class SegmentationKinds implements TargetPlan.Kinds {
    /** For the service loader. */
    public SegmentationKinds() {}

    @Override
    public Map<String, Function<? super TargetPlan, ? extends Target<?>>> makers() {
        return Map.of(SegmentationTarget.KIND, SegmentationTarget::of);
    }
}
