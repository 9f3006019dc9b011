package io.vivace.benchmarks;

import io.vivace.benchmarks.library.Libraries;
import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Works;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What to run.
 *
 * @param benchmarks simple names of classes, in order
 * @param libraries who does the works
 * @param precisions in which number formats
 * @param small whether the works are small and each is done once, to see whether it runs
 * @param verbose whether JMH tells every iteration, and errors
 * @param out where the results go
 */
record Settings(
        List<String> benchmarks,
        List<Library> libraries,
        List<Precision> precisions,
        boolean small,
        boolean verbose,
        Path out) {
    static final String USAGE = """
            java -jar benchmarks/target/benchmarks.jar [what ...] [options]
              what                 W1, W2 ..., or the name of a class such as ConvolutionForward; all if left out
              --libraries A,B      only these of vivace, nd4j and, built with -Ppeers, the peers
              --precisions f32     f32, bf16 or both with a comma (as if left out)
              --threads N          threads of all libraries; as many as cores if left out
              --small              small works, once each, to see whether everything runs
              --verbose            all that JMH says
              --out FILE           where the results go, vivace-benchmarks.json if left out
            java -jar benchmarks/target/benchmarks.jar report FILE ... [--to FOLDER]
              writes benchmarks.md and benchmarks.png from results
            """;

    /**
     * {@return what a command line asks for}
     *
     * @param args words after the name of the program
     * @throws IllegalArgumentException if a word means nothing
     */
    static Settings parse(String... args) {
        List<String> benchmarks = new ArrayList<>();
        List<Library> libraries = Libraries.all();
        List<Precision> precisions = List.of(Precision.values());
        boolean small = false;
        boolean verbose = false;
        Path out = Path.of("vivace-benchmarks.json");
        Deque<String> words = new ArrayDeque<>(List.of(args));
        while (!words.isEmpty()) {
            String word = words.pop();
            switch (word) {
                case "--libraries" ->
                    libraries = list(word, words).stream().map(Libraries::named).toList();
                case "--precisions" ->
                    precisions = list(word, words).stream().map(Precision::of).toList();
                case "--small" -> small = true;
                case "--verbose" -> verbose = true;
                case "--out" -> out = Path.of(String.join(",", list(word, words)));
                default -> benchmarks.addAll(chosen(word));
            }
        }
        return new Settings(
                benchmarks.isEmpty() ? Works.benchmarks() : withPeak(benchmarks),
                libraries,
                precisions,
                small,
                verbose,
                out);
    }

    private static List<String> list(String option, Deque<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return Arrays.asList(words.pop().split(","));
    }

    /** W1 means the class whose name starts so and goes on with a letter. */
    private static List<String> chosen(String word) {
        List<String> found = Works.benchmarks().stream()
                .filter(b -> b.equals(word) || (word.matches("W\\d+") && b.matches(word + "[A-Z].*")))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + word + "\" is no option and no benchmark; there are " + Works.benchmarks() + "\n" + USAGE);
        }
        return found;
    }

    /** The peak is measured in every run: shares of it mean nothing on another day. */
    private static List<String> withPeak(List<String> benchmarks) {
        List<String> all = new ArrayList<>(benchmarks);
        all.remove("MachinePeak");
        all.add(0, "MachinePeak");
        return List.copyOf(all);
    }
}
