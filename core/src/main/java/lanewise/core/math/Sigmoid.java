package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `1 / (1 + e^-x)`.
public final class Sigmoid {

    private Sigmoid() {
    }

    /// `1 / (1 + e^-x)`.
    ///
    /// @param x the argument
    /// @return the value
    public static float sigmoid(float x) {
        return (float) (x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : 1 - 1 / (1 + StrictMath.exp(x)));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Sigmoid#sigmoid].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector sigmoid(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Sigmoid.sigmoid(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
