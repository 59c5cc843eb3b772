package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `ln(1 + x)`.
public final class Log1p {

    private Log1p() {
    }

    /// `ln(1 + x)`.
    ///
    /// @param x the argument
    /// @return the value
    public static float log1p(float x) {
        return (float) (StrictMath.log1p(x));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Log1p#log1p].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector log1p(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Log1p.log1p(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
