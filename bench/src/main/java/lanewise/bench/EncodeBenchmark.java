package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

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

/// How long does a service wait for an embedding (784-400-20, one thread), one row and a few at a time? Percentiles,
/// since tails matter there.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class EncodeBenchmark {

    @Param({"1", "32"})
    private int rows;

    private Arena arena;
    private VaeModel model;
    private Session session;
    private Matrix x;
    private Matrix mean;

    @Setup(Level.Trial)
    public void setUp() {
        arena = Arena.ofShared();
        Architecture architecture = Architecture.of(784, 20, 400);
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1);
        model = VaeModel.of(architecture, parameters);
        session = model.session(rows);
        x = Matrix.allocate(arena, rows, 784);
        mean = Matrix.allocate(arena, rows, 20);
        new RandomStream(1, 1).fillUniform(x, 0);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        session.close();
        model.close();
        arena.close();
    }

    @Benchmark
    public void encode() {
        session.encode(x, mean);
    }
}
