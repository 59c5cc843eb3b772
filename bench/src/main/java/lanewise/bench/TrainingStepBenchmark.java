package lanewise.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.train.Adam;
import lanewise.vae.train.ParameterUpdate;

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

/// How long does one training step take (noise, forward, backward, gradient norm, Adam), and how much of it is the
/// matrix products' floor?
///
/// An iteration of five seconds is a thousand steps or more, so the moments of units that stopped learning
/// have time to decay.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TrainingStepBenchmark {

    @Param({"784-400-20:relu:128", "784-200-200-50:tanh:20", "784-200-200-50:tanh:128"})
    private String net;

    @Param({"1", "2"})
    private int threads;

    private Arena arena;
    private Team team;
    private Workspace workspace;
    private Parameters parameters;
    private Parameters gradients;
    private ObjectivePass pass;
    private ParameterUpdate.Clip clip;
    private ParameterUpdate update;
    private Matrix batch;
    private double gflop;
    private long step;

    /// The same step outside JMH, ready to run.
    static TrainingStepBenchmark of(String net, int threads) {
        TrainingStepBenchmark benchmark = new TrainingStepBenchmark();
        benchmark.net = net;
        benchmark.threads = threads;
        benchmark.setUp();
        return benchmark;
    }

    @Setup(Level.Trial)
    public void setUp() {
        String[] parts = net.split(":");
        String[] widths = parts[0].split("-");
        Integer[] hidden = new Integer[widths.length - 2];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = Integer.valueOf(widths[i + 1]);
        }
        int inputs = Integer.parseInt(widths[0]);
        int rows = Integer.parseInt(parts[2]);
        Architecture architecture = Architecture.of(inputs, Integer.parseInt(widths[widths.length - 1]), hidden)
                .withActivation(Activation.named(parts[1]));
        arena = Arena.ofShared();
        team = Team.ofThreads(threads, 50_000);
        workspace = Workspace.with(team);
        parameters = Parameters.allocate(arena, architecture.layout());
        gradients = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1);
        pass = new ObjectivePass(architecture, new Elbo(1, 1, Reduction.MEAN), rows, workspace);
        clip = new ParameterUpdate.Clip(gradients.segment(), team);
        Adam adam = new Adam();
        MemorySegment moments = arena.allocate(adam.moments().size() * parameters.segment().byteSize(),
                Parameters.ALIGNMENT);
        update = new ParameterUpdate(adam, parameters, gradients, moments, team);
        batch = Matrix.allocate(arena, rows, inputs);
        Matrix ink = Matrix.allocate(arena, rows, inputs);
        ink.fill(0.13f);
        new RandomStream(1, 0).fillBernoulli(ink, batch, 0);
        gflop = 0;
        for (Slot layer : architecture.layout().slots()) {
            boolean first = layer.index() == 0;
            gflop += (first ? 4e-9 : 6e-9) * rows * layer.columns() * layer.rows();
        }
        step = 0;
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        pass.close();
        workspace.close();
        team.close();
        arena.close();
    }

    /// The gradient with respect to the data is not asked for, so the first layer has two products, the others three.
    @Benchmark
    public double step(Rate rate) {
        rate.gflop += gflop;
        step();
        return pass.total();
    }

    void step() {
        pass.forwardBackward(parameters, batch, new RandomStream(1, step), gradients);
        double norm = clip.norm();
        update.step(++step, ParameterUpdate.Clip.factor(norm, 0));
    }
}
