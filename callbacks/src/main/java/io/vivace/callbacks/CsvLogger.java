package io.vivace.callbacks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.vivace.io.FileException;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line of CSV at the end of each epoch, as fastai's {@code CSVLogger} does: {@code epoch,train_loss,valid_loss}, the metrics,
 * {@code time}; numbers with 6 decimals, what was not measured empty. The training loss is the smoothed one of the table. What was
 * logged is on its way to the disk at once, so a program that is killed leaves whole lines.
 *
 * <pre>{@code learner.callbacks(CsvLogger.to(Path.of("history.csv")))}</pre>
 *
 * A file of an earlier program is replaced by the first epoch, unless {@link #append} says otherwise; later fits with the same logger
 * go on in it, and so does training that is resumed from a checkpoint.
 */
public final class CsvLogger implements Callback {
    private static final Logger LOG = LoggerFactory.getLogger(CsvLogger.class);
    private static final List<String> FIRST = List.of("epoch", "train_loss", "valid_loss");
    private static final String LAST = "time";

    private final boolean append;
    private final RunLog log;
    private List<String> header = List.of();
    private boolean warned;

    private CsvLogger(Path file, boolean append) {
        this.append = append;
        log = new RunLog(file, append);
    }

    /**
     * {@return a logger}
     *
     * @param file where to
     */
    public static CsvLogger to(Path file) {
        return new CsvLogger(file, false);
    }

    /** {@return going on at the end of a file that is there already, without another header; its columns must be the same} */
    public CsvLogger append() {
        return new CsvLogger(log.file(), true);
    }

    /** After those that add metrics. */
    @Override
    public int order() {
        return LOGGERS;
    }

    /**
     * Looks at the file before any work is done.
     *
     * @throws FileException if it cannot be written, or has other columns
     */
    @Override
    public void beforeFit(Fit fit) {
        log.check();
        header = List.of();
        if (append && Files.exists(log.file())) {
            List<String> there = read(log.file());
            List<String> known = new ArrayList<>(FIRST);
            fit.learner().metrics().forEach(m -> known.add(m.name()));
            if (!there.isEmpty() && !there.containsAll(known)) {
                throw otherColumns(there, columns(known.subList(FIRST.size(), known.size())));
            }
        }
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (epoch.fit().failure() != null) {
            return;
        }
        if (header.isEmpty()) {
            begin(columns(List.copyOf(epoch.metrics().keySet())));
        }
        if (!warned && !header.containsAll(epoch.metrics().keySet())) {
            warned = true;
            LOG.warn(
                    "{}: the metrics are now {}, but the columns {}; what has no column is left out. Add such a metric in every epoch,"
                            + " with the value NaN where it is not known",
                    log.file(),
                    epoch.metrics().keySet(),
                    header);
        }
        log.lines().write(line(header.stream().map(c -> cell(epoch, c)).toList()));
    }

    private void begin(List<String> columns) {
        if (log.lines().length() == 0) {
            log.lines().write(line(columns));
        } else {
            List<String> there = read(log.file());
            if (!there.equals(columns)) {
                throw otherColumns(there, columns);
            }
        }
        header = columns;
    }

    private static List<String> columns(List<String> metrics) {
        List<String> all = new ArrayList<>(FIRST);
        all.addAll(metrics);
        all.add(LAST);
        return all;
    }

    private FileException otherColumns(List<String> there, List<String> wanted) {
        return new FileException(
                log.file(),
                "it has the columns " + there + ", this training " + wanted
                        + "; write to another file, or use the same metrics and callbacks");
    }

    private static List<String> read(Path file) {
        try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(file)) {
            return csv.stream().findFirst().map(CsvRecord::getFields).orElse(List.of());
        } catch (IOException e) {
            throw new FileException(file, "cannot be read", e);
        }
    }

    private static String cell(Epoch epoch, String column) {
        return switch (column) {
            case "epoch" -> Integer.toString(epoch.number());
            case "train_loss" -> number(epoch.fit().learner().recorder().smoothedLoss());
            case "valid_loss" -> number(epoch.validLoss());
            case LAST -> epoch.time();
            default -> number(epoch.metrics().getOrDefault(column, Double.NaN));
        };
    }

    private static String number(double v) {
        return Double.isNaN(v) ? "" : String.format(Locale.ROOT, "%.6f", v);
    }

    static String line(List<String> cells) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().stripTrailing();
    }

    @Override
    public void afterFit(Fit fit) {
        log.close();
    }

    @Override
    public void save(SavedState to) {
        log.save(to);
    }

    @Override
    public void load(SavedState from) {
        log.load(from);
    }
}
