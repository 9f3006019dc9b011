package io.vivace.vision.detection;

import io.vivace.metric.Metric;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Decoder;
import io.vivace.vision.detection.DetectionScores.Curve;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Mean average precision of detectors as a metric of learners: what a net says is decoded and judged in the pictures as the net sees them.
 * Give decoders a low least score: unsure finds count, too, and only ever raise it.
 *
 * <pre>{@code
 * .metrics(MeanPrecision.voc(ssd.decoder().least(0.01), classes), MeanPrecision.coco(ssd.decoder().least(0.01), classes))
 * }</pre>
 */
public final class MeanPrecision implements Metric {
    private final String name;
    private final Decoder<Boxes> decoder;
    private final DetectionScores scores;
    private final ToDoubleFunction<DetectionScores> score;
    private boolean broken;

    private MeanPrecision(String name, Decoder<Boxes> decoder, int classes, ToDoubleFunction<DetectionScores> score) {
        this.name = name;
        this.decoder = decoder;
        this.score = score;
        scores = new DetectionScores(classes);
    }

    /**
     * {@return Pascal VOC's mean average precision at an overlap of a half, as an area}
     *
     * @param decoder reads things off outputs
     * @param classes how many
     */
    public static MeanPrecision voc(Decoder<Boxes> decoder, int classes) {
        return new MeanPrecision("mAP VOC", decoder, classes, s -> s.voc(0.5, Curve.AREA));
    }

    /**
     * {@return Pascal VOC's mean average precision at an overlap of a half, at eleven recalls}
     *
     * @param decoder reads things off outputs
     * @param classes how many
     */
    public static MeanPrecision vocElevenPoints(Decoder<Boxes> decoder, int classes) {
        return new MeanPrecision("mAP VOC 11", decoder, classes, s -> s.voc(0.5, Curve.ELEVEN_POINTS));
    }

    /**
     * {@return COCO's mean average precision, over overlaps of .5, .55 to .95}
     *
     * @param decoder reads things off outputs
     * @param classes how many
     */
    public static MeanPrecision coco(Decoder<Boxes> decoder, int classes) {
        return new MeanPrecision("mAP COCO", decoder, classes, s -> s.coco().mean());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        scores.reset();
        broken = false;
    }

    @Override
    public void add(Tensor output, Tensor target) {
        throw new IllegalArgumentException(name + " needs four targets: boxes, classes, notes, sizes");
    }

    @Override
    public void add(Tensor output, List<Tensor> targets) {
        Truths truths = Truths.of(targets);
        broken |= output.detach().ne(output.detach()).anyTrue();
        if (broken) {
            return;
        }
        for (int i = 0; i < truths.pictures(); i++) {
            Boxes truth = truths.all(i);
            scores.add(truth, decoder.decode(output.select(0, i), truth.picture()));
        }
    }

    @Override
    public double value() {
        return broken ? Double.NaN : score.applyAsDouble(scores);
    }
}
