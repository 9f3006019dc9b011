package io.vivace.learn;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The callbacks of a fit, in their order. */
final class CallbackList {
    private final List<Callback> callbacks;

    CallbackList(List<? extends Callback> callbacks) {
        this.callbacks = callbacks.stream()
                .<Callback>map(c -> c)
                .sorted(Comparator.comparingInt(Callback::order))
                .toList();
    }

    /** {@return the callbacks in their order} */
    List<Callback> all() {
        return callbacks;
    }

    /** {@return this with some more} */
    CallbackList with(Callback... more) {
        return new CallbackList(
                Stream.concat(callbacks.stream(), Stream.of(more)).toList());
    }

    /** {@return those that take part in the search for a learning rate} */
    CallbackList thatChangeTraining() {
        return new CallbackList(
                callbacks.stream().filter(Callback::changesTraining).toList());
    }

    /** Calls one after the other until one throws. */
    void fire(String event, Consumer<Callback> call) {
        for (Callback c : callbacks) {
            call(c, event, call);
        }
    }

    /** Calls all, and then throws what the first that failed has thrown. */
    void fireAll(String event, Consumer<Callback> call) {
        RuntimeException first = null;
        for (Callback c : callbacks) {
            try {
                call(c, event, call);
            } catch (RuntimeException e) {
                first = Cleanup.join(first, e);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void call(Callback c, String event, Consumer<Callback> call) {
        try {
            call.accept(c);
        } catch (RuntimeException e) {
            throw new CallbackException(c, event, e);
        }
    }
}
