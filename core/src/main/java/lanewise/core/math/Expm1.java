package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `e^x - 1`.
public final class Expm1 {

    private Expm1() {
    }

    /// `e^x - 1`.
    ///
    /// @param x the argument
    /// @return the value
    public static float expm1(float x) {
        return (float) (StrictMath.expm1(x));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Expm1#expm1].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector expm1(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Expm1.expm1(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
