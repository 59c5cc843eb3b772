package lanewise.core.convolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.Window;

/// The specification against sums in double that are written from the other side, and against sums done by hand.
class ScalarConvolutionTest {

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    /// Taps of one filter over one row: the adjoint spreads what the convolution gathers.
    @Test
    void sumsByHand() {
        Window window = new Window(1, 1, 5, 1, 1, 3, 2, 0);
        Matrix image = row(1, 2, 3, 4, 5);
        Matrix weight = row(10, 100, 1000);
        Matrix map = row(0, 0);
        forward(window, image, weight, map);
        assertArrayEquals(new float[] {10 + 200 + 3000, 30 + 400 + 5000}, map.toArray());

        map.copyFrom(new float[] {1, 2});
        adjoint(window, map, weight, image);
        assertArrayEquals(new float[] {10, 100, 1000 + 20, 200, 2000}, image.toArray());

        image.copyFrom(new float[] {1, 2, 3, 4, 5});
        weightGradient(window, image, map, weight);
        assertArrayEquals(new float[] {1 + 2 * 3, 2 + 2 * 4, 3 + 2 * 5}, weight.toArray());
    }

    /// Two rows, two channels, padding: the order of the layouts.
    @Test
    void layoutsByHand() {
        Window window = new Window(2, 1, 1, 2, 3, 2, 1, 1);
        Matrix image = row(1, 2);
        Matrix weight = Matrix.allocateDense(arena, 2, 12);
        for (int f = 0; f < 2; f++) {
            for (int c = 0; c < 2; c++) {
                for (int t = 0; t < 6; t++) {
                    weight.set(f, c * 6 + t, (1 + f) * (c == 0 ? t : 10 * t));
                }
            }
        }
        // The middle row of taps falls on the image: (1, 1) for the first position of the map, (1, 0) for the second.
        Matrix map = row(0, 0, 0, 0);
        forward(window, image, weight, map);
        assertArrayEquals(new float[] {3 + 2 * 30, 2 * (3 + 2 * 30), 2 + 2 * 20, 2 * (2 + 2 * 20)}, map.toArray());
    }

    /// Without a tap nothing is summed: a stride above the kernel leaves gaps.
    @Test
    void gapsOfAWideStrideAreZero() {
        Window window = new Window(1, 1, 5, 1, 1, 1, 3, 0);
        Matrix image = row(9, 9, 9, 9, 9);
        adjoint(window, row(2, 3), row(5), image);
        assertArrayEquals(new float[] {10, 0, 0, 15, 0}, image.toArray());
    }

    /// Zeros around the image are links of the chain.
    @Test
    void zerosOutsideTakePart() {
        Window window = new Window(1, 1, 1, 1, 2, 2, 1, 1);
        Matrix map = row(0, 0, 0, 0);
        forward(window, row(1), row(Float.POSITIVE_INFINITY, 1, 1, 1), map);
        assertArrayEquals(new float[] {Float.NaN, Float.NaN, Float.NaN, Float.POSITIVE_INFINITY}, map.toArray());
    }

