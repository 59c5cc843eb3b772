package lanewise.core.kernel;

import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;
import static lanewise.core.kernel.Species.load;
import static lanewise.core.kernel.Species.settle;

import java.lang.foreign.MemorySegment;

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

    private ElementwiseLoops() {
    }

    /// Whole vectors of `exp`.
    public static int exp(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int whole = F.loopBound(n);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            settle(y, yOffset + at);
            Exp.Lanes.exp(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
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
            Log.Lanes.log(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
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
            Sigmoid.Lanes.sigmoid(load(x, xOffset + at)).intoMemorySegment(y, yOffset + at, ORDER);
        }
        return whole;
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
