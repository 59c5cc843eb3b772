package lanewise.vae.quality;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.Workspace;

import org.junit.jupiter.api.Test;

/// Measures by their definitions, and by values that can be told by hand.
class MeasuresTest {

    @Test
    void kolmogorovSmirnovIsTheLargestGapOfTheShares() {
        assertEquals(0, Marginals.distance(new double[] {1, 2, 2, 5}, new double[] {1, 2, 2, 5}));
        assertEquals(1, Marginals.distance(new double[] {1, 2}, new double[] {3}));
        assertEquals(0.5, Marginals.distance(new double[] {0, 0, 0, 7}, new double[] {0, 3, 3, 7}));
        assertEquals(1, Marginals.distance(new double[0], new double[] {1}));
        Random random = new Random(4);
        double[] a = random.ints(50, 0, 20).asDoubleStream().sorted().toArray();
        double[] b = random.ints(31, 2, 25).asDoubleStream().sorted().toArray();
        double most = 0;
        for (double x = -1; x < 26; x++) {
            double at = x;
            double shareA = java.util.Arrays.stream(a).filter(v -> v <= at).count() / 50.0;
            double shareB = java.util.Arrays.stream(b).filter(v -> v <= at).count() / 31.0;
            most = Math.max(most, Math.abs(shareA - shareB));
        }
        assertEquals(most, Marginals.distance(a, b), 1e-15);
    }

    @Test
    void ranksOfEqualNumbersAreTheirMean() {
        assertArrayEquals(new double[] {4, 1.5, Double.NaN, 3, 1.5},
                Association.ranks(new double[] {9, 2, Double.NaN, 5, 2}));
    }

    @Test
    void correlationsAreThoseOfTheFormula() {
        double nan = Double.NaN;
        assertEquals(1, Association.correlation(new double[] {1, 2, nan, 4}, new double[] {3, 5, 8, 9}), 1e-15);
        assertEquals(-1, Association.correlation(new double[] {1, 2, 3}, new double[] {1, 0, -1}), 1e-15);
        assertEquals(0, Association.correlation(new double[] {1, 1, 1}, new double[] {1, 0, -1}));
        assertEquals(0.5, Association.correlation(new double[] {1, 2, 3}, new double[] {1, 3, 2}), 1e-15);
    }

    @Test
    void cramersVIsCorrected() {
        int[] a = {0, 0, 1, 1, 0, 1, -1, 0};
        assertEquals(1, Association.cramer(a, 2, a, 2), 1e-12);
        assertEquals(0, Association.cramer(new int[] {0, 0, 1, 1}, 2, new int[] {0, 1, 0, 1}, 2));
        assertEquals(0, Association.cramer(new int[] {0, 0, 0}, 2, new int[] {0, 1, 0}, 2));
        // n = 100, counts 40 10 / 10 40: phi^2 = 0.36, corrected (0.36 - 1/99) / (2 - 1/99 - 1)
        int[] x = new int[100];
        int[] y = new int[100];
        for (int i = 0; i < 100; i++) {
            x[i] = i < 50 ? 0 : 1;
            y[i] = i % 50 < 10 ? 1 - x[i] : x[i];
        }
        assertEquals(Math.sqrt((0.36 - 1 / 99.0) / (1 - 1 / 99.0)), Association.cramer(x, 2, y, 2), 1e-12);
    }

    @Test
    void correlationRatioIsTheShareBetweenTheGroups() {
        assertEquals(1, Association.ratio(new int[] {0, 0, 1, 1}, 2, new double[] {1, 1, 5, 5}), 1e-15);
        assertEquals(0, Association.ratio(new int[] {0, 1, 0, 1}, 2, new double[] {1, 1, 5, 5}), 1e-15);
        // squares about the mean 3: 8 in all, 4 of them between the groups of means 2 and 4
        assertEquals(Math.sqrt(0.5), Association.ratio(new int[] {0, 0, 1, 1, -1}, 2, new double[] {1, 3, 3, 5, 80}),
                1e-15);
    }

    @Test
    void nearestTwoAreThoseOfAllDistances() {
        Random random = new Random(8);
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            Matrix known = Matrix.allocate(arena, 150, 7);
            Matrix asked = Matrix.allocate(arena, 90, 7);
            for (Matrix m : new Matrix[] {known, asked}) {
                for (int r = 0; r < m.rows(); r++) {
                    for (int c = 0; c < 7; c++) {
                        m.set(r, c, (float) random.nextGaussian());
                    }
                }
            }
            for (int c = 0; c < 7; c++) {
                asked.set(5, c, known.get(77, c));
            }
            double[][] nearest = Neighbours.nearest(known, asked, workspace);
            assertEquals(0, nearest[5][0]);
            for (int r = 0; r < 90; r++) {
                double[] all = new double[150];
                for (int k = 0; k < 150; k++) {
                    for (int c = 0; c < 7; c++) {
                        all[k] += Math.pow(known.get(k, c) - (double) asked.get(r, c), 2);
                    }
                }
                java.util.Arrays.sort(all);
                assertEquals(Math.sqrt(all[0]), nearest[r][0], 1e-12);
                assertEquals(Math.sqrt(all[1]), nearest[r][1], 1e-12);
                assertTrue(nearest[r][0] <= nearest[r][1]);
            }
        }
    }

    @Test
    void answersAreCounted() {
        int[] truth = {0, 0, 0, 1, 1, 2};
        int[] told = {0, 0, 1, 1, 0, 0};
        assertEquals(0.5, Utility.accuracy(told, truth));
        // 2*2/(3+4), 2*1/(2+2), 0
        assertEquals((4 / 7.0 + 0.5) / 3, Utility.f1(told, truth, 4), 1e-15);
    }
}
