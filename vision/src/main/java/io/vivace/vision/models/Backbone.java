package io.vivace.vision.models;

/** A classifier of images that knows where to cut it for transfer learning. */
public interface Backbone extends Rebuildable {
    /** {@return everything before the classifier, sharing this net's layers} */
    Body body();

    /** {@return how this net is built again} */
    @Override
    Architecture architecture();
}
