package io.vivace.learn;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes down again and again all that training depends on, so that a program which was killed and is started again goes on where
 * it was, and ends with the bits of one that was never interrupted.
 *
 * <pre>{@code
 * try (var learn = Learner.of(data, net)
 *         .checkpoint(Checkpoint.in(Path.of("runs/pets")).resume())
 *         .build()) {
 *     learn.fitOneCycle(30, 1e-2);    // passed by if it is done, gone on with if it was interrupted
 * }
 * }</pre>
 *
 * Resuming means to run the same program again: same data, same net, the same calls in the same order. Fits that are done are
 * passed by and leave the learner as they did the first time; the one that was interrupted goes on from the last checkpoint.
 * What the program does between them, such as unfreezing, it does again.
 *
 * <p>A file holds weights and statistics, what the optimizer remembers and its settings, the place in the schedule and in the
 * epoch, gradients that wait, the random generator, what was recorded and what {@linkplain Stateful callbacks, training steps and
 * modules} remember. It is a safetensors file that {@link Learner#load} reads, too, written whole or not at all, with a
 * checksum. A file that is found damaged is passed over with a warning, and the one before it is taken.
 *
 * <p>A checkpoint that cannot be written, as on a full disk, does not end training: a warning says so, and the next one is tried
 * when it is due.
 */
public final class Checkpoint {
    /** What becomes of checkpoints that are found. */
    enum Found {
        REFUSED,
        RESUMED,
        DELETED
    }

    /**
     * The choices.
     *
     * @param everyBatches 0 for none in between
     * @param every the longest time between two
     * @param everyEpochs at the end of each so many epochs
     * @param keep how many in the middle of fits
     * @param best which epoch is the best, null if that does not matter
     * @param found what becomes of those that are there
     */
    record Options(
            int everyBatches,
            Duration every,
            int everyEpochs,
            int keep,
            @Nullable Monitor best,
            Found found) {}

    private final Path folder;
    private final Options options;

    private Checkpoint(Path folder, Options options) {
        this.folder = folder;
        this.options = options;
    }

    /**
     * {@return checkpoints at the end of every epoch and every ten minutes, of which the last three are kept} If there are already
     * some, building the learner fails, unless {@link #resume()} or {@link #startOver()} says what to do with them.
     *
     * @param folder where to, made if it is missing; one for each run
     */
    public static Checkpoint in(Path folder) {
        return new Checkpoint(folder, new Options(0, Duration.ofMinutes(10), 1, 3, null, Found.REFUSED));
    }

    /**
     * {@return also after every so many batches}
     *
     * @param batches of a fit, at least 1
     */
    public Checkpoint everyBatches(int batches) {
        Options o = options;
        return with(new Options(positive("batches", batches), o.every, o.everyEpochs, o.keep, o.best, o.found));
    }

    /**
     * {@return with another longest time between two, for epochs that are long; ten minutes at first}
     *
     * @param time above 0
     */
    public Checkpoint every(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the time between checkpoints must be above 0, got " + time);
        }
        Options o = options;
        return with(new Options(o.everyBatches, time, o.everyEpochs, o.keep, o.best, o.found));
    }

    /**
     * {@return only at the end of every so many epochs, beside those that the time asks for}
     *
     * @param epochs at least 1
     */
    public Checkpoint everyEpochs(int epochs) {
        Options o = options;
        return with(new Options(o.everyBatches, o.every, positive("epochs", epochs), o.keep, o.best, o.found));
    }

    /**
     * {@return keeping more or fewer; three at first} The ends of the last ten fits are kept, too.
     *
     * @param last how many, at least 1
     */
    public Checkpoint keep(int last) {
        Options o = options;
        return with(
                new Options(o.everyBatches, o.every, o.everyEpochs, positive("checkpoints", last), o.best, o.found));
    }

    /**
     * {@return keeping that of the best epoch as well, as {@code best.safetensors}}
     *
     * @param name {@code valid_loss}, {@code train_loss} or a metric; losses and errors should fall, others rise
     */
    public Checkpoint best(String name) {
        return best(Monitor.of(name));
    }

    /**
     * {@return keeping that of the best epoch as well, as {@code best.safetensors}}
     *
     * @param monitor a number of each epoch
     */
    public Checkpoint best(Monitor monitor) {
        Options o = options;
        return with(new Options(o.everyBatches, o.every, o.everyEpochs, o.keep, monitor, o.found));
    }

    /** {@return going on with the run whose checkpoints are found, or starting if there are none} */
    public Checkpoint resume() {
        return found(Found.RESUMED);
    }

    /** {@return deleting the checkpoints that are found} */
    public Checkpoint startOver() {
        return found(Found.DELETED);
    }

    private Checkpoint found(Found choice) {
        Options o = options;
        return with(new Options(o.everyBatches, o.every, o.everyEpochs, o.keep, o.best, choice));
    }

    private Checkpoint with(Options o) {
        return new Checkpoint(folder, o);
    }

    private static int positive(String what, int n) {
        if (n < 1) {
            throw new IllegalArgumentException("the number of " + what + " must be at least 1, got " + n);
        }
        return n;
    }

    /** {@return the folder} */
    public Path folder() {
        return folder;
    }

    Options options() {
        return options;
    }
}
