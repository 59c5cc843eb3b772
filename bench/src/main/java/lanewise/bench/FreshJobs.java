package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

import lanewise.core.Elementwise;
import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;

/// What a fresh process may do first, and what it is then measured at. Memory lives as long as the process.
final class FreshJobs {

    /// Measured jobs: a name of the command line to what it does.
    private static final Map<String, String> TARGETS = new LinkedHashMap<>();

    static {
        TARGETS.put("step", "step:784-400-20:relu:128");
        TARGETS.put("step-tanh", "step:784-200-200-50:tanh:128");
        TARGETS.put("step-small", "step:784-200-200-50:tanh:20");
        TARGETS.put("gemm", "gemm:512x512x512:NN");
        TARGETS.put("encode", "encode:1");
        TARGETS.put("encode32", "encode:32");
        TARGETS.put("gaussian", "gaussian:100000");
        TARGETS.put("exp", "exp:100000");
        TARGETS.put("log", "log:100000");
        TARGETS.put("tanh", "tanh:100000");
        TARGETS.put("sigmoid", "sigmoid:100000");
    }

    /// What may come before, small enough that a call in the interpreter is a matter of milliseconds.
    private static final List<String> FIRST = List.of("gemm:64x64x64:NN", "gemm:40x96x50:NT", "gemm:50x33x64:TN",
            "gemm:1x128x100:NN", "packed:24x80x64", "exp:1000", "log:1000", "tanh:1000", "sigmoid:1000", "relu:1000",
            "gelu_erf:1000", "softplus:1000", "gaussian:1000", "uniform:1000", "bernoulli:1000", "step:48-24-4:relu:16",
            "step:64-40-8:tanh:12", "evaluate:32", "encode:1", "encode:8");

    private FreshJobs() {
    }

    /// Names of the measured jobs.
    static List<String> targets() {
        return List.copyOf(TARGETS.keySet());
    }

    /// The job of a name of the command line.
    static Runnable target(String name, int threads) {
        return job(TARGETS.get(name), threads);
    }

    /// What comes first under a seed: none for seed 0, else one job or more, in the seed's order.
    static List<String> first(long seed) {
        if (seed == 0) {
            return List.of();
        }
        Random random = new Random(seed);
        List<String> order = new ArrayList<>(FIRST);
        Collections.shuffle(order, random);
        return order.subList(0, 1 + random.nextInt(order.size()));
    }

    /// A job ready to run; its buffers are allocated and filled.
    static Runnable job(String description, int threads) {
        String[] parts = description.split(":", 2);
        return switch (parts[0]) {
            case "gemm" -> gemm(GemmBenchmark.Shape.parse(parts[1]), threads);
            case "packed" -> packed(GemmBenchmark.Shape.parse(parts[1] + ":NN"));
            case "step" -> TrainingStepBenchmark.of(parts[1], threads)::step;
            case "evaluate" -> evaluate(Integer.parseInt(parts[1]));
            case "encode" -> encode(Integer.parseInt(parts[1]));
            case "gaussian", "uniform", "bernoulli" -> random(parts[0], Integer.parseInt(parts[1]));
            default -> elementwise(parts[0], Integer.parseInt(parts[1]));
        };
    }

    private static Matrix filled(int rows, int columns) {
        Matrix m = Matrix.allocate(Arena.global(), rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                m.set(r, c, 0.25f + (r * 31 + c * 17) % 64 / 64f);
            }
        }
        return m;
    }

    private static Runnable gemm(GemmBenchmark.Shape s, int threads) {
        Workspace workspace = Workspace.with(Team.ofThreads(threads, 50_000));
        Matrix a = s.transposeA() ? filled(s.k(), s.m()) : filled(s.m(), s.k());
        Matrix b = s.transposeB() ? filled(s.n(), s.k()) : filled(s.k(), s.n());
        Matrix c = filled(s.m(), s.n());
        return () -> Gemm.multiply(s.transposeA(), s.transposeB(), 1, a, b, 0, c, Epilogue.NONE, workspace);
    }

    private static Runnable packed(GemmBenchmark.Shape s) {
        Workspace workspace = Workspace.single();
        Matrix a = filled(s.m(), s.k());
        PackedMatrix b = PackedMatrix.pack(Arena.global(), false, filled(s.k(), s.n()));
        Matrix c = filled(s.m(), s.n());
        Epilogue epilogue = new Epilogue(filled(1, s.n()), Activation.named("relu"), null);
        return () -> Gemm.multiply(false, 1, a, b, 0, c, epilogue, workspace);
    }

    private static Runnable random(String law, int n) {
        RandomStream stream = new RandomStream(42, 7);
        Matrix probability = filled(1, n);
        Matrix out = filled(1, n);
        probability.fill(0.3f);
        return switch (law) {
            case "gaussian" -> () -> stream.fillGaussian(out, 0);
            case "uniform" -> () -> stream.fillUniform(out, 0);
            default -> () -> stream.fillBernoulli(probability, out, 0);
        };
    }

    private static Runnable elementwise(String name, int n) {
        Matrix x = filled(1, n);
        Matrix y = filled(1, n);
        Matrix dy = filled(1, n);
        Supplier<Runnable> activation = () -> {
            Activation f = Activation.named(name);
            return () -> {
                f.forward(x, y);
                f.backward(x, y, dy, dy);
            };
        };
        return switch (name) {
            case "exp" -> () -> Elementwise.exp(x, y);
            case "log" -> () -> Elementwise.log(x, y);
            case "tanh" -> () -> Elementwise.tanh(x, y);
            case "sigmoid" -> () -> Elementwise.sigmoid(x, y);
            default -> activation.get();
        };
    }

    private static Runnable encode(int rows) {
        Architecture architecture = Architecture.of(784, 20, 400);
        Parameters parameters = Parameters.allocate(Arena.global(), architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1);
        Session session = VaeModel.of(architecture, parameters).session(rows);
        Matrix x = filled(rows, 784);
        Matrix mean = filled(rows, 20);
        return () -> session.encode(x, mean);
    }

    private static Runnable evaluate(int rows) {
        Architecture architecture = Architecture.of(64, 8, 40);
        Parameters parameters = Parameters.allocate(Arena.global(), architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1);
        ObjectivePass pass = new ObjectivePass(architecture, new Elbo(1, 1, Reduction.SUM), rows, Workspace.single());
        Matrix x = filled(rows, 64);
        Matrix ink = filled(rows, 64);
        ink.fill(0.13f);
        new RandomStream(1, 0).fillBernoulli(ink, x, 0);
        return () -> pass.forward(parameters, x, new RandomStream(3, 1));
    }
}
