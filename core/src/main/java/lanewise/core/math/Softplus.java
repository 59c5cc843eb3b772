package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.math.Exp.LN2_HIGH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// `ln(1 + e^x) = max(x, 0) + ln(1 + t)` with `t = e^-|x|`.
///
/// NaN gives NaN, minus infinity 0, plus infinity itself; results below the normal range are right. Maximum error over
/// all floats: 1.61 ulp, at `-0x1.c5a5cep-2`. Thread-safe.
public final class Softplus {

    // ln(1 + t) for 0 <= t < 1/2 is ln(1 + f) with f = t; for 1/2 <= t <= 1 it is ln 2 + ln(1 + f) with f = (t - 1) / 2.
    // ln(1 + f) = f - f^2/2 + f^3 (C3 + C4 f + ... + C10 f^7) on -1/4 <= f <= 1/2: relative error 5.0e-9, by Minimax (test sources); ExhaustiveTest.
    private static final float C3 = 0x1.5555a4p-2f;
    private static final float C4 = -0x1.00004ap-2f;
    private static final float C5 = 0x1.99699ep-3f;
    private static final float C6 = -0x1.54ed96p-3f;
    private static final float C7 = 0x1.28807ap-3f;
    private static final float C8 = -0x1.0d98fp-3f;
    private static final float C9 = 0x1.acf4a6p-4f;
    private static final float C10 = -0x1.71e324p-5f;

    private Softplus() {
    }

    /// `ln(1 + e^x)`.
    ///
    /// @param x the argument
    /// @return the value, at least 0 and at least x
    public static float softplus(float x) {
        return (x > 0 ? x : 0) + logOnePlus(Exp.ofMinus(x));
    }

    /// `ln(1 + t)`, for callers that have `t = e^-|x|` at hand.
    ///
    /// @param t at least 0, at most 1
    /// @return the value
    public static float logOnePlus(float t) {
        boolean upper = t >= 0.5f;
        float f = upper ? Math.fma(t, 0.5f, -0.5f) : t;
        float square = f * f;
        float low = Math.fma(Math.fma(C6, f, C5), square, Math.fma(C4, f, C3));
        float high = Math.fma(Math.fma(C10, f, C9), square, Math.fma(C8, f, C7));
        float p = Math.fma(Math.fma(high, square * square, low), f, -0.5f);
        return (upper ? LN2_HIGH : 0) + Math.fma(square, p, f);
    }

    /// The same operations lane by lane.
    public static final class Lanes {

        private Lanes() {
        }

        /// The lanes of [Softplus#softplus].
        ///
        /// @param x arguments
        /// @return values
        public static FloatVector softplus(FloatVector x) {
            return broadcast(F, 0f).blend(x, x.compare(VectorOperators.GT, 0f)).add(logOnePlus(Exp.Lanes.ofMinus(x)));
        }

        /// The lanes of [Softplus#logOnePlus].
        ///
        /// @param t arguments, 0 to 1
        /// @return values
        public static FloatVector logOnePlus(FloatVector t) {
            var upper = t.compare(VectorOperators.GE, 0.5f);
            FloatVector f = t.blend(t.fma(broadcast(F, 0.5f), broadcast(F, -0.5f)), upper);
            FloatVector square = f.mul(f);
            FloatVector low = broadcast(F, C6).fma(f, broadcast(F, C5)).fma(square, broadcast(F, C4).fma(f, broadcast(F, C3)));
            FloatVector high = broadcast(F, C10).fma(f, broadcast(F, C9)).fma(square, broadcast(F, C8).fma(f, broadcast(F, C7)));
            FloatVector p = high.fma(square.mul(square), low).fma(f, broadcast(F, -0.5f));
            return broadcast(F, 0f).blend(LN2_HIGH, upper).add(square.fma(p, f));
        }
    }
}
