package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `tanh x`.
public final class Tanh {

    private Tanh() {
    }

    /// `tanh x`.
    ///
    /// @param x the argument
    /// @return the value
    public static float tanh(float x) {
        return (float) (StrictMath.tanh(x));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Tanh#tanh].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector tanh(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Tanh.tanh(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