    @Test
    void sumsAreThoseInDouble() {
        int[][] shapes = {{1, 5, 5, 1, 3, 3, 1, 1}, {2, 7, 6, 3, 3, 3, 2, 1}, {3, 6, 9, 2, 4, 4, 2, 1}, {4, 5, 5, 5, 1,
                1, 1, 0},
            {2, 9, 8, 3, 2, 3, 3, 1}, {1, 8, 8, 2, 2, 2, 4, 0}, {3, 7, 7, 2, 7, 7, 1, 3}, {2, 7, 10, 2, 5, 2, 3, 0}};
        for (int[] s : shapes) {
            Window w = new Window(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]);
            ConvolutionCase one = new ConvolutionCase(arena, w, 3, 2, 1, 5);
            Doubles forward = new Doubles(3 * w.mapSize());
            Doubles adjoint = new Doubles(3 * w.imageSize());
            Doubles gradient = new Doubles(w.filters() * w.taps());
            spread(one, forward, adjoint, gradient);
            Matrix map = Matrix.allocateDense(arena, 3, w.mapSize());
            Matrix image = Matrix.allocateDense(arena, 3, w.imageSize());
            Matrix dWeight = Matrix.allocateDense(arena, w.filters(), w.taps());
            forward(w, one.image, one.weight, map);
            adjoint(w, one.map, one.weight, image);
            weightGradient(w, one.image, one.map, dWeight);
            forward.requireNear(map, w.taps(), one);
            adjoint.requireNear(image, w.taps() / w.channels() * w.filters(), one);
            gradient.requireNear(dWeight, 3 * w.mapHeight() * w.mapWidth(), one);
        }
    }

    /// Every pair of an image element and a map element that a weight joins, once.
    private static void spread(ConvolutionCase one, Doubles forward, Doubles adjoint, Doubles gradient) {
        Window w = one.window;
        for (int b = 0; b < one.batch; b++) {
            for (int i = 0; i < w.imageSize(); i++) {
                int c = i % w.channels();
                int y = i / w.channels() / w.width();
                int x = i / w.channels() % w.width();
                for (int j = 0; j < w.mapSize(); j++) {
                    int f = j % w.filters();
                    int ky = y + w.padding() - j / w.filters() / w.mapWidth() * w.stride();
                    int kx = x + w.padding() - j / w.filters() % w.mapWidth() * w.stride();
                    if (ky >= 0 && ky < w.kernelHeight() && kx >= 0 && kx < w.kernelWidth()) {
                        int tap = (c * w.kernelHeight() + ky) * w.kernelWidth() + kx;
                        forward.add(b * w.mapSize() + j, (double) one.image.get(b, i) * one.weight.get(f, tap));
                        adjoint.add(b * w.imageSize() + i, (double) one.map.get(b, j) * one.weight.get(f, tap));
                        gradient.add(f * w.taps() + tap, (double) one.image.get(b, i) * one.map.get(b, j));
                    }
                }
            }
        }
    }

    private static final class Doubles {

        private final double[] sums;
        private final double[] magnitudes;

        Doubles(int n) {
            sums = new double[n];
            magnitudes = new double[n];
        }

        void add(int at, double product) {
            sums[at] += product;
            magnitudes[at] += Math.abs(product);
        }

        /// A chain of n fused steps, each rounded once, is off by at most `n u / (1 - n u)` of the sum of magnitudes, u
        /// = 2^-24 (Higham, 2002, section 3.1).
        void requireNear(Matrix actual, int n, ConvolutionCase one) {
            float[] values = actual.toArray();
            double nu = n * 0x1p-24;
            for (int i = 0; i < values.length; i++) {
                assertTrue(Math.abs(values[i] - sums[i]) <= nu / (1 - nu) * magnitudes[i] + 1e-40, one + ": element "
                        + i + " is " + values[i] + ", expected "
                        + sums[i]);
            }
        }
    }

    private Matrix row(float... values) {
        Matrix matrix = Matrix.allocateDense(arena, 1, values.length);
        matrix.copyFrom(values);
        return matrix;
    }

    private static void forward(Window w, Matrix image, Matrix weight, Matrix map) {
        for (int b = 0; b < map.rows(); b++) {
            ScalarConvolution.forward(w, image.segment(), image.byteOffset(b, 0), weight.segment(),
                    weight.byteOffset(1, 0), map.segment(),
                    map.byteOffset(b, 0));
        }
    }

    private static void adjoint(Window w, Matrix map, Matrix weight, Matrix image) {
        for (int b = 0; b < map.rows(); b++) {
            ScalarConvolution.adjoint(w, map.segment(), map.byteOffset(b, 0), weight.segment(), weight.byteOffset(1, 0),
                    image.segment(),
                    image.byteOffset(b, 0));
        }
    }

    private static void weightGradient(Window w, Matrix image, Matrix map, Matrix dWeight) {
        ScalarConvolution.weightGradient(w, map.rows(), image.segment(), image.byteOffset(1, 0), map.segment(),
                map.byteOffset(1, 0),
                dWeight.segment(), dWeight.byteOffset(1, 0), 0, w.filters());
    }
}
