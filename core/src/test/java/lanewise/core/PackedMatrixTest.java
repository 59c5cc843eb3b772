package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import lanewise.core.activation.Relu;

class PackedMatrixTest {

    private static final int LANES = Math.max(4, Kernels.vectorBits() / 32);

    @Test
    void productsWithPackedWeightsHaveTheSameBits() {
        try (Team two = Team.ofThreads(2); Team three = Team.ofThreads(3); Workspace single = Workspace.single();
                Workspace split2 = Workspace.with(two); Workspace split3 = Workspace.with(three)) {
            Workspace[] workspaces = {single, split2, split3};
            for (boolean transpose : new boolean[] {false, true}) {
                for (int n : new int[] {0, 1, LANES, LANES + 1, 2 * LANES, 3 * LANES, 8 * LANES + 3, 19 * LANES + 5}) {
                    for (int k : new int[] {0, 1, 20, 257, 600}) {
                        for (int m : new int[] {1, 2, 3, 4, 8, 11, 17, 30, 38}) {
                            try (Arena own = Arena.ofShared()) {
                                GemmCase one = new GemmCase(own, m, n, k, n % 2 == 1, transpose, 1, 1, n + k + m);
                                one.beta = m % 2;
                                PackedMatrix packed = PackedMatrix.pack(own, transpose, one.b);
                                assertEquals(k, packed.rows());
                                assertEquals(n, packed.columns());
                                one.check(workspaces[m % 3], packed);
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void fewRowsHaveTheSameBitsInEitherDirection() {
        try (Workspace workspace = Workspace.single()) {
            for (int vectors = 0; vectors <= 13; vectors++) {
                for (int rest : new int[] {0, 3}) {
                    try (Arena own = Arena.ofShared()) {
                        int n = vectors * LANES + rest;
                        for (int m = 1; m <= 8; m++) {
                            GemmCase one = new GemmCase(own, m, n, 30, false, true, m % 2, 1, n);
                            one.epilogue = new Epilogue(GemmCase.matrix(own, 1, n, 0, 0, new SplittableRandom(m)),
                                    new Relu(), null);
                            PackedMatrix packed = PackedMatrix.pack(own, true, one.b);
                            one.check(workspace, packed);
                            one.check(workspace, packed);
                            one.check(workspace, packed);
                        }
                    }
                }
            }
        }
    }

    @Test
    void longSumsOfOneRowAreCutWithoutChangingBits() {
        try (Arena arena = Arena.ofConfined(); Workspace workspace = Workspace.single()) {
            GemmCase one = new GemmCase(arena, 1, 11 * LANES + 2, 8200, false, true, 0, 0, 2);
            one.check(workspace, PackedMatrix.pack(arena, true, one.b));
        }
    }

    @Test
    void isACopy() {
        try (Arena arena = Arena.ofConfined(); Workspace workspace = Workspace.single()) {
            GemmCase one = new GemmCase(arena, 2, 5, 3, false, false, 0, 0, 1);
            PackedMatrix packed = PackedMatrix.pack(arena, false, one.b);
            Gemm.multiply(one.a, packed, one.c, Epilogue.NONE, workspace);
            float before = one.c.get(1, 1);
            one.b.fill(7);
            Gemm.multiply(one.a, packed, one.c, Epilogue.NONE, workspace);
            assertEquals(before, one.c.get(1, 1));
            assertTrue(packed.toString().contains("3 x 5"));
        }
    }

    @Test
    void isReadByManyThreadsAtOnce() throws InterruptedException {
        try (Arena arena = Arena.ofShared(); Workspace mine = Workspace.single()) {
            GemmCase one = new GemmCase(arena, 1, 100, 200, false, true, 0, 0, 9);
            PackedMatrix packed = PackedMatrix.pack(arena, true, one.b);
            Gemm.multiply(one.a, packed, one.c, Epilogue.NONE, mine);
            boolean[] equal = new boolean[4];
            Thread[] threads = new Thread[equal.length];
            for (int t = 0; t < threads.length; t++) {
                int which = t;
                threads[t] = new Thread(() -> equal[which] = repeats(one, packed));
                threads[t].start();
            }
            for (int t = 0; t < threads.length; t++) {
                threads[t].join();
                assertTrue(equal[t]);
            }
        }
    }

    private static boolean repeats(GemmCase one, PackedMatrix packed) {
        try (Arena own = Arena.ofConfined(); Workspace workspace = Workspace.single()) {
            Matrix c = Matrix.allocate(own, 1, 100);
            boolean same = true;
            for (int i = 0; i < 50; i++) {
                Gemm.multiply(one.a, packed, c, Epilogue.NONE, workspace);
                same &= Arrays.equals(c.toArray(), one.c.toArray());
            }
            return same;
        }
    }

    @Test
    void refusesAMatrixWhoseArenaWasClosed() {
        Matrix gone;
        try (Arena own = Arena.ofShared()) {
            gone = Matrix.allocate(own, 2, 2);
        }
        try (Arena arena = Arena.ofConfined()) {
            String text = assertThrows(IllegalStateException.class, () -> PackedMatrix.pack(arena, false, gone))
                    .getMessage();
            assertTrue(text.startsWith("b:"), text);
        }
    }
}
