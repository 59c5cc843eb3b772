package lanewise.vae.explore;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;

import lanewise.core.Matrix;

/// The orthonormal directions in which codes vary most: eigenvectors v_k of their covariance
/// `C = 1/(n - 1) sum (z - m)(z - m)^T`, eigenvalues descending (Pearson 1901); the coordinates of a code
/// are `v_k . (z - m)`.
///
/// Eigenvectors by cyclic Jacobi rotations in double (Golub and Van Loan 1996, section 8.4); of the two signs the
/// one whose largest component is positive. Meant for latent variables of up to some hundred dimensions.
/// Immutable and thread-safe.
public final class PrincipalComponents {

    private static final int MAX_SWEEPS = 60;

    private final double[] mean;
    private final double[][] directions;
    private final double[] variances;
    private final double totalVariance;

    private PrincipalComponents(double[] mean, double[][] directions, double[] variances, double totalVariance) {
        this.mean = mean;
        this.directions = directions;
        this.variances = variances;
        this.totalVariance = totalVariance;
    }

    /// The components of codes.
    ///
    /// @param codes one per row, at least two, all finite
    /// @return all components
    /// @throws IllegalArgumentException if there are fewer than two rows or a value is not finite
    public static PrincipalComponents of(Matrix codes) {
        int n = codes.rows();
        int size = codes.columns();
        if (n < 2) {
            throw new IllegalArgumentException("codes: has " + n + " rows, expected at least 2");
        }
        double[] mean = new double[size];
        for (int r = 0; r < n; r++) {
            for (int d = 0; d < size; d++) {
                mean[d] += codes.get(r, d) / (double) n;
            }
        }
        double[][] covariance = new double[size][size];
        double[] centred = new double[size];
        for (int r = 0; r < n; r++) {
            for (int d = 0; d < size; d++) {
                centred[d] = codes.get(r, d) - mean[d];
                for (int e = 0; e <= d; e++) {
                    covariance[d][e] += centred[d] * centred[e] / (n - 1);
                }
            }
        }
        double total = 0;
        for (int d = 0; d < size; d++) {
            total += covariance[d][d];
            for (int e = 0; e < d; e++) {
                covariance[e][d] = covariance[d][e];
            }
        }
        if (!Double.isFinite(total)) {
            throw new IllegalArgumentException("codes: hold a NaN or an infinity, expected finite values");
        }
        double[][] vectors = eigenvectors(covariance);
        int[] order = IntStream.range(0, size).boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -covariance[k][k]).thenComparingInt(k -> k))
                .mapToInt(k -> k).toArray();
        double[][] directions = new double[size][];
        double[] variances = new double[size];
        for (int k = 0; k < size; k++) {
            int from = order[k];
            directions[k] = signed(IntStream.range(0, size).mapToDouble(d -> vectors[d][from]).toArray());
            variances[k] = Math.max(0, covariance[from][from]);
        }
        return new PrincipalComponents(mean, directions, variances, total);
    }

    /// Rotates a symmetric matrix until it is diagonal; its eigenvectors are the columns of the result.
    private static double[][] eigenvectors(double[][] a) {
        int n = a.length;
        double[][] vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
            boolean rotated = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    if (Math.abs(a[p][q]) > 1e-17 * (Math.abs(a[p][p]) + Math.abs(a[q][q]))) {
                        rotate(a, vectors, p, q);
                        rotated = true;
                    }
                }
            }
            if (!rotated) {
                break;
            }
        }
        return vectors;
    }

    /// Makes element (p, q) zero: `t^2 + 2 t theta - 1 = 0`, the smaller root.
    private static void rotate(double[][] a, double[][] vectors, int p, int q) {
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double akp = a[k][p];
            double akq = a[k][q];
            a[k][p] = c * akp - s * akq;
            a[k][q] = s * akp + c * akq;
        }
        for (int k = 0; k < a.length; k++) {
            double apk = a[p][k];
            double aqk = a[q][k];
            a[p][k] = c * apk - s * aqk;
            a[q][k] = s * apk + c * aqk;
            double vkp = vectors[k][p];
            double vkq = vectors[k][q];
            vectors[k][p] = c * vkp - s * vkq;
            vectors[k][q] = s * vkp + c * vkq;
        }
        a[p][q] = 0;
        a[q][p] = 0;
    }

    private static double[] signed(double[] vector) {
        int largest = 0;
        for (int d = 1; d < vector.length; d++) {
            largest = Math.abs(vector[d]) > Math.abs(vector[largest]) ? d : largest;
        }
        double sign = vector[largest] < 0 ? -1 : 1;
        for (int d = 0; d < vector.length; d++) {
            vector[d] *= sign;
        }
        return vector;
    }

    /// The coordinates of codes along the first components.
    ///
    /// @param codes one per row, rows x latent
    /// @param coordinates where they go, rows x (1 to latent)
    /// @throws IllegalArgumentException if the shapes do not fit
    public void project(Matrix codes, Matrix coordinates) {
        codes.requireShape("codes", codes.rows(), mean.length);
        coordinates.requireShape("coordinates", codes.rows(), Math.clamp(coordinates.columns(), 1, mean.length));
        for (int r = 0; r < codes.rows(); r++) {
            for (int k = 0; k < coordinates.columns(); k++) {
                double sum = 0;
                for (int d = 0; d < mean.length; d++) {
                    sum += directions[k][d] * (codes.get(r, d) - mean[d]);
                }
                coordinates.set(r, k, (float) sum);
            }
        }
    }

    /// A direction of length 1.
    ///
    /// @param k which, 0 for that of the largest variance
    /// @return a copy
    public double[] direction(int k) {
        return directions[Objects.checkIndex(k, directions.length)].clone();
    }

    /// The variance along a direction.
    ///
    /// @param k which, 0 for the largest
    /// @return the eigenvalue, 0 or more
    public double variance(int k) {
        return variances[Objects.checkIndex(k, variances.length)];
    }

    /// Its share of the variance of all dimensions.
    ///
    /// @param k which, 0 for the largest
    /// @return 0 to 1; 0 where nothing varies
    public double share(int k) {
        return totalVariance == 0 ? 0 : variance(k) / totalVariance;
    }
}
