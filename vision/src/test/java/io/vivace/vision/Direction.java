package io.vivace.vision;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Mapping;
import io.vivace.vision.transform.Sketch;
import java.awt.Color;
import java.util.List;

/** Where an arrow in a picture points, in radians: 0 to the right, growing counter-clockwise. Shown in docs/vision.md. */
record Direction() implements Target<Double> {
    @Override
    public int outputs() {
        return 2; // sine and cosine: an angle itself would jump where the circle closes
    }

    @Override
    public Double transform(Double angle, Sketch sketch) {
        Mapping at = sketch.mapping();
        double row = at.picture().height() / 2.0;
        double column = at.picture().width() / 2.0;
        double[] from = at.toResult(row, column);
        double[] to = at.toResult(row - Math.sin(angle), column + Math.cos(angle));
        return Math.atan2(from[0] - to[0], to[1] - from[1]);
    }

    @Override
    public List<Tensor> collate(List<Double> angles) {
        float[] both = new float[2 * angles.size()];
        for (int i = 0; i < angles.size(); i++) {
            both[2 * i] = (float) Math.sin(angles.get(i));
            both[2 * i + 1] = (float) Math.cos(angles.get(i));
        }
        return List.of(Tensor.of(both, angles.size(), 2));
    }

    @Override
    public Double decode(Tensor said, Size shown) {
        float[] both = said.toFloatArray();
        return Math.atan2(both[0], both[1]);
    }

    @Override
    public LossFunction loss() {
        return LossFunction.mse();
    }

    @Override
    public String text(Double angle) {
        return Math.round(Math.toDegrees(angle)) + "°";
    }

    @Override
    public void draw(Canvas canvas, Double angle) {
        double row = canvas.size().height() / 2.0;
        double column = canvas.size().width() / 2.0;
        double length = row * 0.8;
        canvas.line(row, column, row - length * Math.sin(angle), column + length * Math.cos(angle), Color.YELLOW);
    }

    @Override
    public TargetPlan plan() {
        return TargetPlan.of(
                "direction", List.of()); // TargetPlan.register("direction", p -> new Direction()) makes it again
    }
}
