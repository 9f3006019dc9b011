package io.vivace.conformance;

import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** One operation: the ways it is called, the calls it must refuse, and the checks that mean nothing for it. */
final class Op {
    /** One way of calling an operation. It draws no randomness: equal operands give equal results. */
    interface Body {
        Tensor[] apply(Tensor[] x);
    }

    private static final Set<Check> GRADIENTS =
            EnumSet.of(Check.GOLDEN_GRADIENT, Check.FINITE_DIFFERENCES, Check.SECOND_GRADIENT);

    private final String name;
    private final Map<String, Body> samples = new LinkedHashMap<>();
    private final Map<Check, String> reasons = new EnumMap<>(Check.class);
    private final Map<Check, Consumer<Op>> instead = new EnumMap<>(Check.class);
    private final Map<Check, Consumer<Op>> besides = new EnumMap<>(Check.class);
    private final List<Misuse> misuses = new ArrayList<>();
    private final Set<String> methods = new LinkedHashSet<>();
    private final Set<Integer> operandsF32 = new LinkedHashSet<>();
    private final Set<Integer> resultsF32 = new LinkedHashSet<>();
    private double tolerance = 1;
    private double bf16Tolerance = 1;
    private boolean keepsType = true;
    private boolean floatsOnly;

    private Op(String name) {
        this.name = name;
        methods.add(name);
    }

    static Op of(String name) {
        return new Op(name);
    }

    /** Adds a way of calling, under the name that the golden values know it by. */
    Op sample(String title, Function<Tensor[], Tensor> body) {
        return samples(title, x -> new Tensor[] {body.apply(x)});
    }

    /** Adds a way of calling that gives several results. */
    Op samples(String title, Body body) {
        samples.put(title, body);
        return this;
    }

    /** Says why a check means nothing here. */
    Op without(Check check, String reason) {
        reasons.put(check, reason);
        return this;
    }

    /** Replaces a check by one made for this operation. */
    Op instead(Check check, Consumer<Op> other) {
        instead.put(check, other);
        return this;
    }

    /** Adds to a check what only this operation needs. */
    Op besides(Check check, Consumer<Op> more) {
        besides.put(check, more);
        return this;
    }

    /** Runs a check, or what stands in its place. */
    void run(Check check, Consumer<Op> usual) {
        instead.getOrDefault(check, usual).accept(this);
        besides.getOrDefault(check, op -> {}).accept(this);
    }

    /** Says why there is no gradient. */
    Op withoutGradient(String reason) {
        GRADIENTS.forEach(c -> without(c, reason));
        return this;
    }

    /** Says that whole numbers are refused, which the check of wrong arguments then asks for. */
    Op floatsOnly() {
        floatsOnly = true;
        return without(Check.INTEGERS, "refused: see wrong arguments");
    }

    /** Adds a call that must be refused with a message that contains all these words. */
    Op refuses(String title, Function<Tensor[], Object> call, String... words) {
        misuses.add(new Misuse(title, call, List.of(words)));
        return this;
    }

    /** Names public methods that this covers beside the one it is named after. */
    Op covers(String... more) {
        methods.addAll(Arrays.asList(more));
        return this;
    }

    /** Widens the tolerance of golden values by a factor. */
    Op tolerance(double factor) {
        tolerance = factor;
        return this;
    }

    /** Widens the tolerance of bf16 by a factor. */
    Op bf16Tolerance(double factor) {
        bf16Tolerance = factor;
        return this;
    }

    /** Names operands that stay f32 when the others become bf16. */
    Op alwaysF32(int... operands) {
        Arrays.stream(operands).forEach(operandsF32::add);
        return this;
    }

    /** Names results that are f32 whatever the operands are. */
    Op f32Results(int... results) {
        Arrays.stream(results).forEach(resultsF32::add);
        return this;
    }

    /** Says that bf16 operands need not give bf16 results. */
    Op givesOtherType() {
        keepsType = false;
        return this;
    }

    String name() {
        return name;
    }

    Map<String, Body> samples() {
        return Collections.unmodifiableMap(samples);
    }

    /** {@return the body for a case, which says what it was given when it fails} */
    Body body(Golden.Case c) {
        Body body = samples.get(c.sample());
        if (body == null) {
            throw new AssertionError("golden values know the sample \"" + c.sample() + "\" of " + name
                    + ", the registry does not: it has " + samples.keySet());
        }
        return x -> {
            try {
                return body.apply(x);
            } catch (RuntimeException e) {
                String views = Arrays.stream(x)
                        .map(v -> v.isReleased() ? "released" : v.view().toString())
                        .toList()
                        .toString();
                throw new AssertionError(c + ", operands " + views + ": " + e, e);
            }
        };
    }

    Map<Check, String> reasons() {
        return Collections.unmodifiableMap(reasons);
    }

    List<Misuse> misuses() {
        return Collections.unmodifiableList(misuses);
    }

    Set<String> methods() {
        return Collections.unmodifiableSet(methods);
    }

    boolean staysF32(int operand) {
        return operandsF32.contains(operand);
    }

    boolean isForFloatsOnly() {
        return floatsOnly;
    }

    double tolerance() {
        return tolerance;
    }

    double bf16Tolerance() {
        return bf16Tolerance;
    }

    boolean keepsType(int result) {
        return keepsType && !resultsF32.contains(result);
    }
}
