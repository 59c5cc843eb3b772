package lanewise.core.kernel;

import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;
import static lanewise.core.kernel.Species.load;
import static lanewise.core.kernel.Species.settle;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.math.Erf;
import lanewise.core.math.Exp;
import lanewise.core.math.Expm1;
import lanewise.core.math.Log;
import lanewise.core.math.Log1p;
import lanewise.core.math.Sigmoid;
import lanewise.core.math.Softplus;
import lanewise.core.math.Tanh;

/// The vector loops of [lanewise.core.Elementwise]: whole vectors only; each returns how many elements it did.
public final class ElementwiseLoops {

    private static final int MIN_NORMAL = Float.floatToRawIntBits(Float.MIN_NORMAL);
    private static final int NORMALS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY) - MIN_NORMAL;

    private ElementwiseLoops() {
    }

    /// Whole vectors of `exp`.
    public static int exp(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            FloatVector v = load(x, xOffset + at);
            if (v.abs().compare(VectorOperators.LE, Exp.ORDINARY).allTrue()) {
                Exp.Lanes.ordinary(v).intoMemorySegment(y, yOffset + at, ORDER);
            } else {
                expOfAny(x, xOffset + at, y, yOffset + at);
            }
        }
        return whole;
    }

    private static void expOfAny(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Exp.Lanes.exp(load(x, xOffset)).intoMemorySegment(y, yOffset, ORDER);
    }

    /// Whole vectors of `expm1`.
    public static int expm1(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            Expm1.Lanes.expm1(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
    }

    /// Whole vectors of `log`.
    public static int log(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            FloatVector v = load(x, xOffset + at);
            if (v.reinterpretAsInts().sub(MIN_NORMAL).compare(VectorOperators.ULT, NORMALS).allTrue()) {
                Log.Lanes.normal(v).intoMemorySegment(y, yOffset + at, ORDER);
            } else {
                logOfAny(x, xOffset + at, y, yOffset + at);
            }
        }
        return whole;
    }

    private static void logOfAny(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Log.Lanes.log(load(x, xOffset)).intoMemorySegment(y, yOffset, ORDER);
    }

    /// Whole vectors of `log1p`.
    public static int log1p(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            Log1p.Lanes.log1p(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
    }

    /// Whole vectors of `tanh`.
    public static int tanh(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            Tanh.Lanes.tanh(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
    }

    /// Whole vectors of `sigmoid`.
    public static int sigmoid(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            FloatVector v = load(x, xOffset + at);
            if (v.abs().compare(VectorOperators.LE, Exp.ORDINARY).allTrue()) {
                Sigmoid.Lanes.ordinary(v).intoMemorySegment(y, yOffset + at, ORDER);
            } else {
                sigmoidOfAny(x, xOffset + at, y, yOffset + at);
            }
        }
        return whole;
    }

    private static void sigmoidOfAny(MemorySegment x, long xOffset, MemorySegment y, long yOffset) {
        Sigmoid.Lanes.sigmoid(load(x, xOffset)).intoMemorySegment(y, yOffset, ORDER);
    }

    /// Whole vectors of `softplus`.
    public static int softplus(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            Softplus.Lanes.softplus(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
    }

    /// Whole vectors of `erf`.
    public static int erf(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            Erf.Lanes.erf(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
    }
}
