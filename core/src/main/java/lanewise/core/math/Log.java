package lanewise.core.math;

import jdk.incubator.vector.FloatVector;

/// `ln x`.
public final class Log {

    private Log() {
    }

    /// `ln x`.
    ///
    /// @param x the argument
    /// @return the value
    public static float log(float x) {
        return (float) (StrictMath.log(x));
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Log#log].
        ///
        /// @param x the arguments
        /// @return the values
        public static FloatVector log(FloatVector x) {
            float[] lanes = x.toArray();
            for (int l = 0; l < lanes.length; l++) {
                lanes[l] = Log.log(lanes[l]);
            }
            return FloatVector.fromArray(x.species(), lanes, 0);
        }
    }
}
