package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import org.jspecify.annotations.Nullable;

/** Does to one callback what a checkpoint does: writes its state down after the first epoch, or loads it when a fit begins. */
final class Resumed implements Callback {
    private final Callback of;
    private @Nullable SavedState load;
    SavedState saved = new SavedState();

    private Resumed(Callback of, @Nullable SavedState load) {
        this.of = of;
        this.load = load;
    }

    static Resumed saving(Callback of) {
        return new Resumed(of, null);
    }

    static Resumed loading(Callback of, SavedState state) {
        return new Resumed(of, state);
    }

    @Override
    public int order() {
        return 1000;
    }

    @Override
    public void beforeFit(Fit fit) {
        if (load != null) {
            of.load(load);
            load = null;
        }
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (epoch.number() == 0) {
            of.save(saved);
        }
    }
}
