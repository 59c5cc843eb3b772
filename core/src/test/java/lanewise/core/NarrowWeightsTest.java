package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import lanewise.core.activation.Relu;

class NarrowWeightsTest {

    private static final int LANES = Math.max(4, Kernels.vectorBits() / 32);
    private static final Storage[] NARROW = {Storage.BFLOAT16, Storage.INT8};

    /// `acc = fma(alpha a, w, acc)` with k ascending from 0, `acc * s`, then bias and activation.
    private static float[] law(GemmCase one, Storage storage) {
        float[] c = new float[one.m * one.n];
        for (int j = 0; j < one.n; j++) {
            float largest = 0;
            for (int p = 0; p < one.k; p++) {
                largest = Math.max(largest, Math.abs(one.b(p, j)));
            }
            float scale = Storage.scale(largest);
            for (int i = 0; i < one.m; i++) {
                float acc = 0;
                for (int p = 0; p < one.k; p++) {
                    float x = one.alpha == 1 ? one.a(i, p) : one.alpha * one.a(i, p);
                    float w = storage == Storage.INT8 ? Storage.quantized(one.b(p, j), scale)
                            : Storage.ofBfloat16(Storage.bfloat16(one.b(p, j)));
                    acc = Math.fma(x, w, acc);
                }
                acc = storage == Storage.INT8 ? acc * scale : acc;
                acc = one.epilogue.bias() == null ? acc : acc + one.epilogue.bias().get(0, j);
                c[i * one.n + j] = one.epilogue.activation().value(acc);
            }
        }
        return c;
    }

    private static void check(GemmCase one, Storage storage, PackedMatrix packed, Workspace workspace) {
        float[] expected = law(one, storage);
        one.c.fill(Float.NaN);
        Gemm.multiply(one.transposeA, one.alpha, one.a, packed, 0, one.c, one.epilogue, workspace);
        for (int i = 0; i < one.m; i++) {
            for (int j = 0; j < one.n; j++) {
                assertEquals(Float.floatToIntBits(expected[i * one.n + j]), Float.floatToIntBits(one.c.get(i, j)),
                        storage + " " + one + " (" + i + ", " + j + ")");
            }
        }
    }

    @Test
    void productsHaveTheBitsOfTheLaw() {
        int[] widths = {0, 1, LANES, LANES + 1, 2 * LANES, 3 * LANES, 7 * LANES, 8 * LANES + 3, 10 * LANES,
            12 * LANES + 1, 20 * LANES};
        try (Team two = Team.ofThreads(2); Workspace alone = Workspace.single(); Workspace split = Workspace.with(two);
                Arena arena = Arena.ofShared()) {
            for (int n : widths) {
                for (int k : new int[] {0, 1, 2, 33, 300}) {
                    for (int m : new int[] {1, 2, 3, 4, 6, 19, 25}) {
                        boolean transposed = (n + k + m) % 2 == 0;
                        GemmCase one = new GemmCase(arena, m, n, k, n % 3 == 1, transposed, k % 2, m % 2, n + k + m);
                        one.alpha = m == 2 && k == 33 ? 0.7f : 1;
                        one.epilogue = k == 33 ? new Epilogue(
                                GemmCase.matrix(arena, 1, n, 0, 0, new SplittableRandom(m)), new Relu(), null)
                                : Epilogue.NONE;
                        for (Storage storage : NARROW) {
                            PackedMatrix packed = PackedMatrix.pack(arena, transposed, one.b, storage);
                            assertEquals(storage, packed.storage());
                            check(one, storage, packed, alone);
                            check(one, storage, packed, split);
                        }
                    }
                }
            }
        }
    }

