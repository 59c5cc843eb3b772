package lanewise.properties.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.Random;

import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Window;
import lanewise.core.Workspace;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The laws of convolution over random geometries. Products and sums of small integers are exact, so the laws hold to
/// the bit.
class ConvolutionProperties {

    /// `<A x, y> = <x, A^T y>`, and both are `<w, dw(x, y)>`.
    @Property(tries = 300, seed = "71")
    void theAdjointIsTheTransposeAndTheGradientItsDerivative(@ForAll long seed) {
        Random random = new Random(seed);
        int kernelHeight = 1 + random.nextInt(7);
        int kernelWidth = 1 + random.nextInt(7);
        int padding = random.nextInt(Math.min(kernelHeight, kernelWidth));
        Window w = new Window(1 + random.nextInt(20), kernelHeight + random.nextInt(8), kernelWidth + random.nextInt(8),
                1 + random.nextInt(20), kernelHeight, kernelWidth, 1 + random.nextInt(4), padding);
        int batch = random.nextInt(4);
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            Matrix x = integers(arena, batch, w.imageSize(), random);
            Matrix y = integers(arena, batch, w.mapSize(), random);
            Matrix weight = integers(arena, w.filters(), w.taps(), random);
            Matrix ax = integers(arena, batch, w.mapSize(), random);
            Matrix aty = integers(arena, batch, w.imageSize(), random);
            Matrix dw = integers(arena, w.filters(), w.taps(), random);
            Convolution.forward(w, x, weight, ax, Epilogue.NONE, workspace);
            Convolution.adjoint(w, y, weight, aty, Epilogue.NONE, workspace);
            Convolution.weightGradient(w, x, y, dw, workspace);
            double product = inner(ax, y);
            assertEquals(product, inner(x, aty), () -> w + ", the adjoint");
            assertEquals(product, inner(weight, dw), () -> w + ", the gradient of the weights");
        }
    }

    private static double inner(Matrix a, Matrix b) {
        double sum = 0;
        for (int r = 0; r < a.rows(); r++) {
            for (int c = 0; c < a.columns(); c++) {
                sum += (double) a.get(r, c) * b.get(r, c);
            }
        }
        return sum;
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
