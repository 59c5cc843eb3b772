package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Random;

import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.Team;

class LogisticProbeTest {

    private static final int[] NAMES = {3, 7, 200};

    private static int[] clouds(Matrix rows, Random random, double apart) {
        int[] labels = new int[rows.rows()];
        for (int r = 0; r < labels.length; r++) {
            int kind = random.nextInt(3);
            labels[r] = NAMES[kind];
            for (int d = 0; d < rows.columns(); d++) {
                rows.set(r, d, (float) (5 + 3 * random.nextGaussian() + (d == kind ? apart : 0)));
            }
        }
        return labels;
    }

    @Test
    void cloudsFarApartAreToldAndThreadsChangeNothing() {
        try (Arena arena = Arena.ofShared(); Team three = Team.ofThreads(3)) {
            Matrix rows = Matrix.allocate(arena, 1500, 4);
            int[] labels = clouds(rows, new Random(1), 40);
            LogisticProbe probe = LogisticProbe.fit(rows, labels, 1e-4, Team.single());
            int[] told = probe.classify(rows);
            assertTrue(new Embeddings(rows, labels).accuracy(told) > 0.999);
            LogisticProbe shared = LogisticProbe.fit(rows, labels, 1e-4, three);
            assertEquals(probe.loss(), shared.loss());
            assertEquals(probe.steps(), shared.steps());
            assertArrayEquals(told, shared.classify(rows));
        }
    }

    /// Two classes, one dimension: Newton's method on the two numbers that matter, the weight and the bias
    /// of the difference.
    @Test
    void theMinimumIsThatOfNewtonsMethod() {
        Random random = new Random(2);
        int n = 700;
        double l2 = 0.01;
        try (Arena arena = Arena.ofShared()) {
            Matrix rows = Matrix.allocate(arena, n, 1);
            int[] labels = new int[n];
            double[] x = new double[n];
            double mean = 0;
            for (int r = 0; r < n; r++) {
                labels[r] = random.nextInt(2);
                rows.set(r, 0, (float) (random.nextGaussian() + labels[r]));
                mean += rows.get(r, 0) / (double) n;
            }
            double variance = 0;
            for (int r = 0; r < n; r++) {
                variance += Math.pow(rows.get(r, 0) - mean, 2) / n;
            }
            for (int r = 0; r < n; r++) {
                x[r] = (rows.get(r, 0) - mean) / Math.sqrt(variance);
            }
            // The weights of the two classes are w and -w by symmetry, so the penalty is l2 w^2 and the logit of
            // class 1 is 2 w x + b.
            double w = 0;
            double b = 0;
            double loss = 0;
            for (int step = 0; step < 50; step++) {
                double gw = 2 * l2 * w;
                double gb = 0;
                double hww = 2 * l2;
                double hwb = 0;
                double hbb = 0;
                loss = l2 * w * w;
                for (int r = 0; r < n; r++) {
                    double p = 1 / (1 + Math.exp(-(2 * w * x[r] + b)));
                    loss -= Math.log(labels[r] == 1 ? p : 1 - p) / n;
                    gw += 2 * x[r] * (p - labels[r]) / n;
                    gb += (p - labels[r]) / n;
                    hww += 4 * x[r] * x[r] * p * (1 - p) / n;
                    hwb += 2 * x[r] * p * (1 - p) / n;
                    hbb += p * (1 - p) / n;
                }
                double determinant = hww * hbb - hwb * hwb;
                w -= (hbb * gw - hwb * gb) / determinant;
                b -= (hww * gb - hwb * gw) / determinant;
            }
            LogisticProbe probe = LogisticProbe.fit(rows, labels, l2, Team.single());
            assertEquals(loss, probe.loss(), 1e-10);
            int[] told = probe.classify(rows);
            for (int r = 0; r < n; r++) {
                double logit = 2 * w * x[r] + b;
                if (Math.abs(logit) > 1e-4) {
                    assertEquals(logit > 0 ? 1 : 0, told[r]);
                }
            }
        }
    }

    @Test
    void oneClassAndConstantDimensionsAreFine() {
        try (Arena arena = Arena.ofShared()) {
            Matrix rows = Matrix.allocate(arena, 5, 2);
            LogisticProbe probe = LogisticProbe.fit(rows, new int[] {4, 4, 4, 4, 4}, 1, Team.single());
            assertArrayEquals(new int[] {4, 4, 4, 4, 4}, probe.classify(rows));
            assertEquals(0, probe.steps());
        }
    }

    @Test
    void refusals() {
        try (Arena arena = Arena.ofShared()) {
            Matrix rows = Matrix.allocate(arena, 5, 2);
            assertThrows(IllegalArgumentException.class, () -> LogisticProbe.fit(rows, new int[4], 1, Team.single()));
            assertThrows(IllegalArgumentException.class, () -> LogisticProbe.fit(rows, new int[5], 0, Team.single()));
            assertThrows(IllegalArgumentException.class,
                    () -> LogisticProbe.fit(rows, new int[5], Double.NaN, Team.single()));
        }
    }
}
