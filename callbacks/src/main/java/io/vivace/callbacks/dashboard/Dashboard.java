package io.vivace.callbacks.dashboard;

import io.vivace.io.AtomicFile;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.plot.Picture;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows training in the browser while it runs: losses, metrics, learning rates, speed, memory, how the layers' activations and gradients are
 * spread, and the latest predictions. Learners with a dashboard at the same port are on one page, side by side; each takes a dashboard of
 * its own. Training never waits for a browser.
 *
 * <pre>{@code
 * learner.callbacks(Dashboard.at(7007).title("pets").report(Path.of("report.html")))
 * }</pre>
 *
 * The address is printed where the learner prints its table. The page can be seen on this machine alone (see {@link DashboardPage} for
 * others) and stays until {@link #close()} or the end of the program; the report stays for good. Layers are watched by hooks during every
 * 25th batch.
 */
public final class Dashboard implements Callback, AutoCloseable {
    private final int port;
    private final @Nullable DashboardPage given;
    private String title = "training";
    private @Nullable Path report;
    private @Nullable Path folder;
    private int every = 25;
    private boolean layers = true;
    private @Nullable Function<Step, List<Picture>> predictions;

    private @Nullable DashboardPage shared;
    private @Nullable Course course;
    private @Nullable Keeper keeper;

    private Dashboard(@Nullable DashboardPage given, int port) {
        this.given = given;
        this.port = port;
    }

    // ---------------------------------------------------------------------------------------------- making

    /**
     * {@return a dashboard on this program's page at a port of this machine; the page is opened when it is needed}
     *
     * @param port 0 for any that is free, and a page of its own
     */
    public static Dashboard at(int port) {
        return new Dashboard(null, port);
    }

    /**
     * {@return a dashboard on a page that somebody else closes}
     *
     * @param page open
     */
    public static Dashboard on(DashboardPage page) {
        return new Dashboard(page, 0);
    }

    /**
     * {@return this with a name for the run; it gets a number if it is taken}
     *
     * @param name in words
     */
    public Dashboard title(String name) {
        title = name;
        return this;
    }

    /**
     * {@return this, leaving the run behind as one HTML file that needs nothing else} It is written when a fit ends, whole or not at
     * all.
     *
     * @param html where to; missing folders are made
     */
    public Dashboard report(Path html) {
        report = html;
        return this;
    }

    /**
     * {@return this, keeping the run in a folder, and showing the others in there} Programs with the same folder see one another's runs.
     * The file is written every few seconds and when a fit ends.
     *
     * @param runs the folder; it is made if it is missing
     */
    public Dashboard folder(Path runs) {
        folder = runs;
        return this;
    }

    /**
     * {@return this, looking at layers and predictions every so many training batches, in place of 25}
     *
     * @param batches at least 1
     */
    public Dashboard every(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("look every 1 or more batches, got " + batches);
        }
        every = batches;
        return this;
    }

    /** {@return this, leaving layers alone} */
    public Dashboard withoutLayers() {
        layers = false;
        return this;
    }

    /**
     * {@return this, showing predictions as pictures} They are asked for on up to six validation batches of each epoch, evenly spread, and
     * on the training batches at which layers are looked at; at most 36 are shown. If the function fails, the page and the log say so
     * and training goes on without.
     *
     * @param pictures what to show of a step that is over, while its tensors are still there
     */
    public Dashboard predictions(Function<Step, List<Picture>> pictures) {
        predictions = pictures;
        return this;
    }

    // ---------------------------------------------------------------------------------------------- the page

    /**
     * {@return where a browser finds the page, which is opened if need be}
     *
     * @throws IllegalArgumentException if the port is taken; the message says what to do
     */
    public URI address() {
        return page().address();
    }

    private DashboardPage page() {
        DashboardPage page = given != null ? given : shared;
        if (page == null) {
            page = DashboardPage.shared(port);
            shared = page;
        }
        Path runs = folder;
        if (runs != null) {
            page.folder(runs);
        }
        return page;
    }

    /** Leaves the page, which ends when the last dashboard has left it, unless it was given. */
    @Override
    public void close() {
        DashboardPage page = shared;
        shared = null;
        if (page != null) {
            page.release();
        }
    }

    // ---------------------------------------------------------------------------------------------- training

    @Override
    public int order() {
        return LOGGERS; // numbers that other callbacks add are there
    }

    @Override
    public void beforeFit(Fit fit) {
        Path html = report;
        if (html != null) {
            AtomicFile.requireWritable(html); // before hours of training, not after
        }
        Course c = course;
        if (c == null || !c.isOf(fit.learner())) {
            c = new Course(page().begin(title), fit.learner(), every, layers, predictions);
            course = c;
            fit.learner().say("dashboard: " + address());
        }
        c.begin(fit);
        Path runs = folder;
        if (runs != null) {
            keeper = new Keeper(runs, c.run());
        }
    }

    @Override
    public void afterFit(Fit fit) {
        Course c = course;
        if (c == null) {
            return;
        }
        c.end(fit);
        Keeper k = keeper;
        keeper = null;
        Path html = report;
        try {
            if (html != null) {
                Report.write(html, List.of(c.run()));
            }
        } finally {
            if (k != null) {
                k.close();
            }
        }
    }

    /** Curves of before are in the recorder, whose state is back by now. */
    @Override
    public void load(SavedState from) {
        Course c = course;
        if (c != null) {
            c.resume();
        }
    }

    @Override
    public void beforeEpoch(Epoch epoch) {
        Course c = course;
        if (c != null) {
            c.beginEpoch();
        }
    }

    @Override
    public void beforeTrain(Epoch epoch) {
        Course c = course;
        if (c != null) {
            c.beginTraining();
        }
    }

    @Override
    public void beforeValidate(Epoch epoch) {
        Course c = course;
        if (c != null) {
            c.beginValidation(epoch);
        }
    }

    @Override
    public void beforeBatch(Step step) {
        Course c = course;
        if (c != null) {
            c.loaded(step);
        }
    }

    @Override
    public void afterLoss(Step step) {
        Course c = course;
        if (c != null) {
            c.forwarded(step);
        }
    }

    @Override
    public void afterBatch(Step step) {
        Course c = course;
        if (c != null) {
            c.done(step);
        }
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        Course c = course;
        if (c != null) {
            c.end(epoch);
        }
    }
}
