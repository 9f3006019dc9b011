package io.vivace.learn;

import io.vivace.optim.Optimizer;
import io.vivace.optim.ParameterGroup;
import io.vivace.optim.Settings;
import io.vivace.optim.WeightDecay;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What a learner and its parts remember, beside the tensors of net and optimizer. */
final class LearnerState {
    private static final String NORM_RESTS = "norm_rests";

    private LearnerState() {}

    static void save(SavedState to, Learner learner, CallbackList callbacks) {
        to.put("rng", learner.rng().state());
        to.put("epochs_started", learner.epochsStarted());
        to.put("precision", learner.precision().name());
        to.put(NORM_RESTS, learner.normRests());
        learner.recorder().save(to.part("recorder"));
        settings(to.part("optimizer"), learner.optimizer().groups());
        parts(to, learner, callbacks, (part, stateful) -> stateful.save(part));
    }

    /** Gives a learner back what it remembers itself. */
    static void load(SavedState from, Learner learner) {
        learner.rng().state(from.wholes("rng"));
        learner.epochsStarted(from.whole("epochs_started"));
        learner.recorder().load(from.part("recorder"));
    }

    /** Gives callbacks, step and modules back what they remember. */
    static void loadParts(SavedState from, Learner learner, CallbackList callbacks) {
        parts(from, learner, callbacks, (part, stateful) -> stateful.load(part));
    }

    /** Visits everything that remembers something, each with a part of the state of its own. */
    private static void parts(
            SavedState state, Learner learner, CallbackList callbacks, BiConsumer<SavedState, Stateful> visit) {
        Map<String, Integer> seen = new HashMap<>();
        for (Callback c : callbacks.all()) {
            int number = seen.merge(c.name(), 1, Integer::sum);
            visit.accept(state.part("callbacks").part(number == 1 ? c.name() : c.name() + " " + number), c);
        }
        visit.accept(state.part("step"), learner.step());
        learner.model().modules().forEach((path, module) -> {
            if (module instanceof Stateful s) {
                visit.accept(state.part("modules").part(path.isEmpty() ? "net" : path), s);
            }
        });
    }

    /** {@return how many numbers train: it tells whether the same layers are frozen} */
    static long trainingNumbers(Learner learner) {
        return learner.model().parameters().values().stream()
                .filter(p -> p.isTrainable())
                .mapToLong(p -> p.shape().elements())
                .sum();
    }

    /**
     * Compares what a program has set up anew with what was saved.
     *
     * @throws IllegalStateException if other layers train, in another way or in another precision
     */
    static void check(SavedState from, Learner learner, String where) {
        long then = from.whole("training_numbers");
        long now = trainingNumbers(learner);
        if (then != now) {
            throw new IllegalStateException(where + " trained " + then + " numbers of the net, this program trains "
                    + now + ": freeze and unfreeze the same layers before this fit as the first time");
        }
        boolean rested = from.has(NORM_RESTS) && from.flag(NORM_RESTS); // older files do not tell
        if (rested != learner.normRests()) {
            throw new IllegalStateException(where + " was made while all batch norm "
                    + (rested ? "rested" : "learnt as its layers do")
                    + ": call restNorm(" + rested + ") before this fit as the first time");
        }
        if (!from.text("precision").equals(learner.precision().name())) {
            throw new IllegalStateException(where + " was made in precision " + from.text("precision")
                    + ", this learner computes in " + learner.precision().name() + "; give it the same one");
        }
    }

    private static void settings(SavedState to, List<ParameterGroup> groups) {
        for (int i = 0; i < groups.size(); i++) {
            Settings s = groups.get(i).settings();
            SavedState one = to.part(Integer.toString(i));
            one.put("lr", s.lr());
            one.put("momentum", s.momentum());
            one.put("beta2", s.beta2());
            one.put("decay", s.decay().amount());
            one.put("decoupled", s.decay().decoupled());
            one.put("norms_and_biases", s.decay().normsAndBiases());
        }
    }

    static void loadSettings(SavedState from, Optimizer optimizer) {
        List<ParameterGroup> groups = optimizer.groups();
        for (int i = 0; i < groups.size(); i++) {
            SavedState one = from.part("optimizer").part(Integer.toString(i));
            groups.get(i)
                    .settings(new Settings(
                            one.number("lr"),
                            one.number("momentum"),
                            one.number("beta2"),
                            new WeightDecay(one.number("decay"), one.flag("decoupled"), one.flag("norms_and_biases"))));
        }
    }
}
