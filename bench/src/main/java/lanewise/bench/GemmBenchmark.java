package lanewise.bench;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.Team;
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

/// How fast is C = op(A) op(B) at the shapes of the 784-400-20 net (batch 128), of the 784-200-200-50 net (batch 20)
/// and at squares?
///
/// A shape is `MxNxK` and a letter for each operand, N as stored or T transposed. The share of the peak is the rate
/// over [FmaPeakBenchmark] on as many cores.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class GemmBenchmark {

    @Param({"128x400x784:NT", "128x784x400:NT", "128x40x400:NT", "128x400x20:NT", "128x400x784:NN", "128x784x400:NN",
            "128x40x400:NN", "128x400x20:NN", "784x400x128:TN", "400x784x128:TN", "40x400x128:TN", "400x20x128:TN",
            "20x200x784:NT", "20x200x200:NT", "20x784x200:NT", "20x200x784:NN", "200x784x20:TN", "200x200x20:TN",
            "1x400x784:NT", "1x784x400:NN", "64x64x64:NN", "97x101x103:NN", "256x256x256:NN", "512x512x512:NN",
            "1024x1024x1024:NN", "2048x2048x2048:NN"})
    private String shape;

    @Param({"1", "2"})
    private int threads;

    private Arena arena;
    private Team team;
    private Workspace workspace;
    private Matrix a;
    private Matrix b;
    private Matrix c;
    private boolean transposeA;
    private boolean transposeB;
    private double gflop;

    @Setup(Level.Trial)
    public void setUp() {
        Shape s = Shape.parse(shape);
        transposeA = s.transposeA();
        transposeB = s.transposeB();
        gflop = s.gflop();
        arena = Arena.ofShared();
        team = Team.ofThreads(threads, 50_000);
        workspace = Workspace.with(team);
        a = transposeA ? Matrix.allocate(arena, s.k(), s.m()) : Matrix.allocate(arena, s.m(), s.k());
        b = transposeB ? Matrix.allocate(arena, s.n(), s.k()) : Matrix.allocate(arena, s.k(), s.n());
        c = Matrix.allocate(arena, s.m(), s.n());
        new RandomStream(1, 0).fillGaussian(a, 0);
        new RandomStream(1, 1).fillGaussian(b, 0);
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        workspace.close();
        team.close();
        arena.close();
    }

    @Benchmark
    public void multiply(Rate rate) {
        Gemm.multiply(transposeA, transposeB, 1, a, b, 0, c, Epilogue.NONE, workspace);
        rate.gflop += gflop;
    }

    record Shape(int m, int n, int k, boolean transposeA, boolean transposeB) {

        static Shape parse(String text) {
            String[] halves = text.split(":");
            String[] sizes = halves[0].split("x");
            return new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]),
                    halves[1].charAt(0) == 'T', halves[1].charAt(1) == 'T');
        }

        double gflop() {
            return 2e-9 * m * n * k;
        }
    }
}
