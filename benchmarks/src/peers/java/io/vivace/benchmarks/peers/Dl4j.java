package io.vivace.benchmarks.peers;

import io.vivace.benchmarks.library.Library;
import io.vivace.benchmarks.work.Classification;
import io.vivace.benchmarks.work.LanguageModel;
import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Work;

/**
 * DL4J on ND4J: nets as its computation graphs, trained by its {@code fit}. Its momentum is Nesterov's, and it can neither tie
 * weights nor go on with a state without cutting sequences, so that only first losses are comparable.
 */
public final class Dl4j implements Library {
    /** Called by the service loader. */
    public Dl4j() {}

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public boolean does(Work work, Precision precision) {
        return precision == Precision.F32 && (work instanceof Classification || work instanceof LanguageModel);
    }

    @Override
    public Step prepare(Work work, Precision precision) {
        if (work instanceof Classification w) {
            return Dl4jClassifier.of(w);
        }
        if (work instanceof LanguageModel w) {
            return Dl4jLanguageModel.of(w);
        }
        throw new IllegalArgumentException("dl4j does not do " + work.id());
    }
}
