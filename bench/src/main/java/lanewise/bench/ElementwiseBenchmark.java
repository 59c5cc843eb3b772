package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

import lanewise.core.Elementwise;
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

/// What does each elementary function cost per element, on 100,000 elements? The JDK's scalar `Math.exp` and
/// `Math.tanh` stand beside ours.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ElementwiseBenchmark.COUNT)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ElementwiseBenchmark {

    static final int COUNT = 100_000;

    private Arena arena;
    private Matrix x;
    private Matrix positive;
    private Matrix y;

    @Setup(Level.Trial)
    public void setUp() {
        arena = Arena.ofShared();
        x = Matrix.allocateDense(arena, 1, COUNT);
        positive = Matrix.allocateDense(arena, 1, COUNT);
        y = Matrix.allocateDense(arena, 1, COUNT);
        new RandomStream(1, 0).fillGaussian(x, 0);
        Elementwise.exp(x, positive);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        arena.close();
    }

    @Benchmark
    public void exp() {
        Elementwise.exp(x, y);
    }

    @Benchmark
    public void log() {
        Elementwise.log(positive, y);
    }

    @Benchmark
    public void log1p() {
        Elementwise.log1p(positive, y);
    }

    @Benchmark
    public void tanh() {
        Elementwise.tanh(x, y);
    }

    @Benchmark
    public void sigmoid() {
        Elementwise.sigmoid(x, y);
    }

    @Benchmark
    public void softplus() {
        Elementwise.softplus(x, y);
    }

    @Benchmark
    public void erf() {
        Elementwise.erf(x, y);
    }

    @Benchmark
    public void expOfTheJdk() {
        for (int i = 0; i < COUNT; i++) {
            y.segment().setAtIndex(Matrix.FLOAT, i, (float) Math.exp(x.segment().getAtIndex(Matrix.FLOAT, i)));
        }
    }

    @Benchmark
    public void tanhOfTheJdk() {
        for (int i = 0; i < COUNT; i++) {
            y.segment().setAtIndex(Matrix.FLOAT, i, (float) Math.tanh(x.segment().getAtIndex(Matrix.FLOAT, i)));
        }
    }
}
