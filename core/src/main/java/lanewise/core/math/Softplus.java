package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `ln(1 + e^x)`.
public final class Softplus {

    private Softplus() {
    }

    /// `ln(1 + e^x)`.
    ///
    /// @param x the argument
    /// @return the value
    public static float softplus(float x) {
        return (float) (Math.max((double) x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs((double) x))));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Softplus#softplus].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector softplus(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Softplus.softplus(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
