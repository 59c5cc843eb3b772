package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

import lanewise.core.gemm.ColdRows;

/// One matrix product for tests: operands of a given shape and layout, the specification as a plain loop, and the
/// comparison of bits.
final class GemmCase {

    final int m;
    final int n;
    final int k;
    final boolean transposeA;
    final boolean transposeB;
    float alpha = 1;
    float beta;
    Epilogue epilogue = Epilogue.NONE;
    final Matrix a;
    final Matrix b;
    final Matrix c;

    /// Operands with `pad` floats between rows that begin `shift` floats into their memory; values are multiples of
    /// 1/8 or rougher ones.
    GemmCase(Arena arena, int m, int n, int k, boolean transposeA, boolean transposeB, int pad, int shift, long seed) {
        this.m = m;
        this.n = n;
        this.k = k;
        this.transposeA = transposeA;
        this.transposeB = transposeB;
        SplittableRandom random = new SplittableRandom(seed);
        a = matrix(arena, transposeA ? k : m, transposeA ? m : k, pad, shift, random);
        b = matrix(arena, transposeB ? n : k, transposeB ? k : n, 2 * pad, shift, random);
        c = matrix(arena, m, n, 3 * pad, 2 * shift, random);
    }

    static Matrix matrix(Arena arena, int rows, int columns, int pad, int shift, SplittableRandom random) {
        int stride = columns + pad;
        long floats = (long) rows * stride + shift;
        Matrix whole = Matrix.allocateDense(arena, 1, (int) floats);
        for (int i = 0; i < floats; i++) {
            whole.set(0, i, (float) (random.nextDouble() * 2 - 1));
        }
        return Matrix.of(whole.segment().asSlice((long) shift * Float.BYTES), rows, columns, stride);
    }

    float a(int i, int p) {
        return transposeA ? a.get(p, i) : a.get(i, p);
    }

    float b(int p, int j) {
        return transposeB ? b.get(j, p) : b.get(p, j);
    }

    /// acc + bias for one element, from the law and what `c` holds now.
    float sum(int i, int j) {
        float acc = beta == 0 ? 0 : beta == 1 ? c.get(i, j) : beta * c.get(i, j);
        for (int p = 0; p < k; p++) {
            float x = alpha == 1 ? a(i, p) : alpha * a(i, p);
            acc = Math.fma(x, b(p, j), acc);
        }
        return epilogue.bias() == null ? acc : acc + epilogue.bias().get(0, j);
    }

    /// Computes the expectation, runs the product, compares bits, and looks that nothing was written
    /// between the rows of C.
    void check(Workspace workspace) {
        check(workspace, null);
    }

    void check(Workspace workspace, PackedMatrix packed) {
        float[] sums = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                sums[i * n + j] = sum(i, j);
            }
        }
        float[] gaps = gaps();
        if (packed == null) {
            Gemm.multiply(transposeA, transposeB, alpha, a, b, beta, c, epilogue, workspace);
        } else {
            float[] start = c.toArray();
            ColdRows.assume(false);
            Gemm.multiply(transposeA, alpha, a, packed, beta, c, epilogue, workspace);
            c.copyFrom(start);
            Gemm.multiply(transposeA, alpha, a, packed, beta, c, epilogue, workspace);
            float[] cold = c.toArray();
            c.copyFrom(start);
            ColdRows.assume(true);
            Gemm.multiply(transposeA, alpha, a, packed, beta, c, epilogue, workspace);
            assertArrayEquals(cold, c.toArray(), () -> this + " while the kernels are cold");
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = sums[i * n + j];
                same(epilogue.activation().value(sum), c.get(i, j), "c", i, j);
                if (epilogue.preActivation() != null) {
                    same(sum, epilogue.preActivation().get(i, j), "preActivation", i, j);
                }
            }
        }
        float[] after = gaps();
        for (int i = 0; i < gaps.length; i++) {
            same(gaps[i], after[i], "gap", 0, i);
        }
    }

    /// The floats that lie between the rows of C.
    private float[] gaps() {
        int gap = c.rowStride() - n;
        if (m < 2 || gap == 0) {
            return new float[0];
        }
        float[] out = new float[(m - 1) * gap];
        for (int i = 0; i < m - 1; i++) {
            for (int j = 0; j < gap; j++) {
                out[i * gap + j] = c.segment().get(Matrix.FLOAT, c.byteOffset(i, n + j));
            }
        }
        return out;
    }

    private void same(float expected, float actual, String where, int i, int j) {
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            fail(this + ": " + where + "(" + i + ", " + j + ") is " + actual + ", expected " + expected);
        }
    }

    @Override
    public String toString() {
        return m + " x " + n + " x " + k + (transposeA ? " A^T" : " A") + (transposeB ? " B^T" : " B") + " alpha "
                + alpha + " beta " + beta + " strides " + a.rowStride() + " " + b.rowStride() + " " + c.rowStride()
                + " " + epilogue.activation();
    }
}
