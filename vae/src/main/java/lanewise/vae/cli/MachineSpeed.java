package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicReferenceArray;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Gemm;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.kernel.Species;
import lanewise.core.random.RandomStream;

/// How fast this machine is: the best of several runs after a warm-up, which says what it can do, not what its
/// neighbours left over.
///
/// @param product GFLOP/s of a product of matrices of [#SIZE] cubed
/// @param peak GFLOP/s of fused multiply-adds on registers alone, with vectors as wide as those of the kernels; NaN
/// where the scalar twins run
record MachineSpeed(double product, double peak) {

    /// Rows and columns of the matrices.
    static final int SIZE = 512;

    private static final double WARM_UP_SECONDS = 1.5;
    private static final double SECONDS = 1.0;
    private static final double PEAK_WARM_UP_SECONDS = 1.0;
    private static final double PEAK_SECONDS = 0.5;

    /// Twelve chains hide a latency of up to six cycles on two pipes.
    private static final int CHAINS = 12;
    /// Short, so that the compiler meets the method soon; repeated, so that starting threads costs nothing.
    private static final int STEPS = 4_000;
    private static final int REPEATS = 50;

    /// Measures, for some four seconds.
    ///
    /// @param team the threads
    /// @param workspace of the same threads
    /// @param progress called before each run
    /// @return the rates of all threads together
    static MachineSpeed measure(Team team, Workspace workspace, Runnable progress) {
        double peak = Double.NaN;
        if (Kernels.VECTOR) {
            AtomicReferenceArray<Float> kept = new AtomicReferenceArray<>(team.size());
            double work = 2.0 * CHAINS * STEPS * REPEATS * Species.LANES * team.size();
            peak = work / best(PEAK_WARM_UP_SECONDS, PEAK_SECONDS, progress,
                    () -> team.run((part, parts) -> kept.set(part, Chains.repeated(0.999f, 0.001f))));
        }
        try (Arena arena = Arena.ofShared()) {
            Matrix a = Matrix.allocate(arena, SIZE, SIZE);
            Matrix b = Matrix.allocate(arena, SIZE, SIZE);
            Matrix c = Matrix.allocate(arena, SIZE, SIZE);
            new RandomStream(1, 0).fillGaussian(a, 0);
            new RandomStream(1, 1).fillGaussian(b, 0);
            long nanos = best(WARM_UP_SECONDS, SECONDS, progress, () -> Gemm.multiply(a, b, c, workspace));
            return new MachineSpeed(2.0 * SIZE * SIZE * SIZE / nanos, peak);
        }
    }

    /// Nanoseconds of the fastest run after the warm-up, or of all if none began after it.
    private static long best(double warmUp, double seconds, Runnable progress, Runnable work) {
        long best = Long.MAX_VALUE;
        long begin = System.nanoTime();
        long warm = begin + (long) (warmUp * 1e9);
        long end = warm + (long) (seconds * 1e9);
        for (long now = begin; now < end; now = System.nanoTime()) {
            progress.run();
            long from = System.nanoTime();
            work.run();
            long took = System.nanoTime() - from;
            best = from >= warm || best == Long.MAX_VALUE ? Math.min(best, took) : best;
        }
        return best;
    }

    /// What share of the peak the product reaches; NaN where there is none.
    double share() {
        return product / peak;
    }

    /// In a class of its own, for without the Vector API it cannot be loaded.
    private static final class Chains {

        private Chains() {
        }

        static float repeated(float factor, float term) {
            float sum = 0;
            for (int i = 0; i < REPEATS; i++) {
                sum += run(factor, term);
            }
            return sum;
        }

        /// Independent chains of multiply-adds, and a value that depends on all of them.
        static float run(float factor, float term) {
            FloatVector x = FloatVector.broadcast(Species.F, factor);
            FloatVector y = FloatVector.broadcast(Species.F, term);
            FloatVector a0 = y;
            FloatVector a1 = y;
            FloatVector a2 = y;
            FloatVector a3 = y;
            FloatVector a4 = y;
            FloatVector a5 = y;
            FloatVector a6 = y;
            FloatVector a7 = y;
            FloatVector a8 = y;
            FloatVector a9 = y;
            FloatVector a10 = y;
            FloatVector a11 = y;
            for (int i = 0; i < STEPS; i++) {
                a0 = a0.fma(x, y);
                a1 = a1.fma(x, y);
                a2 = a2.fma(x, y);
                a3 = a3.fma(x, y);
                a4 = a4.fma(x, y);
                a5 = a5.fma(x, y);
                a6 = a6.fma(x, y);
                a7 = a7.fma(x, y);
                a8 = a8.fma(x, y);
                a9 = a9.fma(x, y);
                a10 = a10.fma(x, y);
                a11 = a11.fma(x, y);
            }
            return a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
        }
    }
}
