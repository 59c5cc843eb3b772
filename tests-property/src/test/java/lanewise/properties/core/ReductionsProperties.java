package lanewise.properties.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Team;
import lanewise.core.Workspace;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/// Laws of the sums: their bits are those of the order that is stated, their values those of arithmetic.
class ReductionsProperties {
    private static final List<Workspace> WORKSPACES = List.of(Workspace.single(), Workspace.with(Team.ofThreads(2)),
            Workspace.with(Team.ofThreads(3)));

    @AfterContainer
    static void closeTeams() {
        for (Workspace workspace : WORKSPACES) {
            workspace.close();
            workspace.team().close();
        }
    }

    private static Matrix run(Arena arena, int n, Random random) {
        Matrix matrix = Matrix.allocateDense(arena, 1, n);
        for (int i = 0; i < n; i++) {
            matrix.set(0, i, (float) (random.nextGaussian() * Math.pow(10, random.nextInt(5) - 2)));
        }
        return matrix;
    }

    /// Blocks of 1024; in a block accumulator l takes the elements l, l + 16, ... in float; the accumulators go to
    /// double and are added l with l + 8, then + 4, + 2, + 1.
    private static double inStatedOrder(Matrix x, boolean squares) {
        double total = 0;
        for (int b = 0; b < x.columns(); b += 1024) {
            double[] tree = new double[16];
            for (int l = 0; l < 16; l++) {
                float sum = 0;
                for (int i = b + l; i < Math.min(b + 1024, x.columns()); i += 16) {
                    float value = x.get(0, i);
                    sum = squares ? Math.fma(value, value, sum) : sum + value;
                }
                tree[l] = sum;
            }
            for (int half = 8; half > 0; half /= 2) {
                for (int l = 0; l < half; l++) {
                    tree[l] += tree[l + half];
                }
            }
            total += tree[0];
        }
        return total;
    }

    @Property(tries = 500, seed = "111")
    void sumsHaveTheBitsOfTheirStatedOrder(@ForAll long seed, @ForAll @IntRange(min = 0, max = 5000) int n) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = run(arena, n, new Random(seed));
            assertEquals(inStatedOrder(x, false), Reductions.sum(x.segment(), 0, n));
            assertEquals(inStatedOrder(x, true), Reductions.sumOfSquares(x.segment(), 0, n));
        }
    }

    @Property(tries = 300, seed = "112")
    void sumsAreThoseOfArithmetic(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5000) int n) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = run(arena, n, new Random(seed));
            double sum = 0;
            double magnitude = 0;
            double squares = 0;
            double exponentials = 0;
            for (int i = 0; i < n; i++) {
                double value = x.get(0, i);
                sum += value;
                magnitude += Math.abs(value);
                squares += value * value;
                exponentials += Math.exp(value - 500);
            }
            // at most 64 roundings in float on the way of an element
            assertEquals(sum, Reductions.sum(x.segment(), 0, n), 64 * 0x1p-24 * magnitude);
            assertEquals(squares, Reductions.sumOfSquares(x.segment(), 0, n), 64 * 0x1p-24 * squares);
            if (exponentials > 1e-280 && exponentials < 1e280) {
                assertEquals(500 + Math.log(exponentials), Reductions.logSumExp(x.segment(), 0, n),
                        1e-11 * (500 + Math.abs(Math.log(exponentials))));
            }
        }
    }

    @Property(tries = 200, seed = "113")
    void columnSumsAddRowsAscendingForAnyTeam(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int team,
            @ForAll @IntRange(min = 0, max = 1) int beta) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofShared()) {
            Matrix a = Bits.placed(arena, random.nextInt(200), 1 + random.nextInt(500), random);
            Matrix out = Bits.placed(arena, 1, a.columns(), random);
            Matrix expected = Matrix.allocate(arena, 1, a.columns());
            for (int c = 0; c < a.columns(); c++) {
                float sum = beta == 0 ? 0 : out.get(0, c);
                for (int r = 0; r < a.rows(); r++) {
                    sum += a.get(r, c);
                }
                expected.set(0, c, sum);
            }
            Reductions.columnSums(a, beta, out, WORKSPACES.get(team));
            Bits.assertSame(expected, out, a.rows() + " x " + a.columns());
        }
    }

    @Property(tries = 300, seed = "114")
    void oneBadElementIsFound(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int n) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = run(arena, n, random);
            x.set(0, 0, Float.MAX_VALUE);
            assertEquals(true, Reductions.allFinite(x.segment(), 0, n));
            x.set(0, random.nextInt(n),
                    List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY).get(random.nextInt(3)));
            assertEquals(false, Reductions.allFinite(x.segment(), 0, n));
        }
    }
}
