package io.vivace.vision.models;

import io.vivace.nn.Module;
import java.util.List;

/** A net that is the body of a known one with something around it: a U-Net, a detector. */
public interface OnBody {
    /** {@return the body, whose weights can be pretrained} */
    Body body();

    /** {@return all modules of this net that are not the body's: its last layer group} */
    List<Module> head();
}
