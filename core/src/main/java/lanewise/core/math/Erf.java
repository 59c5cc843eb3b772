package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `2 / sqrt(pi) * integral of e^(-t^2) from 0 to x`.
public final class Erf {

    private Erf() {
    }

    /// `2 / sqrt(pi) * integral of e^(-t^2) from 0 to x`.
    ///
    /// @param x the argument
    /// @return the value
    public static float erf(float x) {
        double a = Math.abs((double) x);
        if (!(a < 4)) {
            return Float.isNaN(x) ? x : Math.copySign(1, x);
        }
        double term = a;
        double sum = a;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= 2 * a * a / (2 * k + 1);
            sum += term;
        }
        return (float) Math.copySign(2 / Math.sqrt(Math.PI) * StrictMath.exp(-a * a) * sum, x);
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Erf#erf].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector erf(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Erf.erf(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
