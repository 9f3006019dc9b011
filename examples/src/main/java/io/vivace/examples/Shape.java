package io.vivace.examples;

import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.GeneralPath;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The classes of the quick start's pictures. Each is drawn around (0, 0) within a circle of radius 1. */
enum Shape {
    CIRCLE,
    CROSS,
    HEART,
    MOON,
    PENTAGON,
    SQUARE,
    STAR,
    TRIANGLE;

    /** {@return the name of the folder with its pictures} */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    java.awt.Shape outline() {
        return switch (this) {
            case CIRCLE -> new Ellipse2D.Double(-0.9, -0.9, 1.8, 1.8);
            case CROSS -> {
                var cross = new Area(new Rectangle2D.Double(-0.95, -0.3, 1.9, 0.6));
                cross.add(new Area(new Rectangle2D.Double(-0.3, -0.95, 0.6, 1.9)));
                yield cross;
            }
            case HEART -> heart();
            case MOON -> {
                var moon = new Area(new Ellipse2D.Double(-0.9, -0.9, 1.8, 1.8));
                moon.subtract(new Area(new Ellipse2D.Double(-0.35, -0.8, 1.5, 1.5)));
                yield moon;
            }
            case PENTAGON -> polygon(5, 1);
            case SQUARE -> polygon(4, 1);
            case STAR -> polygon(5, 0.42);
            case TRIANGLE -> polygon(3, 1);
        };
    }

    /** Corners on the unit circle; with an inner radius below 1, corners further in between them. */
    private static java.awt.Shape polygon(int corners, double inner) {
        int n = inner < 1 ? 2 * corners : corners;
        var path = new Path2D.Double();
        for (int i = 0; i < n; i++) {
            double radius = inner < 1 && i % 2 == 1 ? inner : 1;
            double angle = 2 * Math.PI * i / n - Math.PI / 2;
            double x = radius * Math.cos(angle);
            double y = radius * Math.sin(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    private static java.awt.Shape heart() {
        var path = new GeneralPath();
        path.moveTo(0, 0.95);
        path.curveTo(-1.6, -0.1, -0.8, -1.3, 0, -0.45);
        path.curveTo(0.8, -1.3, 1.6, -0.1, 0, 0.95);
        path.closePath();
        return path;
    }
}
