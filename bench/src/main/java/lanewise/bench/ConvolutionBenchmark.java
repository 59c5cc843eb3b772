package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How fast are the convolutions of Keras's convolutional net at batch 128, both ways, and the gradients of their
/// weights?
///
/// The forward pass of a transposed layer is `adjoint`, its gradient `forward`. The share of the peak is the rate over
/// [FmaPeakBenchmark] on as many cores.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ConvolutionBenchmark {

    private static final int BATCH = 128;

    private static final Map<String, Window> LAYERS = Map.of(
            "conv1", new Window(1, 28, 28, 32, 3, 3, 2, 1),
            "conv2", new Window(32, 14, 14, 64, 3, 3, 2, 1),
            "transposed1", new Window(64, 14, 14, 64, 3, 3, 2, 1),
            "transposed2", new Window(32, 28, 28, 64, 3, 3, 2, 1),
            "transposed3", new Window(1, 28, 28, 32, 3, 3, 1, 1),
            "square64", new Window(64, 28, 28, 64, 3, 3, 1, 1),
            "colour", new Window(3, 64, 64, 32, 4, 4, 2, 1));

    @Param({"conv1", "conv2", "transposed1", "transposed2", "transposed3", "square64", "colour"})
    private String layer;

    @Param({"1", "2"})
    private int threads;

    private Arena arena;
    private Team team;
    private Workspace workspace;
    private Window window;
    private Matrix image;
    private Matrix map;
    private Matrix weight;
    private Matrix dWeight;
    private double gflop;

    @Setup(Level.Trial)
    public void setUp() {
        window = LAYERS.get(layer);
        gflop = 2e-9 * BATCH * window.mapSize() * window.taps();
        arena = Arena.ofShared();
        team = Team.ofThreads(threads, 50_000);
        workspace = Workspace.with(team);
        image = Matrix.allocate(arena, BATCH, window.imageSize());
        map = Matrix.allocate(arena, BATCH, window.mapSize());
        weight = Matrix.allocate(arena, window.filters(), window.taps());
        dWeight = Matrix.allocate(arena, window.filters(), window.taps());
        new RandomStream(1, 0).fillGaussian(image, 0);
        new RandomStream(1, 1).fillGaussian(map, 0);
        new RandomStream(1, 2).fillGaussian(weight, 0);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        workspace.close();
        team.close();
        arena.close();
    }

    @Benchmark
    public void forward(Rate rate) {
        Convolution.forward(window, image, weight, map, Epilogue.NONE, workspace);
        rate.gflop += gflop;
    }

    @Benchmark
    public void adjoint(Rate rate) {
        Convolution.adjoint(window, map, weight, image, Epilogue.NONE, workspace);
        rate.gflop += gflop;
    }

    @Benchmark
    public void weightGradient(Rate rate) {
        Convolution.weightGradient(window, image, map, dWeight, workspace);
        rate.gflop += gflop;
    }
}
