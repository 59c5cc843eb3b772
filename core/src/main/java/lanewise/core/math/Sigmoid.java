package lanewise.core.math;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// `1 / (1 + e^-x)` as `1 - q` for x >= 0 and `t - t q` for x < 0, with `t = e^-|x|` and `q = t / (1 + t)`: no
/// overflow, and q, which carries two roundings, counts half at most.
///
/// NaN gives NaN, minus infinity 0, plus infinity 1; results below the normal range are right. Maximum error over all
/// floats: 1.57 ulp, at `-0x1.f98af2p0`. Thread-safe.
public final class Sigmoid {

    private Sigmoid() {
    }

    /// `1 / (1 + e^-x)`.
    ///
    /// @param x the argument
    /// @return the logistic function, from 0 to 1
    public static float sigmoid(float x) {
        float t = Exp.ofMinus(x);
        float part = x < 0 ? t : 1;
        return Math.fma(-part, t / (1 + t), part);
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    public static final class Lanes {

        private Lanes() {
        }

        /// [Sigmoid#sigmoid] of the whole vectors of a contiguous run. Arguments up to [Exp#ORDINARY] save a fifth
        /// of the operations.
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
                if (v.abs().compare(VectorOperators.LE, Exp.ORDINARY).allTrue()) {
                    FloatVector a = v.reinterpretAsInts().or(Exp.SIGN).reinterpretAsFloats();
                    FloatVector t = a.fma(broadcast(F, Exp.FOUR_LOG2_E), broadcast(F, Exp.ROUND));
                    FloatVector m = t.sub(Exp.ROUND);
                    FloatVector r = m.fma(broadcast(F, -Exp.QUARTER_LN2_HIGH), a);
                    r = m.fma(broadcast(F, -Exp.QUARTER_LN2_LOW), r);
                    FloatVector p = broadcast(F, Exp.C4).fma(r, broadcast(F, Exp.C3)).fma(r, broadcast(F, Exp.C2));
                    FloatVector q = p.fma(r, broadcast(F, Exp.C1)).fma(r, broadcast(F, Exp.C0));
                    IntVector n4 = t.reinterpretAsInts();
                    FloatVector power = n4.selectFrom(Exp.Lanes.TABLE).add(n4.lanewise(VectorOperators.LSHL, 21))
                            .reinterpretAsFloats();
                    FloatVector e = power.fma(q, power);
                    FloatVector part = broadcast(F, 1f).blend(e, v.compare(VectorOperators.LT, 0f));
                    part.neg().fma(e.div(e.add(1)), part).intoMemorySegment(y, yOffset + at, ORDER);
                } else {
                    any(x, xOffset + at, y, yOffset + at);
                }
            }
            return whole;
        }

        /// One vector.
        private static void any(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
            FloatVector v = fromMemorySegment(F, x, xOffset, ORDER);
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
            FloatVector part = broadcast(F, 1f).blend(e, v.compare(VectorOperators.LT, 0f));
            part.neg().fma(e.div(e.add(1)), part).intoMemorySegment(y, yOffset, ORDER);
        }
    }
}