    @Test
    void longSumsAreCutWithoutChangingBits() {
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            for (int m : new int[] {1, 3, 40, 49}) {
                GemmCase one = new GemmCase(arena, m, 11 * LANES + 2, 4301, false, true, 0, 0, m);
                for (Storage storage : NARROW) {
                    check(one, storage, PackedMatrix.pack(arena, true, one.b, storage), workspace);
                }
            }
        }
    }

    @Test
    void aSumThatUnderflowsKeepsItsSign() {
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            for (int k = 1; k <= 3; k++) {
                GemmCase one = new GemmCase(arena, 1, 5 * LANES, k, false, true, 0, 0, k);
                one.a.fill(-1e-30f);
                one.b.fill(1e-30f);
                check(one, Storage.BFLOAT16, PackedMatrix.pack(arena, true, one.b, Storage.BFLOAT16), workspace);
                assertEquals(Float.floatToIntBits(-0f), Float.floatToIntBits(one.c.get(0, 0)));
            }
        }
    }

    @Test
    void roundingIsTheNearestAndRoundsOnce() {
        try (Arena arena = Arena.ofShared()) {
            Matrix w = GemmCase.matrix(arena, 40, 300, 3, 1, new SplittableRandom(5));
            w.rows(3, 4).fill(0);
            w.rows(4, 5).fill(1e-38f);
            for (Storage storage : Storage.values()) {
                Matrix once = Matrix.allocate(arena, 40, 300);
                for (int r = 0; r < 40; r++) {
                    for (int c = 0; c < 300; c++) {
                        once.set(r, c, w.get(r, c));
                    }
                }
                storage.round(once);
                float[] rounded = once.toArray();
                for (int r = 0; r < 40; r++) {
                    float scale = Storage.scale(Storage.largest(w, r));
                    for (int c = 0; c < 300; c++) {
                        float bound = switch (storage) {
                            case FLOAT32 -> 0;
                            case BFLOAT16 -> Math.abs(w.get(r, c)) * 0x1p-8f;
                            case INT8 -> Math.max(scale / 2 * 1.0001f, scale == 0 ? 0x1p-100f : 0);
                        };
                        assertTrue(Math.abs(rounded[r * 300 + c] - w.get(r, c)) <= bound, storage + " " + w.get(r, c));
                    }
                }
                storage.round(once);
                for (int i = 0; i < rounded.length; i++) {
                    assertEquals(rounded[i], once.get(i / 300, i % 300), storage.id());
                }
            }
        }
    }

    @Test
    void sixteenBitsAreTheNearestWithTiesToEven() {
        assertEquals(1f, Storage.ofBfloat16(Storage.bfloat16(1 + 0x1p-8f)));
        assertEquals(1 + 0x1p-7f, Storage.ofBfloat16(Storage.bfloat16(1 + 0x1.8p-8f)));
        assertEquals(1 + 0x1p-6f, Storage.ofBfloat16(Storage.bfloat16(1 + 0x1.8p-7f)));
        assertEquals(-0f, Storage.ofBfloat16(Storage.bfloat16(-0f)));
        assertEquals(Float.POSITIVE_INFINITY, Storage.ofBfloat16(Storage.bfloat16(Float.MAX_VALUE)));
        assertEquals(Float.NaN, Storage.ofBfloat16(Storage.bfloat16(Float.intBitsToFloat(0x7f800001))));
    }

    @Test
    void whatCannotBeStoredIsNamed() {
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            Matrix w = Matrix.allocate(arena, 3, 4);
            w.set(2, 1, Float.NaN);
            assertEquals("weights: row 2, column 1 is NaN, which int8 cannot store, expected a finite value in its"
                    + " range", refused(() -> Storage.INT8.round(w)));
            w.set(2, 1, Float.MAX_VALUE);
            assertEquals("weights: row 2, column 1 is 3.4028235E38, which bf16 cannot store, expected a finite value"
                    + " in its range", refused(() -> Storage.BFLOAT16.round(w)));
            assertEquals("storage: there is no 'fp8', expected one of [fp32, bf16, int8]",
                    refused(() -> Storage.named("fp8")));
            PackedMatrix packed = PackedMatrix.pack(arena, true, w, Storage.INT8);
            assertEquals("beta: 1.0, expected 0 with weights stored as int8",
                    refused(() -> Gemm.multiply(false, 1, Matrix.allocate(arena, 1, 4), packed, 1,
                            Matrix.allocate(arena, 1, 3), Epilogue.NONE, workspace)));
        }
    }

    private static String refused(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
