package io.vivace.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All operations. */
final class Operations {
    private Operations() {}

    static List<Op> all() {
        return Stream.of(
                        ArithmeticOps.all(),
                        ComparisonOps.all(),
                        PointwiseOps.all(),
                        ReductionOps.all(),
                        LinearAlgebraOps.all(),
                        ShapingOps.all(),
                        RearrangingOps.all(),
                        IndexingOps.all(),
                        ConvolutionOps.all(),
                        PoolingOps.all(),
                        NormalizationOps.all(),
                        RecurrenceOps.all(),
                        DropoutOps.all(),
                        LossOps.all())
                .flatMap(List::stream)
                .toList();
    }
}
