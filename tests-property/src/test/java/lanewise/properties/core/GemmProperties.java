package lanewise.properties.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/// Laws of the matrix product, above all that its bits are those of three nested loops.
class GemmProperties {
    private static final List<Workspace> WORKSPACES = List.of(Workspace.single(), Workspace.with(Team.ofThreads(2)),
            Workspace.with(Team.ofThreads(3)));

    @AfterContainer
    static void closeTeams() {
        for (Workspace workspace : WORKSPACES) {
            workspace.close();
            workspace.team().close();
        }
    }

    /// The specification, written from its text alone.
    private static Matrix loops(Arena arena, boolean ta, boolean tb, float alpha, Matrix a, Matrix b, float beta,
            Matrix c, Matrix bias, Activation activation) {
        int m = ta ? a.columns() : a.rows();
        int k = ta ? a.rows() : a.columns();
        int n = tb ? b.rows() : b.columns();
        float[] left = a.toArray();
        float[] right = b.toArray();
        Matrix result = Matrix.allocateDense(arena, m, n);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float acc = beta == 0 ? 0 : beta * c.get(i, j);
                for (int p = 0; p < k; p++) {
                    acc = Math.fma(alpha * left[ta ? p * m + i : i * k + p], right[tb ? j * k + p : p * n + j], acc);
                }
                result.set(i, j, activation.value(bias == null ? acc : acc + bias.get(0, j)));
            }
        }
        return result;
    }

    /// Sizes that lie on and beside the edges of lanes and tiles, and now and then far beyond.
    private static int size(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 1;
            case 1 -> random.nextInt(4);
            case 2 -> 16 * (1 + random.nextInt(6)) + random.nextInt(3) - 1;
            case 3 -> 8 * (1 + random.nextInt(8)) + random.nextInt(3) - 1;
            case 4 -> 100 + random.nextInt(230);
            default -> 1 + random.nextInt(40);
        };
    }

    private static float factor(Random random) {
        return List.of(0f, 1f, -1f, 0.3f, 1.7f).get(random.nextInt(5));
    }

    @Property(tries = 1000, seed = "31")
    void everyProductHasTheBitsOfThreeLoops(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int team) {
        Random random = new Random(seed);
        checkAgainstLoops(size(random), size(random), size(random), random, WORKSPACES.get(team));
    }

    /// Beyond every block size: k over two or three runs of loop pc, m over blocks of loop ic, n over blocks of loop
    /// jc, and work for several threads.
    @Property(tries = 12, seed = "36")
    void productsOfManyBlocksToo(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int team) {
        Random random = new Random(seed);
        int m = 1 + random.nextInt(500);
        int k = 1 + random.nextInt(700);
        int n = 1 + random.nextInt(Math.min(2500, 100_000_000 / (m * k) + 1));
        checkAgainstLoops(m, n, k, random, WORKSPACES.get(team));
    }

    private static void checkAgainstLoops(int m, int n, int k, Random random, Workspace workspace) {
        boolean ta = random.nextBoolean();
        boolean tb = random.nextBoolean();
        float alpha = factor(random);
        float beta = factor(random);
        try (Arena arena = Arena.ofShared()) {
            Matrix a = Bits.placed(arena, ta ? k : m, ta ? m : k, random);
            Matrix b = Bits.placed(arena, tb ? n : k, tb ? k : n, random);
            Matrix c = Bits.placed(arena, m, n, random);
            if (random.nextInt(4) == 0) {
                sprinkle(a, random);
                sprinkle(b, random);
                sprinkle(c, random);
            }
            Matrix bias = random.nextBoolean() ? Bits.placed(arena, 1, n, random) : null;
            List<Activation> activations = Activation.all();
            Activation activation = random.nextBoolean() ? activations.get(random.nextInt(activations.size()))
                    : new Identity();
            Matrix before = random.nextBoolean() ? Bits.placed(arena, m, n, random) : null;
            String what = m + " x " + k + " x " + n + " " + ta + tb + " alpha " + alpha + " beta " + beta + " "
                    + activation + " bias " + (bias != null);

            Matrix expected = loops(arena, ta, tb, alpha, a, b, beta, c, bias, activation);
            Matrix linear = loops(arena, ta, tb, alpha, a, b, beta, c, bias, new Identity());
            if (beta == 0 && random.nextBoolean()) {
                c.fill(Float.NaN);
            }
            Matrix packedC = Bits.copy(arena, c);
            Gemm.multiply(ta, tb, alpha, a, b, beta, c, new Epilogue(bias, activation, before), workspace);
            Bits.assertSame(expected, c, what);
            if (before != null) {
                Bits.assertSame(linear, before, "pre-activation of " + what);
            }
            PackedMatrix packed = PackedMatrix.pack(arena, tb, b);
            Gemm.multiply(ta, alpha, a, packed, beta, packedC, new Epilogue(bias, activation, null), workspace);
            Bits.assertSame(expected, packedC, "packed " + what);
        }
    }

    /// A few numbers that show what arithmetic was left out or added: a product with zero, a sum with minus
    /// zero, an overflow.
    private static void sprinkle(Matrix matrix, Random random) {
        float[] values = {0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.MIN_VALUE, -1e-42f,
                Float.MAX_VALUE};
        for (int i = matrix.rows() * matrix.columns() / 20; i >= 0 && matrix.rows() > 0 && matrix.columns() > 0; i--) {
            int kind = random.nextInt(4) == 0 ? random.nextInt(values.length) : random.nextInt(2);
            matrix.set(random.nextInt(matrix.rows()), random.nextInt(matrix.columns()), values[kind]);
        }
    }

    @Property(tries = 100, seed = "32")
    void nothingAroundTheResultIsWritten(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int team) {
        Random random = new Random(seed);
        int m = size(random);
        int n = size(random);
        int k = size(random);
        try (Arena arena = Arena.ofShared()) {
            Matrix a = Bits.placed(arena, m, k, random);
            Matrix b = Bits.placed(arena, k, n, random);
            Matrix frame = Matrix.allocateDense(arena, m + 2, n + 40);
            frame.fill(-7);
            Gemm.multiply(a, b, frame.block(1, m + 1, 17, n + 17), WORKSPACES.get(team));
            for (int r = 0; r < m + 2; r++) {
                for (int c = 0; c < n + 40; c++) {
                    if (r == 0 || r == m + 1 || c < 17 || c >= n + 17) {
                        assertEquals(-7, frame.get(r, c), "element (" + r + ", " + c + ") beside the result");
                    }
                }
            }
        }
    }

    @Property(tries = 100, seed = "33")
    void theUnitMatrixChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        int n = size(random);
        try (Arena arena = Arena.ofShared()) {
            Matrix a = Bits.placed(arena, size(random), n, random);
            Matrix unit = Matrix.allocate(arena, n, n);
            for (int i = 0; i < n; i++) {
                unit.set(i, i, 1);
            }
            Matrix c = Matrix.allocate(arena, a.rows(), n);
            Gemm.multiply(a, unit, c, WORKSPACES.get(0));
            Bits.assertSame(a, c, "A times the unit matrix");
        }
    }

    @Property(tries = 100, seed = "34")
    void transposingTheProductSwapsItsFactors(@ForAll long seed) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofShared()) {
            Matrix a = Bits.placed(arena, size(random), size(random), random);
            Matrix b = Bits.placed(arena, a.columns(), size(random), random);
            Matrix c = Matrix.allocate(arena, a.rows(), b.columns());
            Matrix t = Matrix.allocate(arena, b.columns(), a.rows());
            Gemm.multiply(a, b, c, WORKSPACES.get(0));
            Gemm.multiply(true, true, 1, b, a, 0, t, Epilogue.NONE, WORKSPACES.get(0));
            for (int i = 0; i < c.rows(); i++) {
                for (int j = 0; j < c.columns(); j++) {
                    assertEquals(c.get(i, j), t.get(j, i));
                }
            }
        }
    }

    @Property(tries = 100, seed = "35")
    void onSmallIntegersTheProductIsLinearAndAssociative(@ForAll long seed) {
        Random random = new Random(seed);
        int m = 1 + random.nextInt(30);
        int k = 1 + random.nextInt(30);
        int l = 1 + random.nextInt(30);
        int n = 1 + random.nextInt(30);
        try (Arena arena = Arena.ofShared()) {
            Matrix a = integers(arena, m, k, random);
            Matrix a2 = integers(arena, m, k, random);
            Matrix b = integers(arena, k, l, random);
            Matrix d = integers(arena, l, n, random);
            Workspace ws = WORKSPACES.get(0);
            Matrix ab = Matrix.allocate(arena, m, l);
            Gemm.multiply(a, b, ab, ws);
            Matrix left = Matrix.allocate(arena, m, n);
            Gemm.multiply(ab, d, left, ws);
            Matrix bd = Matrix.allocate(arena, k, n);
            Gemm.multiply(b, d, bd, ws);
            Matrix right = Matrix.allocate(arena, m, n);
            Gemm.multiply(a, bd, right, ws);
            Bits.assertSame(left, right, "(AB)D and A(BD)");

            Matrix sum = Matrix.allocate(arena, m, k);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < k; j++) {
                    sum.set(i, j, a.get(i, j) + 2 * a2.get(i, j));
                }
            }
            Matrix whole = Matrix.allocate(arena, m, l);
            Gemm.multiply(sum, b, whole, ws);
            Gemm.multiply(false, false, 2, a2, b, 1, ab, Epilogue.NONE, ws);
            Bits.assertSame(whole, ab, "(A + 2A')B and AB + 2A'B");
        }
    }

    private static Matrix integers(Arena arena, int rows, int columns, Random random) {
        Matrix matrix = Matrix.allocate(arena, rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, random.nextInt(9) - 4);
            }
        }
        return matrix;
    }
}
