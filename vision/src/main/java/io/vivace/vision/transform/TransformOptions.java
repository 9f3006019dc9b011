package io.vivace.vision.transform;

import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of fastai 1's get_transforms, by their names there.
 *
 * <pre>{@code Transforms.getTransforms().flipVert(true).maxRotate(20).pAffine(0.5).build()}</pre>
 */
public final class TransformOptions {
    private boolean doFlip = true;
    private boolean flipVert;
    private double maxRotate = 10;
    private double maxZoom = 1.1;
    private double maxLighting = 0.2;
    private double maxWarp = 0.2;
    private double pAffine = 0.75;
    private double pLighting = 0.75;
    private final List<Transform> xtra = new ArrayList<>();

    TransformOptions() {}

    /**
     * {@return this, with or without mirrored pictures; with them unless this is called}
     *
     * @param flip whether there are any
     */
    public TransformOptions doFlip(boolean flip) {
        doFlip = flip;
        return this;
    }

    /**
     * {@return this, with all eight symmetries in place of mirroring left and right, where pictures are flipped at all}
     *
     * @param vertically whether
     */
    public TransformOptions flipVert(boolean vertically) {
        flipVert = vertically;
        return this;
    }

    /**
     * {@return this, with another bound on rotations; 10 unless this is called}
     *
     * @param degrees either way; 0 for none
     */
    public TransformOptions maxRotate(double degrees) {
        maxRotate = degrees;
        return this;
    }

    /**
     * {@return this, with another bound on zooms; 1.1 unless this is called}
     *
     * @param factor from 1, for none
     */
    public TransformOptions maxZoom(double factor) {
        maxZoom = factor;
        return this;
    }

    /**
     * {@return this, with another bound on changes of brightness and contrast; 0.2 unless this is called}
     *
     * @param change from 0, for none, to below 1
     */
    public TransformOptions maxLighting(double change) {
        maxLighting = change;
        return this;
    }

    /**
     * {@return this, with another bound on symmetric warps; 0.2 unless this is called}
     *
     * @param magnitude from 0, for none, to below 1
     */
    public TransformOptions maxWarp(double magnitude) {
        maxWarp = magnitude;
        return this;
    }

    /**
     * {@return this, with another probability of each rotation, zoom and warp; 0.75 unless this is called}
     *
     * @param p the probability
     */
    public TransformOptions pAffine(double p) {
        Numbers.probability("pAffine", p);
        pAffine = p;
        return this;
    }

    /**
     * {@return this, with another probability of each change of brightness and contrast; 0.75 unless this is called}
     *
     * @param p the probability
     */
    public TransformOptions pLighting(double p) {
        Numbers.probability("pLighting", p);
        pLighting = p;
        return this;
    }

    /**
     * {@return this, with a further change after all others}
     *
     * @param change one of this package or your own
     */
    public TransformOptions xtra(Transform change) {
        xtra.add(change);
        return this;
    }

    /**
     * {@return the transforms}
     *
     * @throws IllegalArgumentException if a number cannot be
     */
    public Transforms build() {
        Numbers.atLeastOne("maxZoom", maxZoom);
        Numbers.belowOne("maxLighting", maxLighting);
        Numbers.belowOne("maxWarp", maxWarp);
        if (!(maxRotate >= 0 && maxRotate <= 360)) {
            throw new IllegalArgumentException("maxRotate: give degrees from 0 to 360, got " + maxRotate);
        }
        Transforms t = Transforms.none();
        if (doFlip) {
            t = flipVert ? t.dihedral() : t.flip();
        }
        t = maxWarp > 0 ? t.with(new Warp(maxWarp, pAffine)) : t;
        t = maxZoom > 1 ? t.with(new Zoom(1, maxZoom, pAffine)) : t;
        t = maxRotate > 0 ? t.with(new Rotate(maxRotate, pAffine)) : t;
        if (maxLighting > 0) {
            t = t.with(new Brightness(maxLighting, pLighting)).with(new Contrast(maxLighting, pLighting));
        }
        for (Transform change : xtra) {
            t = t.and(change);
        }
        return t;
    }
}
