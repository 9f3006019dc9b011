package io.vivace.data;

import java.util.List;

/** Everything that is wrong with a data set, found before anything is trained on it. */
public final class DataProblems extends RuntimeException {
    private static final int SHOWN = 20;

    private final transient List<Problem> problems;

    /**
     * Lists problems.
     *
     * @param problems at least one
     */
    public DataProblems(List<Problem> problems) {
        super(text(problems));
        this.problems = List.copyOf(problems);
    }

    /** {@return all of them; the message shows the first twenty} */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * Throws if there are any.
     *
     * @param problems what was found
     */
    public static void throwIfAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new DataProblems(problems);
        }
    }

    private static String text(List<Problem> problems) {
        var s = new StringBuilder(
                problems.size() == 1 ? "1 problem with the data:" : problems.size() + " problems with the data:");
        problems.stream().limit(SHOWN).forEach(p -> s.append("\n  ").append(p));
        if (problems.size() > SHOWN) {
            s.append("\n  ... and ").append(problems.size() - SHOWN).append(" more (problems() has them all)");
        }
        return s.toString();
    }
}
