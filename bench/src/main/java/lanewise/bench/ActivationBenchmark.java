package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.random.RandomStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What does each activation and its derivative cost per element, on 100,000 elements (a batch of 128 MNIST images)?
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ActivationBenchmark {

    private static final int COUNT = 100_000;

    @Param({"identity", "relu", "leaky_relu", "elu", "silu", "gelu_erf", "gelu_tanh", "softplus", "sigmoid", "tanh"})
    private String name;

    private Activation activation;
    private Arena arena;
    private Matrix x;
    private Matrix y;
    private Matrix dy;
    private Matrix dx;

    @Setup(Level.Trial)
    public void setUp() {
        activation = Activation.named(name);
        arena = Arena.ofShared();
        x = Matrix.allocateDense(arena, 1, COUNT);
        y = Matrix.allocateDense(arena, 1, COUNT);
        dy = Matrix.allocateDense(arena, 1, COUNT);
        dx = Matrix.allocateDense(arena, 1, COUNT);
        new RandomStream(1, 0).fillGaussian(x, 0);
        new RandomStream(1, 1).fillGaussian(dy, 0);
        activation.forward(x, y);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        arena.close();
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void forward() {
        activation.forward(x, y);
    }

    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void backward() {
        activation.backward(x, y, dy, dx);
    }
}
