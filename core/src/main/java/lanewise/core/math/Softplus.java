package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;
import static lanewise.core.math.Exp.LN2_HIGH;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `ln(1 + e^x) = max(x, 0) + ln(1 + t)` with `t = e^-|x|`.
///
/// NaN gives NaN, minus infinity 0, plus infinity itself; results below the normal range are right. Maximum error over
/// all floats: 1.61 ulp, at `-0x1.c5a5cep-2`. Thread-safe.
public final class Softplus {

    // ln(1 + t) for 0 <= t < 1/2 is ln(1 + f) with f = t; for 1/2 <= t <= 1 it is ln 2 + ln(1 + f) with
    // f = (t - 1) / 2. ln(1 + f) = f - f^2/2 + f^3 (C3 + C4 f + ... + C10 f^7) on -1/4 <= f <= 1/2: relative error
    // 5.0e-9, by Minimax (test sources); ExhaustiveTest.
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

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        private Lanes() {
        }

        /// [Softplus#softplus] of the whole vectors of a contiguous run.
        ///
        /// @param x arguments
        /// @param xOffset byte offset of x[0]
        /// @param y values; may be x
        /// @param yOffset byte offset of y[0]
        /// @param n number of elements
        /// @return how many elements were done
        public static int run(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                FloatVector a = v.reinterpretAsInts().or(Exp.SIGN).reinterpretAsFloats();
                FloatVector t = a.fma(broadcast(F, Exp.FOUR_LOG2_E), broadcast(F, Exp.ROUND));
                FloatVector m = t.sub(Exp.ROUND);
                FloatVector r = m.fma(broadcast(F, -Exp.QUARTER_LN2_HIGH), a);
                r = m.fma(broadcast(F, -Exp.QUARTER_LN2_LOW), r);
                FloatVector p = broadcast(F, Exp.C4).fma(r, broadcast(F, Exp.C3)).fma(r, broadcast(F, Exp.C2));
                FloatVector q = p.fma(r, broadcast(F, Exp.C1)).fma(r, broadcast(F, Exp.C0));
                IntVector n4 = t.reinterpretAsInts();
                FloatVector power = n4.selectFrom(Exp.Lanes.TABLE).add(n4.lanewise(VectorOperators.LSHL, 21))
                        .add(Exp.SHIFT_UP).reinterpretAsFloats();
                FloatVector e = power.fma(q, power).mul(Exp.SHIFT_DOWN)
                        .blend(0f, a.compare(VectorOperators.LT, Exp.LOWEST));
                var upper = e.compare(VectorOperators.GE, 0.5f);
                FloatVector f = e.blend(e.fma(broadcast(F, 0.5f), broadcast(F, -0.5f)), upper);
                FloatVector square = f.mul(f);
                FloatVector low = broadcast(F, C6).fma(f, broadcast(F, C5))
                        .fma(square, broadcast(F, C4).fma(f, broadcast(F, C3)));
                FloatVector high = broadcast(F, C10).fma(f, broadcast(F, C9))
                        .fma(square, broadcast(F, C8).fma(f, broadcast(F, C7)));
                FloatVector series = high.fma(square.mul(square), low).fma(f, broadcast(F, -0.5f));
                FloatVector logarithm = broadcast(F, 0f).blend(LN2_HIGH, upper).add(square.fma(series, f));
                broadcast(F, 0f).blend(v, v.compare(VectorOperators.GT, 0f)).add(logarithm)
                        .intoMemorySegment(y, yOffset + at, ORDER);
            }
            return whole;
        }
    }
}
