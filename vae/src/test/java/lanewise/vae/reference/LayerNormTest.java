package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerNormTest {

    private static LayerNorm norm(double[] gain, double[] shift) {
        return new LayerNorm("enc.0", 1, Map.of("enc.0.norm.weight", DoubleTensor.of(gain, gain.length),
                "enc.0.norm.bias", DoubleTensor.of(shift, shift.length)));
    }

    /// t = (1, 5): mean 3, variance 4, so u = (-2, 2) r with r = 1/sqrt(4 + 1e-5).
    @Test
    void twoUnitsByHand() {
        LayerNorm norm = norm(new double[] {3, 0.5}, new double[] {0.25, -1});
        double r = 1 / Math.sqrt(4.00001);
        assertArrayEquals(new double[] {-6 * r + 0.25, r - 1}, norm.forward(new double[] {1, 5}), 1e-15);
        // dn = (1, 2): g = (3, 1), mean g = 2, mean g u = -2 r; dt = r (1 - 4 r^2, -1 + 4 r^2)
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        double rest = 1 - 4 * r * r;
        assertArrayEquals(new double[] {r * rest, -r * rest}, norm.backward(new double[] {1, 2}, results), 1e-15);
        assertArrayEquals(new double[] {-2 * r, 4 * r}, results.get("grad.enc.0.norm.weight").values(), 1e-15);
        assertArrayEquals(new double[] {1, 2}, results.get("grad.enc.0.norm.bias").values());
    }

    /// Adding a number to all units of a row changes nothing, so the gradient of a row adds up to 0; scaling them
    /// changes but the part of epsilon, so dt t is as small as that.
    @Test
    void aRowHasNoGradientWhereItMayBeShiftedOrScaled() {
        Random random = new Random(3);
        double[] t = random.doubles(3 * 7, -5, 5).toArray();
        double[] dn = random.doubles(3 * 7, -1, 1).toArray();
        LayerNorm norm = norm(random.doubles(7).toArray(), random.doubles(7).toArray());
        double[] n = norm.forward(t);
        double[] dt = norm.backward(dn, new LinkedHashMap<>());
        for (int row = 0; row < 3; row++) {
            double sum = 0;
            double along = 0;
            for (int i = 7 * row; i < 7 * row + 7; i++) {
                sum += dt[i];
                along += dt[i] * t[i];
            }
            assertEquals(0, sum, 1e-14);
            assertEquals(0, along, 1e-5);
        }
        double[] shifted = t.clone();
        for (int i = 7; i < 14; i++) {
            shifted[i] += 3;
        }
        assertArrayEquals(n, norm.forward(shifted), 1e-13);
    }

    @Test
    void theGradientIsTheLimitOfDifferences() {
        Random random = new Random(4);
        double[] t = random.doubles(2 * 5, -1, 1).toArray();
        double[] dn = random.doubles(2 * 5, -1, 1).toArray();
        LayerNorm norm = norm(random.doubles(5, 0.5, 1.5).toArray(), random.doubles(5).toArray());
        norm.forward(t);
        double[] dt = norm.backward(dn, new LinkedHashMap<>());
        for (int i = 0; i < t.length; i++) {
            double h = 0x1p-14;
            double start = t[i];
            t[i] = start + h;
            double up = product(norm.forward(t), dn);
            t[i] = start - h;
            double down = product(norm.forward(t), dn);
            t[i] = start;
            assertEquals((up - down) / (2 * h), dt[i], 1e-7);
        }
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// One unit is its own mean: whatever comes, the shift goes out and nothing comes back.
    @Test
    void oneUnitIsItsOwnMean() {
        LayerNorm norm = norm(new double[] {2}, new double[] {0.5});
        assertArrayEquals(new double[] {0.5, 0.5}, norm.forward(new double[] {-3, 1000}));
        assertArrayEquals(new double[2], norm.backward(new double[] {1, 1}, new LinkedHashMap<>()));
    }
}
