package io.vivace.data;

import java.util.List;

/** Training and validation data with all that is needed to show it, to size a model for it and to decode predictions. */
public interface DataBunch {
    /** {@return shuffled, augmented training batches} */
    Loader train();

    /** {@return validation batches in item order, without random changes} */
    Loader valid();

    /** {@return the training items as validation sees them: in order, without random changes} */
    Loader trainInOrder();

    /** {@return class names by index; empty when the target is not a class} */
    List<String> classes();

    /** {@return how many numbers the model must produce for an item} */
    int outputs();
}
