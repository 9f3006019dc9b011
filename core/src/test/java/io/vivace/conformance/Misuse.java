package io.vivace.conformance;

import io.vivace.conformance.Golden.Case;
import io.vivace.conformance.Golden.Kind;
import io.vivace.memory.DType;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A call that must be refused.
 *
 * @param title what is wrong
 * @param call the call; it gets the operands of the first base case
 * @param words what the message must contain, beside the name of the operation
 */
record Misuse(String title, Function<Tensor[], Object> call, List<String> words) {
    static void check(Op op) {
        List<Case> cases = Golden.of(op, Kind.BASE);
        List<String> failures = new ArrayList<>();
        for (Misuse m : op.misuses()) {
            try (var scope = Scope.open()) {
                m.refused(op.name(), cases.isEmpty() ? new Tensor[0] : Evaluation.operands(cases.get(0)));
            } catch (AssertionError e) {
                failures.add(e.getMessage());
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(op.name() + ": " + String.join(" || ", failures));
        }
        if (cases.isEmpty() && op.misuses().isEmpty()) {
            throw new AssertionError(op.name() + ": no call that it refuses; add one with refuses(...)");
        }
        cases.forEach(c -> released(op, c));
        if (op.isForFloatsOnly()) {
            cases.forEach(c -> wholeNumbers(op, c));
        }
    }

    /** Every operand, released, must be noticed and not read. */
    private static void released(Op op, Case c) {
        for (int i = 0; i < c.inputs().size(); i++) {
            try (var scope = Scope.open()) {
                Tensor[] x = Evaluation.operands(c);
                x[i].close();
                Misuse m = new Misuse(
                        "operand " + i + " of sample " + c.sample() + " is released",
                        y -> read(op.samples().get(c.sample()).apply(y)),
                        List.of("released", "keep()"));
                m.refused("released", x);
            }
        }
    }

    /** Operands of type i64 must be refused in words that name both types. */
    private static void wholeNumbers(Op op, Case c) {
        try (var scope = Scope.open()) {
            Tensor[] x = Evaluation.operands(c);
            for (int i = 0; i < x.length; i++) {
                x[i] = x[i].dtype() == DType.F32 && !op.staysF32(i) ? x[i].to(DType.I64) : x[i];
            }
            new Misuse(
                            "whole numbers in sample " + c.sample(),
                            y -> op.samples().get(c.sample()).apply(y),
                            List.of("i64", "f32"))
                    .refused(op.name(), x);
        }
    }

    /** Looks at results, of which some may be operands handed through. */
    private static Object read(Tensor[] results) {
        return Arrays.stream(results).map(Tensor::view).toList();
    }

    private void refused(String name, Tensor[] x) {
        Object result;
        try {
            result = call.apply(x);
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            String message = String.valueOf(e.getMessage());
            if (!Pattern.compile("(^|\\W)" + Pattern.quote(name) + "(\\W|$)")
                    .matcher(message)
                    .find()) {
                throw new AssertionError(title + ": the message does not name " + name + ": " + message, e);
            }
            for (String w : words) {
                if (!message.contains(w)) {
                    throw new AssertionError(title + ": \"" + w + "\" is missing in: " + message, e);
                }
            }
            return;
        }
        throw new AssertionError(title + ": accepted, gave " + result);
    }
}
