package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `e^x`.
public final class Exp {

    private Exp() {
    }

    /// `e^x`.
    ///
    /// @param x the argument
    /// @return the value
    public static float exp(float x) {
        return (float) (StrictMath.exp(x));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Exp#exp].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector exp(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Exp.exp(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
