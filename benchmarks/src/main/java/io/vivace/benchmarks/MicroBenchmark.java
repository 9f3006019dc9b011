package io.vivace.benchmarks;

import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Workload W9, small operations beside ND4J's own: adding two tensors of a million elements into a fresh one, a
 * 1000×1000 matrix product, and adding ten elements with the operation recorded for autograd.
 * Run {@code org.openjdk.jmh.Main MicroBenchmark} on this module's class path.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls setup before anything else
public class MicroBenchmark {
    private Tensor million;
    private Tensor other;
    private Tensor ten;
    private Tensor tenLeaf;
    private INDArray ndMillion;
    private INDArray ndOther;

    /** Makes the operands. */
    @Setup(Level.Trial)
    public void setup() {
        var rng = new Rng(1);
        million = Tensor.randn(rng, 1000, 1000).keep();
        other = Tensor.randn(rng, 1000, 1000).keep();
        ten = Tensor.randn(rng, 10).keep();
        tenLeaf = Tensor.randn(rng, 10).requiresGrad().keep();
        ndMillion = million.nd().dup();
        ndOther = other.nd().dup();
    }

    /** {@return an element, so that nothing is optimised away} */
    @Benchmark
    public long addMillion() {
        try (var scope = Scope.open()) {
            return million.add(other).elements();
        }
    }

    /** {@return ND4J's result, released at once} */
    @Benchmark
    public long addMillionNd4j() {
        try (INDArray sum = ndMillion.add(ndOther)) {
            return sum.length();
        }
    }

    /** {@return the number of elements of the product} */
    @Benchmark
    public long matmulThousand() {
        try (var scope = Scope.open()) {
            return million.matmul(other).elements();
        }
    }

    /** {@return ND4J's result, released at once} */
    @Benchmark
    public long matmulThousandNd4j() {
        try (INDArray product = ndMillion.mmul(ndOther)) {
            return product.length();
        }
    }

    /** {@return whether the recorded sum needs a gradient} */
    @Benchmark
    public boolean addTenRecorded() {
        try (var scope = Scope.open()) {
            return ten.add(tenLeaf).needsGrad();
        }
    }
}
