package io.vivace.learn;

import java.util.ArrayList;
import java.util.List;

/** The fits of a program that are done: what was planned, and how they went. */
final class DoneFits {
    private record Done(String plan, FitResult result) {}

    private final List<Done> all = new ArrayList<>();

    int size() {
        return all.size();
    }

    void add(String plan, FitResult result) {
        all.add(new Done(plan, result));
    }

    /** {@return what was planned for a fit, in words} */
    String plan(int fit) {
        return all.get(fit).plan();
    }

    FitResult result(int fit) {
        return all.get(fit).result();
    }

    void save(SavedState to) {
        for (int i = 0; i < all.size(); i++) {
            Done d = all.get(i);
            SavedState one = to.part(Integer.toString(i));
            one.put("plan", d.plan());
            one.put("batches", d.result().batches());
            String reason = d.result().stopReason();
            if (reason != null) {
                one.put("stop_reason", reason);
            }
            RecorderState.saveEpochs(one.part("epochs"), d.result().epochs());
        }
    }

    /** Adds those that are not known yet. */
    void load(SavedState from) {
        for (int i = all.size(); from.has(Integer.toString(i)); i++) {
            SavedState one = from.part(Integer.toString(i));
            add(
                    one.text("plan"),
                    new FitResult(
                            RecorderState.loadEpochs(one.part("epochs")),
                            one.whole("batches"),
                            one.has("stop_reason") ? one.text("stop_reason") : null));
        }
    }
}
