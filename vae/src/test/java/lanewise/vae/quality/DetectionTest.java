package lanewise.vae.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;

import org.junit.jupiter.api.Test;

class DetectionTest {

    private static double[] scores(Random random, int n, int values) {
        return random.ints(n, 0, values).mapToDouble(v -> v / 4.0).toArray();
    }

    /// AUROC by its definition over all pairs, AUPRC by its definition over all thresholds; few different
    /// values make many ties.
    @Test
    void definitionsWithTies() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            int n = 2 + random.nextInt(40);
            double[] scores = scores(random, n, 1 + random.nextInt(12));
            boolean[] anomalous = new boolean[n];
            int anomalies = 0;
            for (int r = 0; r < n; r++) {
                anomalous[r] = random.nextInt(3) == 0;
                anomalies += anomalous[r] ? 1 : 0;
            }
            if (anomalies == 0 || anomalies == n) {
                anomalies = anomalies == 0 ? 1 : n - 1;
                anomalous[0] = !anomalous[0];
            }
            double pairs = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (anomalous[i] && !anomalous[j]) {
                        pairs += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    }
                }
            }
            double precision = 0;
            double before = 0;
            for (int v = 12; v >= 0; v--) {
                int found = 0;
                int called = 0;
                for (int r = 0; r < n; r++) {
                    called += scores[r] >= v / 4.0 ? 1 : 0;
                    found += scores[r] >= v / 4.0 && anomalous[r] ? 1 : 0;
                }
                double recall = (double) found / anomalies;
                precision += called == 0 ? 0 : (recall - before) * found / called;
                before = recall;
            }
            Detection detection = Detection.of(scores, anomalous);
            assertEquals(pairs / anomalies / (n - anomalies), detection.auroc(), 1e-12);
            assertEquals(precision, detection.auprc(), 1e-12);
        }
    }

    @Test
    void perfectUselessAndReversed() {
        boolean[] anomalous = {false, false, true, false};
        assertEquals(1, Detection.of(new double[] {1, 2, 3, 0}, anomalous).auroc());
        assertEquals(1, Detection.of(new double[] {1, 2, 3, 0}, anomalous).auprc());
        assertEquals(0, Detection.of(new double[] {1, 2, -3, 0}, anomalous).auroc());
        assertEquals(0.25, Detection.of(new double[] {1, 2, -3, 0}, anomalous).auprc());
        Detection same = Detection.of(new double[] {7, 7, 7, 7}, anomalous);
        assertEquals(0.5, same.auroc());
        assertEquals(0.25, same.auprc());
        assertEquals(1, same.points());
    }

    @Test
    void pointsOfTheCurves() {
        Detection detection = Detection.of(new double[] {0.9, 0.4, 0.4, 0.1, Double.NEGATIVE_INFINITY},
                new boolean[] {true, true, false, false, false});
        assertEquals(4, detection.points());
        assertEquals(2, detection.anomalies());
        assertEquals(3, detection.normal());
        assertEquals(0.4, detection.threshold(1));
        assertEquals(1, detection.truePositiveRate(1));
        assertEquals(1 / 3.0, detection.falsePositiveRate(1));
        assertEquals(2 / 3.0, detection.precision(1));
        assertEquals(1, detection.falsePositiveRate(3));
    }

    @Test
    void refusals() {
        assertThrows(IllegalArgumentException.class, () -> Detection.of(new double[3], new boolean[2]));
        assertThrows(IllegalArgumentException.class, () -> Detection.of(new double[2], new boolean[2]));
        assertThrows(IllegalArgumentException.class, () -> Detection.of(new double[2], new boolean[] {true, true}));
        assertThrows(IllegalArgumentException.class,
                () -> Detection.of(new double[] {1, Double.NaN}, new boolean[] {true, false}));
    }
}
