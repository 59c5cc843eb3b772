package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What does one random number cost, filled a million at a time? The JDK's generator stands beside ours.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class GaussianBenchmark {

    private static final int COUNT = 1_000_000;

    private final RandomStream stream = new RandomStream(42, 7);
    private final SplittableRandom jdk = new SplittableRandom(42);
    private Arena arena;
    private Matrix out;
    private Matrix probability;

    @Setup(Level.Trial)
    public void setUp() {
        arena = Arena.ofShared();
        out = Matrix.allocateDense(arena, 1, COUNT);
        probability = Matrix.allocateDense(arena, 1, COUNT);
        probability.fill(0.3f);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        arena.close();
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gaussian() {
        stream.fillGaussian(out, 0);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void uniform() {
        stream.fillUniform(out, 0);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void bernoulli() {
        stream.fillBernoulli(probability, out, 0);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void gaussianOfTheJdk() {
        for (int i = 0; i < COUNT; i++) {
            out.segment().setAtIndex(Matrix.FLOAT, i, (float) jdk.nextGaussian());
        }
    }
}
