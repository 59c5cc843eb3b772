package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

import lanewise.core.Matrix;
import lanewise.core.Storage;
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

/// How long does an embedding of one row take (784-400-20, one thread) with weights of 4, 2 and 1 bytes: of one model,
/// whose weights stay in the second-level cache, and of twelve models in turn, whose weights do not?
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class NarrowWeightsBenchmark {

    @Param({"FLOAT32", "BFLOAT16", "INT8"})
    private Storage storage;

    @Param({"1", "12"})
    private int models;

    private Arena arena;
    private VaeModel[] served;
    private Session[] sessions;
    private Matrix x;
    private Matrix mean;
    private int turn;

    @Setup(Level.Trial)
    public void setUp() {
        arena = Arena.ofShared();
        Architecture architecture = Architecture.of(784, 20, 400);
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        served = new VaeModel[models];
        sessions = new Session[models];
        for (int i = 0; i < models; i++) {
            Initialization.PYTORCH.fill(parameters, i);
            try (VaeModel wide = VaeModel.of(architecture, parameters)) {
                served[i] = wide.withStorage(storage);
            }
            sessions[i] = served[i].session(1);
        }
        x = Matrix.allocate(arena, 1, 784);
        mean = Matrix.allocate(arena, 1, 20);
        new RandomStream(1, 1).fillUniform(x, 0);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        for (int i = 0; i < models; i++) {
            sessions[i].close();
            served[i].close();
        }
        arena.close();
    }

    @Benchmark
    public void encode() {
        turn = turn + 1 < models ? turn + 1 : 0;
        sessions[turn].encode(x, mean);
    }
}
