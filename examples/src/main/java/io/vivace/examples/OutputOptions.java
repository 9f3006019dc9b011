package io.vivace.examples;

import io.vivace.callbacks.dashboard.Dashboard;
import io.vivace.io.AtomicFile;
import io.vivace.learn.Checkpoint;
import io.vivace.vision.PredictionPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a training run writes, and where. */
final class OutputOptions {
    private static final Path USUAL = Path.of("vivace-out");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "vivace-out",
            description = "Folder for the exported model, plots, pictures and tables. Default: ${DEFAULT-VALUE}.")
    private Path out = USUAL;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = {
                "Report of every epoch: JSON, or, where the name ends with .html, one page with all plots and pictures.",
                "Default: report.json in the folder of --out; it is written in any case."
            })
    private @Nullable Path report;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "The trained model in one file. Default: model.vivace in the folder of --out.")
    private @Nullable Path export;

    @Option(
            names = "--resume",
            description = {
                "Goes on with a run of the same options that was interrupted, from the checkpoints in the folder of --out;",
                "starts if there are none. They are written at the end of every epoch and every ten minutes."
            })
    private boolean resume;

    @Option(
            names = "--dashboard",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "7007",
            description = {
                "Shows training in the browser, at a port of this machine; 0 is any that is free. Default: ${FALLBACK-VALUE}.",
                "The page stays as dashboard.html in the folder of --out."
            })
    private @Nullable Integer dashboard;

    /**
     * Finds out before hours of training, not after, whether everything can be written.
     *
     * @throws UsageException if the folder's name is taken
     */
    void check() {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new UsageException("--out: " + out + " is a file; give a folder, or a name that is not taken");
        }
        AtomicFile.requireWritable(model());
        AtomicFile.requireWritable(json());
        AtomicFile.requireWritable(file("batch.png"));
        Path html = page();
        if (html != null) {
            AtomicFile.requireWritable(html);
        }
    }

    /** {@return the folder for all that has no place of its own} */
    Path folder() {
        return out;
    }

    /** {@return a file in the folder} */
    Path file(String name) {
        return out.resolve(name);
    }

    /** {@return where the exported model goes} */
    Path model() {
        return export == null ? file("model.vivace") : export;
    }

    /** {@return where the numbers go} */
    Path json() {
        return report == null || page() != null ? file("report.json") : report;
    }

    /** {@return where the page goes, if one is wanted} */
    @Nullable
    Path page() {
        Path r = report;
        return r != null
                        && String.valueOf(r.getFileName())
                                .toLowerCase(Locale.ROOT)
                                .matches(".*\\.html?")
                ? r
                : null;
    }

    /**
     * {@return checkpoints in the folder}
     *
     * @param best metric by which the best epoch is kept; null to keep none
     */
    Checkpoint checkpoint(@Nullable String best) {
        Checkpoint written = Checkpoint.in(file("checkpoints"));
        if (best != null) {
            written = written.best(best);
        }
        return resume ? written.resume() : written.startOver();
    }

    /** {@return the dashboard, if it is wanted; a port that is taken is found out here} */
    List<Dashboard> dashboards(String title) {
        if (dashboard == null) {
            return List.of();
        }
        var wanted = Dashboard.at(dashboard)
                .title(title)
                .report(file("dashboard.html"))
                .predictions(PredictionPictures::of);
        wanted.address();
        return List.of(wanted);
    }
}
