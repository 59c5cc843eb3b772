package lanewise.core.convolution;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.PackedFilters;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;

/// One convolution for tests: operands of a given geometry and layout, results of the scalar twin, and the comparison
/// of bits.
final class ConvolutionCase {

    final Window window;
    final int batch;
    final Matrix image;
    final Matrix map;
    final Matrix weight;
    private final Arena arena;
    private final int pad;
    private final SplittableRandom random;

    /// Operands with some floats between rows that begin `shift` floats into their memory.
    ConvolutionCase(Arena arena, Window window, int batch, int pad, int shift, long seed) {
        this.arena = arena;
        this.window = window;
        this.batch = batch;
        this.pad = pad;
        random = new SplittableRandom(seed);
        image = matrix(batch, window.imageSize(), pad, shift);
        map = matrix(batch, window.mapSize(), 2 * pad, shift);
        weight = matrix(window.filters(), window.taps(), 3 * pad, 2 * shift);
    }

    private Matrix matrix(int rows, int columns, int gap, int shift) {
        int stride = columns + gap;
        int floats = rows * stride + shift;
        Matrix whole = Matrix.allocateDense(arena, 1, floats);
        for (int i = 0; i < floats; i++) {
            whole.set(0, i, (float) (random.nextDouble() * 2 - 1));
        }
        return Matrix.of(whole.segment().asSlice((long) shift * Float.BYTES), rows, columns, stride);
    }

    /// All operations, each by all ways to it.
    void check(Activation activation, boolean keep, Workspace workspace) {
        forward(activation, keep, workspace);
        adjoint(activation, keep, workspace);
        weightGradient(workspace);
    }

    void forward(Activation activation, boolean keep, Workspace workspace) {
        Matrix sums = matrix(batch, window.mapSize(), 0, 0);
        for (int b = 0; b < batch; b++) {
            ScalarConvolution.forward(window, image.segment(), image.byteOffset(b, 0), weight.segment(),
                    weight.byteOffset(1, 0), sums.segment(),
                    sums.byteOffset(b, 0));
        }
        Epilogue epilogue = epilogue(window.filters(), window.mapSize(), activation, keep);
        Matrix out = matrix(batch, window.mapSize(), pad, 1);
        float[] gaps = gaps(out);
        Convolution.forward(window, image, weight, out, epilogue, workspace);
        checkSums("forward", sums, epilogue, window.filters(), out, gaps);
        out.fill(Float.NaN);
        PackedFilters packed = PackedFilters.forForward(arena, window, weight);
        Convolution.forward(window, image, packed, out, epilogue, workspace);
        checkSums("forward, packed", sums, epilogue, window.filters(), out, gaps);
    }

    void adjoint(Activation activation, boolean keep, Workspace workspace) {
        Matrix sums = matrix(batch, window.imageSize(), 0, 0);
        for (int b = 0; b < batch; b++) {
            ScalarConvolution.adjoint(window, map.segment(), map.byteOffset(b, 0), weight.segment(),
                    weight.byteOffset(1, 0), sums.segment(),
                    sums.byteOffset(b, 0));
        }
        Epilogue epilogue = epilogue(window.channels(), window.imageSize(), activation, keep);
        Matrix out = matrix(batch, window.imageSize(), pad, 1);
        float[] gaps = gaps(out);
        Convolution.adjoint(window, map, weight, out, epilogue, workspace);
        checkSums("adjoint", sums, epilogue, window.channels(), out, gaps);
        out.fill(Float.NaN);
        PackedFilters packed = PackedFilters.forAdjoint(arena, window, weight);
        Convolution.adjoint(window, map, packed, out, epilogue, workspace);
        checkSums("adjoint, packed", sums, epilogue, window.channels(), out, gaps);
    }

    void weightGradient(Workspace workspace) {
        Matrix expected = matrix(window.filters(), window.taps(), 0, 0);
        ScalarConvolution.weightGradient(window, batch, image.segment(), image.byteOffset(1, 0), map.segment(),
                map.byteOffset(1, 0),
                expected.segment(), expected.byteOffset(1, 0), 0, window.filters());
        Matrix out = matrix(window.filters(), window.taps(), pad, 1);
        float[] gaps = gaps(out);
        Convolution.weightGradient(window, image, map, out, workspace);
        for (int f = 0; f < window.filters(); f++) {
            for (int t = 0; t < window.taps(); t++) {
                same(expected.get(f, t), out.get(f, t), "weight gradient", f, t);
            }
        }
        checkGaps(gaps, out);
    }

    private Epilogue epilogue(int channels, int columns, Activation activation, boolean keep) {
        boolean biased = random.nextInt(4) > 0;
        return new Epilogue(biased ? matrix(1, channels, 0, 1) : null, activation, keep ? matrix(batch, columns, 1, 0)
                : null);
    }

    private void checkSums(String what, Matrix sums, Epilogue epilogue, int channels, Matrix out, float[] gaps) {
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < out.columns(); i++) {
                float sum = sums.get(b, i);
                if (epilogue.bias() != null) {
                    sum += epilogue.bias().get(0, i % channels);
                }
                same(epilogue.activation().value(sum), out.get(b, i), what, b, i);
                if (epilogue.preActivation() != null) {
                    same(sum, epilogue.preActivation().get(b, i), what + " before the activation", b, i);
                }
            }
        }
        checkGaps(gaps, out);
    }

    private void checkGaps(float[] gaps, Matrix out) {
        float[] after = gaps(out);
        for (int i = 0; i < gaps.length; i++) {
            same(gaps[i], after[i], "gap", 0, i);
        }
    }

    /// The floats that lie between the rows of a matrix.
    private static float[] gaps(Matrix m) {
        int gap = m.rowStride() - m.columns();
        if (m.rows() < 2 || gap == 0) {
            return new float[0];
        }
        float[] out = new float[(m.rows() - 1) * gap];
        for (int i = 0; i < m.rows() - 1; i++) {
            for (int j = 0; j < gap; j++) {
                out[i * gap + j] = m.segment().get(Matrix.FLOAT, m.byteOffset(i, m.columns() + j));
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
        return window + ", batch " + batch + ", strides " + image.rowStride() + " " + map.rowStride() + " "
                + weight.rowStride();
    }
}
