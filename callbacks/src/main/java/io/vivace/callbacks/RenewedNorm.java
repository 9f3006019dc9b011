package io.vivace.callbacks;

import io.vivace.data.Batch;
import io.vivace.data.DataBunch;
import io.vivace.data.Loader;
import io.vivace.learn.Learner;
import io.vivace.learn.SavedState;
import io.vivace.nn.BatchNorm;
import io.vivace.nn.Module;
import io.vivace.nn.NormStatistics;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Batch norm statistics of a learner's net for weights that training did not lead to, taken by a pass over the training batches. */
final class RenewedNorm implements AutoCloseable {
    private final Learner learner;
    private final List<BatchNorm> following = new ArrayList<>();
    private final List<BatchNorm> resting = new ArrayList<>();
    private final Map<String, Tensor> kept = new LinkedHashMap<>();
    private final Map<String, Tensor> before = new LinkedHashMap<>();
    private int keptFor = -1;

    RenewedNorm(Learner learner) {
        this.learner = learner;
    }

    /** Notes which layers follow the data, while the net is as it trains. */
    void lookAtModes() {
        divide((path, norm) -> norm.isTraining());
    }

    private void divide(BiPredicate<String, BatchNorm> follows) {
        following.clear();
        resting.clear();
        learner.model().modules().forEach((path, m) -> {
            if (m instanceof BatchNorm norm) {
                (follows.test(path, norm) ? following : resting).add(norm);
            }
        });
    }

    void save(SavedState to) {
        List<String> paths = new ArrayList<>();
        learner.model().modules().forEach((path, m) -> {
            if (m instanceof BatchNorm norm && resting.contains(norm)) {
                paths.add(path);
            }
        });
        to.put("resting", paths);
    }

    void load(SavedState from) {
        List<String> paths = from.texts("resting");
        divide((path, norm) -> !paths.contains(path));
    }

    /**
     * Gives the net other weights and the statistics that belong to them; it is in evaluation mode afterwards. If something fails it is as
     * it was.
     *
     * @param data whose training batches are shown
     * @param epoch which of their epochs
     * @param version of these weights: statistics of the same version are not taken again
     * @param exchange puts the weights into the net, and takes them out when done again
     */
    void put(DataBunch data, long epoch, int version, Runnable exchange) {
        copyBuffers(before);
        exchange.run();
        try {
            if (version == keptFor) {
                load(kept);
            } else if (!following.isEmpty()) {
                pass(data.train(), epoch);
                copyBuffers(kept);
                keptFor = version;
            }
        } catch (RuntimeException | Error e) {
            undo();
            exchange.run();
            throw e;
        }
    }

    /** Gives the net back the statistics that it had before {@link #put}. */
    void undo() {
        load(before);
    }

    private void pass(Loader train, long epoch) {
        long[] rng = learner.rng().state();
        learner.model().train();
        resting.forEach(Module::eval);
        try (var statistics = NormStatistics.renew(following);
                Loader.Epoch batches = train.epoch(epoch)) {
            Autograd.noGrad(() -> show(batches, statistics));
        } finally {
            learner.rng().state(rng);
            learner.model().eval();
        }
    }

    private void show(Loader.Epoch batches, NormStatistics statistics) {
        while (batches.hasNext()) {
            try (Batch batch = batches.next();
                    var scope = Scope.open()) {
                statistics.next(batch.size());
                learner.precision().run(() -> learner.model().forward(batch.inputs()));
            }
        }
    }

    private void copyBuffers(Map<String, Tensor> to) {
        release(to);
        Autograd.noGrad(() -> learner.model()
                .buffers()
                .forEach((name, t) -> to.put(name, t.copy().keep())));
    }

    private void load(Map<String, Tensor> from) {
        Map<String, Tensor> buffers = learner.model().buffers();
        Autograd.noGrad(() -> from.forEach((name, t) -> {
            Tensor buffer = buffers.get(name);
            if (buffer != null) {
                buffer.copy_(t);
            }
        }));
    }

    private static void release(Map<String, Tensor> copies) {
        copies.values().forEach(Tensor::close);
        copies.clear();
    }

    @Override
    public void close() {
        release(kept);
        release(before);
        keptFor = -1;
    }
}
