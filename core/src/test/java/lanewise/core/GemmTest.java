package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import lanewise.core.activation.Relu;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GemmTest {

    private static final boolean[] BOTH = {false, true};
    private static final int LANES = Math.max(4, Kernels.vectorBits() / 32);

    private final Arena arena = Arena.ofShared();
    private final Team two = Team.ofThreads(2);
    private final Team three = Team.ofThreads(3);
    private Workspace[] workspaces;

    @BeforeAll
    void open() {
        workspaces = new Workspace[] {Workspace.single(), Workspace.with(two), Workspace.with(three)};
    }

    @AfterAll
    void close() {
        for (Workspace workspace : workspaces) {
            workspace.close();
        }
        two.close();
        three.close();
        arena.close();
    }

    private void checkAllTransposes(int m, int n, int k, float alpha, float beta, Workspace workspace) {
        for (boolean ta : BOTH) {
            for (boolean tb : BOTH) {
                try (Arena own = Arena.ofShared()) {
                    int pad = (m + n + k) % 3;
                    GemmCase one = new GemmCase(own, m, n, k, ta, tb, pad, pad, m * 31L + n * 7 + k);
                    one.alpha = alpha;
                    one.beta = beta;
                    one.check(workspace);
                }
            }
        }
    }

    @Test
    void bitsAreThoseOfTheLoopForSmallShapes() {
        int[] rows = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13};
        int[] columns = {0, 1, 2, LANES - 1, LANES, LANES + 1, 2 * LANES - 1, 2 * LANES, 2 * LANES + 1, 3 * LANES + 2};
        int[] depths = {0, 1, 2, 7, 20};
        for (int m : rows) {
            for (int n : columns) {
                for (int k : depths) {
                    checkAllTransposes(m, n, k, 1, (m + n + k) % 2, workspaces[0]);
                }
            }
        }
    }

    /// Every number of panels up to three groups of four, with and without a tail and a ragged end; twice, since B
    /// is walked in turns.
    @Test
    void bitsAreThoseOfTheLoopForFewRows() {
        for (int m = 1; m <= 8; m++) {
            for (int vectors = 0; vectors <= 25; vectors++) {
                int n = vectors * LANES + vectors % 4;
                for (int turn = 0; turn < 2; turn++) {
                    checkAllTransposes(m, n, 19 + turn, 1, (m + vectors + turn) % 2, workspaces[0]);
                }
            }
        }
    }

    @Test
    void bitsAreThoseOfTheLoopAroundTheBordersOfBlocks() {
        for (int k : new int[] {255, 256, 257, 513}) {
            checkAllTransposes(9, 2 * LANES + 3, k, 1, 0, workspaces[0]);
            checkAllTransposes(9, 2 * LANES + 3, k, 1, 1, workspaces[0]);
            checkAllTransposes(1, 9 * LANES + 3, k, 1, 1, workspaces[0]);
        }
        for (int k : new int[] {8191, 8192, 8193}) {
            checkAllTransposes(2, LANES + 1, k, 1, 0, workspaces[0]);
        }
        for (int k : new int[] {1023, 1024, 1025}) {
            checkAllTransposes(30, 4 * LANES + 1, k, 1, 0, workspaces[0]);
            checkAllTransposes(9, 5 * LANES + 3, k, 1, 1, workspaces[0]);
        }
        checkAllTransposes(9, 5 * LANES + 3, 2049, 1, 1, workspaces[0]);
        for (int m : new int[] {31, 32, 33, 63, 64, 65}) {
            checkAllTransposes(m, 5 * LANES + 1, 57, 1, 0, workspaces[0]);
            checkAllTransposes(m, 5 * LANES + 1, 57, 1, 1, workspaces[0]);
            checkAllTransposes(m, 5 * LANES + 1, 257, 1, 0, workspaces[0]);
        }
        for (int m : new int[] {1023, 1024, 1025}) {
            checkAllTransposes(m, 4 * LANES + 4, 5, 1, 0, workspaces[0]);
        }
        for (int n : new int[] {1023, 1024, 1025, 2049}) {
            checkAllTransposes(1, n, 5, 1, 0, workspaces[0]);
            checkAllTransposes(9, n, 5, 1, 1, workspaces[0]);
        }
    }

    @Test
    void bitsAreThoseOfTheLoopWhetherOperandsArePackedOrReadInPlace() {
        for (int m : new int[] {4, 5, 7, 8, 11, 12, 27, 28, 29, 35}) {
            for (int n : new int[] {3, LANES - 1, LANES, LANES + 1, 2 * LANES, 3 * LANES - 1, 4 * LANES, 4 * LANES + 3,
                63, 64, 65, 80}) {
                for (int k : new int[] {1, 3, LANES, 33}) {
                    checkAllTransposes(m, n, k, 1, 0, workspaces[0]);
                    checkPacked(m, n, k);
                }
            }
        }
    }

    @Test
    void bitsAreThoseOfTheLoopForFewColumns() {
        for (int m : new int[] {33, 40, 64, 97}) {
            for (int n : new int[] {8, 9, 19, 20, 33, 40, 50, 64, 72, 131}) {
                for (int k : new int[] {5, LANES, 41}) {
                    checkAllTransposes(m, n, k, 1, 0, workspaces[(m + n) % 2]);
                }
            }
        }
    }

    private void checkPacked(int m, int n, int k) {
        for (boolean ta : BOTH) {
            for (float beta : new float[] {0, 1}) {
                try (Arena own = Arena.ofShared()) {
                    GemmCase one = new GemmCase(own, m, n, k, ta, n % 2 == 0, k % 3, k % 2, m * 31L + n * 7 + k);
                    one.beta = beta;
                    one.check(workspaces[0], PackedMatrix.pack(own, one.transposeB, one.b));
                }
            }
        }
    }

    @Test
    void bitsDependNeitherOnThreadsNorOnTheWayTheWorkIsSplit() {
        int[][] shapes = {{128, 100, 100}, {100, 131, 90}, {17, 700, 301}, {700, 17, 301}, {1, 3000, 700},
            {2, 3000, 500}, {1100, 8, 250}};
        for (int[] shape : shapes) {
            for (Workspace workspace : workspaces) {
                checkAllTransposes(shape[0], shape[1], shape[2], 1, 0, workspace);
            }
        }
    }

    @Test
    void alphaAndBetaFollowTheLaw() {
        float[] factors = {0, -0f, 1, -1, 0.3f, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE};
        for (float alpha : factors) {
            for (float beta : factors) {
                checkAllTransposes(9, LANES + 3, 5, alpha, beta, workspaces[0]);
                checkAllTransposes(1, LANES + 3, 5, alpha, beta, workspaces[0]);
                checkAllTransposes(3, 2, 0, alpha, beta, workspaces[0]);
            }
        }
    }

    @Test
    void betaZeroNeverReadsC() {
        for (int m : new int[] {1, 4, 9}) {
            for (float zero : new float[] {0, -0f}) {
                GemmCase one = new GemmCase(arena, m, 2 * LANES + 3, 300, false, true, 1, 1, 5);
                one.beta = zero;
                one.c.fill(Float.NaN);
                one.check(workspaces[0]);
                assertTrue(Float.isFinite(one.c.get(0, 0)));
            }
        }
    }

    @Test
    void specialValuesFollowTheLaw() {
        float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -0f, Float.MIN_VALUE,
            -Float.MIN_NORMAL / 3, Float.MAX_VALUE, -Float.MAX_VALUE, 1, -1, 0x1p-70f};
        SplittableRandom random = new SplittableRandom(11);
        for (int m : new int[] {1, 10}) {
            for (int round = 0; round < 20; round++) {
                GemmCase one = new GemmCase(arena, m, 3 * LANES + 1, 9, round % 2 == 0, round % 3 == 0, 0, 0, round);
                one.beta = round % 4 == 0 ? 0.5f : round % 2;
                // Only some rounds hold values that turn whole sums to NaN.
                int first = round < 6 ? 0 : round < 12 ? 1 : 3;
                for (Matrix matrix : new Matrix[] {one.a, one.b, one.c}) {
                    for (int i = 0; i < matrix.rows(); i++) {
                        for (int j = 0; j < matrix.columns(); j++) {
                            if (random.nextInt(3) == 0) {
                                matrix.set(i, j, special[first + random.nextInt(special.length - first)]);
                            }
                        }
                    }
                }
                one.check(workspaces[0]);
            }
        }
    }

    /// Products and sums of small integers are exact, so any right order gives the same floats as whole numbers do.
    @Test
    void smallIntegersAreExact() {
        SplittableRandom random = new SplittableRandom(3);
        for (int[] shape : new int[][] {{1, 50, 300}, {37, 50, 300}, {128, 40, 400}}) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            Matrix a = Matrix.allocate(arena, m, k);
            Matrix b = Matrix.allocate(arena, k, n);
            Matrix c = Matrix.allocate(arena, m, n);
            double[][] left = new double[m][k];
            double[][] right = new double[k][n];
            for (int i = 0; i < m; i++) {
                for (int p = 0; p < k; p++) {
                    left[i][p] = random.nextInt(-8, 9);
                    a.set(i, p, (float) left[i][p]);
                }
            }
            for (int p = 0; p < k; p++) {
                for (int j = 0; j < n; j++) {
                    right[p][j] = random.nextInt(-8, 9);
                    b.set(p, j, (float) right[p][j]);
                }
            }
            Gemm.multiply(a, b, c, workspaces[0]);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int p = k - 1; p >= 0; p--) {
                        sum += left[i][p] * right[p][j];
                    }
                    assertEquals((float) sum, c.get(i, j), 0f);
                }
            }
        }
    }

    @Test
    void allocatesNothingOnceWarm() {
        // Until the optimising compiler has done all kernels, vectors are boxed: many small products get it to work,
        // large ones are split over threads.
        new WarmProducts(arena, 12, 50, 41).untilNothingIsAllocated(workspaces[0]);
        WarmProducts large = new WarmProducts(arena, 128, 100, 70);
        for (Workspace workspace : workspaces) {
            large.untilNothingIsAllocated(workspace);
        }
    }

    /// A forward and a backward product and two of one row.
    private static final class WarmProducts {

        private final Matrix x;
        private final Matrix w;
        private final Matrix y;
        private final Matrix dw;
        private final PackedMatrix packed;
        private final Matrix row;
        private final Matrix rowOut;
        private final Epilogue epilogue;

        WarmProducts(Arena arena, int m, int k, int n) {
            x = Matrix.allocate(arena, m, k);
            w = Matrix.allocate(arena, n, k);
            y = Matrix.allocate(arena, m, n);
            dw = Matrix.allocate(arena, n, k);
            packed = PackedMatrix.pack(arena, true, w);
            row = Matrix.allocate(arena, 1, k);
            rowOut = Matrix.allocate(arena, 1, n);
            epilogue = new Epilogue(Matrix.allocate(arena, 1, n), new Relu(), Matrix.allocate(arena, m, n));
        }

        void untilNothingIsAllocated(Workspace workspace) {
            assertEquals(0, Allocations.fewest(0, () -> {
                Gemm.multiply(false, true, 1, x, w, 0, y, epilogue, workspace);
                Gemm.multiply(true, false, 1, y, x, 1, dw, Epilogue.NONE, workspace);
                Gemm.multiply(row, packed, rowOut, Epilogue.NONE, workspace);
                Gemm.multiply(false, true, 1, row, w, 0, rowOut, Epilogue.NONE, workspace);
            }), "bytes allocated by four products");
        }
    }
}
