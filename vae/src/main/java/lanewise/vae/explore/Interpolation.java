package lanewise.vae.explore;

import lanewise.core.Matrix;

/// A way between two latent variables a and b, with t from 0 (a) to 1 (b).
///
/// Computed in double and rounded once; t = 0 and t = 1 give a and b themselves. Thread-safe: no state.
public enum Interpolation {

    /// `z(t) = (1 - t) a + t b`: the straight line. Between draws of a Gaussian in many dimensions its middle is
    /// shorter than draws are.
    LINEAR {
        @Override
        void weights(double t, Matrix a, Matrix b, double[] out) {
            out[0] = 1 - t;
            out[1] = t;
        }
    },

    /// `z(t) = (sin((1 - t) w) a + sin(t w) b) / sin w`, w the angle between a and b (Shoemake 1985; for latent
    /// variables White 2016): the arc, which keeps the length where a and b have the same. The line where they point
    /// the same way; refused where they point in opposite ways, or one is zero and has none.
    SPHERICAL {
        @Override
        void weights(double t, Matrix a, Matrix b, double[] out) {
            double angle = angle(a, b);
            double sine = StrictMath.sin(angle);
            if (angle < 1e-6) {
                LINEAR.weights(t, a, b, out);
            } else {
                out[0] = StrictMath.sin((1 - t) * angle) / sine;
                out[1] = StrictMath.sin(t * angle) / sine;
            }
        }
    };

    /// The factors of a and b.
    abstract void weights(double t, Matrix a, Matrix b, double[] out);

    /// The way in equal steps: row i of n is z(i / (n - 1)).
    ///
    /// @param a where it begins, 1 x latent
    /// @param b where it ends, 1 x latent
    /// @param path where it goes, n x latent, n at least 2
    /// @throws IllegalArgumentException if the shapes do not fit, or there is no such way: spherical between opposite
    /// directions or from zero
    public void path(Matrix a, Matrix b, Matrix path) {
        int latent = path.columns();
        a.requireShape("a", 1, latent);
        b.requireShape("b", 1, latent);
        path.requireWritable("path");
        if (path.rows() < 2) {
            throw new IllegalArgumentException("path: has " + path.rows() + " rows, expected at least 2");
        }
        double[] weights = new double[2];
        for (int i = 0; i < path.rows(); i++) {
            weights((double) i / (path.rows() - 1), a, b, weights);
            for (int d = 0; d < latent; d++) {
                double z = i == 0 ? a.get(0, d) : i == path.rows() - 1 ? b.get(0, d)
                        : weights[0] * a.get(0, d) + weights[1] * b.get(0, d);
                path.set(i, d, (float) z);
            }
        }
    }

    /// The angle by `2 atan2(|u - v|, |u + v|)` of the unit vectors u and v, which keeps its digits near 0
    /// and pi (Kahan 2006).
    private static double angle(Matrix a, Matrix b) {
        double lengthA = length("a", a);
        double lengthB = length("b", b);
        double difference = 0;
        double sum = 0;
        for (int d = 0; d < a.columns(); d++) {
            double u = a.get(0, d) / lengthA;
            double v = b.get(0, d) / lengthB;
            difference += (u - v) * (u - v);
            sum += (u + v) * (u + v);
        }
        double angle = 2 * StrictMath.atan2(Math.sqrt(difference), Math.sqrt(sum));
        if (Math.PI - angle < 1e-6) {
            throw new IllegalArgumentException("b: points opposite to a, expected another direction: there is no one"
                    + " arc between them");
        }
        return angle;
    }

    private static double length(String argument, Matrix vector) {
        double squares = 0;
        for (int d = 0; d < vector.columns(); d++) {
            squares += (double) vector.get(0, d) * vector.get(0, d);
        }
        if (!(squares > 0 && squares < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(argument + ": has the length " + Math.sqrt(squares)
                    + ", expected a vector with a direction");
        }
        return Math.sqrt(squares);
    }
}
