package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {

    private static Matrix matrix(int rows, int columns, float... values) {
        Matrix matrix = Matrix.allocate(Arena.ofAuto(), rows, columns);
        matrix.copyFrom(values);
        return matrix;
    }

    @Test
    void aCrossHasItsArmsAsComponents() {
        // variance 2 * 9 / 3 along (3, 4) / 5, 2 * 1 / 3 along (4, -3) / 5, about (10, 20)
        Matrix codes = matrix(4, 2, 10 + 1.8f, 20 + 2.4f, 10 - 1.8f, 20 - 2.4f, 10 + 0.8f, 20 - 0.6f,
                10 - 0.8f, 20 + 0.6f);
        PrincipalComponents components = PrincipalComponents.of(codes);
        assertArrayEquals(new double[] {0.6, 0.8}, components.direction(0), 1e-6);
        assertArrayEquals(new double[] {0.8, -0.6}, components.direction(1), 1e-6);
        assertEquals(6, components.variance(0), 1e-5);
        assertEquals(2 / 3.0, components.variance(1), 1e-5);
        assertEquals(0.9, components.share(0), 1e-6);
        Matrix out = matrix(4, 1, 0, 0, 0, 0);
        components.project(codes, out);
        assertArrayEquals(new float[] {3, -3, 0, 0}, out.toArray(), 1e-5f);
    }

    @Test
    void componentsAreOrthonormalAndDiagonaliseTheCovariance() {
        int n = 200;
        int size = 17;
        Matrix codes = Matrix.allocate(Arena.ofAuto(), n, size);
        new RandomStream(3, 3).fillGaussian(codes, 0);
        for (int r = 0; r < n; r++) {
            for (int d = 1; d < size; d++) {
                codes.set(r, d, codes.get(r, d) + 0.7f * codes.get(r, d - 1));
            }
        }
        PrincipalComponents components = PrincipalComponents.of(codes);
        Matrix projected = Matrix.allocate(Arena.ofAuto(), n, size);
        components.project(codes, projected);
        double shares = 0;
        for (int k = 0; k < size; k++) {
            for (int l = 0; l <= k; l++) {
                double dot = 0;
                double covariance = 0;
                for (int d = 0; d < size; d++) {
                    dot += components.direction(k)[d] * components.direction(l)[d];
                }
                for (int r = 0; r < n; r++) {
                    covariance += (double) projected.get(r, k) * projected.get(r, l) / (n - 1);
                }
                assertEquals(k == l ? 1 : 0, dot, 1e-13);
                assertEquals(k == l ? components.variance(k) : 0, covariance, 1e-5);
            }
            assertTrue(k == 0 || components.variance(k) <= components.variance(k - 1));
            shares += components.share(k);
        }
        assertEquals(1, shares, 1e-12);
    }

    @Test
    void codesThatDoNotVaryHaveNoVariance() {
        PrincipalComponents components = PrincipalComponents.of(matrix(3, 2, 1, 2, 1, 2, 1, 2));
        assertEquals(0, components.variance(0), 1e-20);
        assertEquals(0, components.share(0), 1);
    }

    @Test
    void whatHasNoComponentsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> PrincipalComponents.of(matrix(1, 2, 1, 2)));
        assertThrows(IllegalArgumentException.class, () -> PrincipalComponents.of(matrix(2, 1, 1, Float.NaN)));
        PrincipalComponents components = PrincipalComponents.of(matrix(2, 2, 1, 2, 3, 4));
        assertThrows(IllegalArgumentException.class,
                () -> components.project(matrix(1, 3, 1, 2, 3), matrix(1, 2, 0, 0)));
        assertThrows(IllegalArgumentException.class,
                () -> components.project(matrix(1, 2, 1, 2), matrix(1, 3, 0, 0, 0)));
    }
}
