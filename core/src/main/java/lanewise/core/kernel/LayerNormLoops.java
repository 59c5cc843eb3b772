package lanewise.core.kernel;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

/// The vector loops of [lanewise.core.kernel.LayerNorm] over one row, or over some columns of several. Sums over a row
/// take whole turns of 16 elements and leave the 16 accumulators in an array: one vector of 512 bits, two of
/// 256 or four of 128.
public final class LayerNormLoops {

    /// Floats in one turn of a row: the accumulators.
    private static final int TURN = VirtualLanes.COUNT;

    private LayerNormLoops() {
    }

    /// Accumulators of `x_i`, n being a multiple of 16.
    public static void sums(MemorySegment x, long xOffset, int n, float[] sums) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i += TURN) {
            long at = xOffset + ((long) i << 2);
            a = a.add(fromMemorySegment(F, x, at, ORDER));
            if (LANES < 16) {
                b = b.add(fromMemorySegment(F, x, at + 4L * LANES, ORDER));
            }
            if (LANES < 8) {
                c = c.add(fromMemorySegment(F, x, at + 8L * LANES, ORDER));
                d = d.add(fromMemorySegment(F, x, at + 12L * LANES, ORDER));
            }
        }
        a.intoArray(sums, 0);
        if (LANES < 16) {
            b.intoArray(sums, LANES);
        }
        if (LANES < 8) {
            c.intoArray(sums, 2 * LANES);
            d.intoArray(sums, 3 * LANES);
        }
    }

    /// Accumulators of `(x_i - mean)^2`, n being a multiple of 16.
    public static void squares(MemorySegment x, long xOffset, float mean, int n, float[] sums) {
        FloatVector m = FloatVector.broadcast(F, mean);
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i += TURN) {
            long at = xOffset + ((long) i << 2);
            FloatVector v = fromMemorySegment(F, x, at, ORDER).sub(m);
            a = v.fma(v, a);
            if (LANES < 16) {
                v = fromMemorySegment(F, x, at + 4L * LANES, ORDER).sub(m);
                b = v.fma(v, b);
            }
            if (LANES < 8) {
                v = fromMemorySegment(F, x, at + 8L * LANES, ORDER).sub(m);
                c = v.fma(v, c);
                v = fromMemorySegment(F, x, at + 12L * LANES, ORDER).sub(m);
                d = v.fma(v, d);
            }
        }
        a.intoArray(sums, 0);
        if (LANES < 16) {
            b.intoArray(sums, LANES);
        }
        if (LANES < 8) {
            c.intoArray(sums, 2 * LANES);
            d.intoArray(sums, 3 * LANES);
        }
    }

    /// `y_i = (x_i - mean) scale gain_i + shift_i`, n being a multiple of a vector.
    public static void normalize(MemorySegment x, long xOffset, float mean, float scale, MemorySegment gain,
            MemorySegment shift, MemorySegment y, long yOffset, int n) {
        FloatVector m = FloatVector.broadcast(F, mean);
        FloatVector r = FloatVector.broadcast(F, scale);
        for (int i = 0; i < n; i += LANES) {
            long at = (long) i << 2;
            fromMemorySegment(F, y, yOffset + at, ORDER);
            fromMemorySegment(F, x, xOffset + at, ORDER).sub(m).mul(r)
                    .fma(fromMemorySegment(F, gain, at, ORDER), fromMemorySegment(F, shift, at, ORDER))
                    .intoMemorySegment(y, yOffset + at, ORDER);
        }
    }

    /// Accumulators of `g_i = dy_i gain_i`, n being a multiple of 16.
    public static void slopes(MemorySegment dy, long dyOffset, MemorySegment gain, int n, float[] sums) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i += TURN) {
            long at = dyOffset + ((long) i << 2);
            long g = (long) i << 2;
            a = a.add(fromMemorySegment(F, dy, at, ORDER).mul(fromMemorySegment(F, gain, g, ORDER)));
            if (LANES < 16) {
                b = b.add(fromMemorySegment(F, dy, at + 4L * LANES, ORDER)
                        .mul(fromMemorySegment(F, gain, g + 4L * LANES, ORDER)));
            }
            if (LANES < 8) {
                c = c.add(fromMemorySegment(F, dy, at + 8L * LANES, ORDER)
                        .mul(fromMemorySegment(F, gain, g + 8L * LANES, ORDER)));
                d = d.add(fromMemorySegment(F, dy, at + 12L * LANES, ORDER)
                        .mul(fromMemorySegment(F, gain, g + 12L * LANES, ORDER)));
            }
        }
        a.intoArray(sums, 0);
        if (LANES < 16) {
            b.intoArray(sums, LANES);
        }
        if (LANES < 8) {
            c.intoArray(sums, 2 * LANES);
            d.intoArray(sums, 3 * LANES);
        }
    }

    /// Accumulators of `g_i h_i` with `h_i = (x_i - mean) scale`, n being a multiple of 16.
    public static void products(MemorySegment dy, long dyOffset, MemorySegment gain, MemorySegment x, long xOffset,
            float mean, float scale, int n, float[] sums) {
        FloatVector m = FloatVector.broadcast(F, mean);
        FloatVector r = FloatVector.broadcast(F, scale);
        for (int lane = 0; lane < TURN; lane += LANES) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = lane; i < n; i += TURN) {
                long at = (long) i << 2;
                FloatVector g = fromMemorySegment(F, dy, dyOffset + at, ORDER)
                        .mul(fromMemorySegment(F, gain, at, ORDER));
                sum = fromMemorySegment(F, x, xOffset + at, ORDER).sub(m).mul(r).fma(g, sum);
            }
            sum.intoArray(sums, lane);
        }
    }

    /// `dx_i = scale ((g_i - meanG) - h_i meanGh)`, n being a multiple of a vector; dx may be dy.
    public static void backward(MemorySegment dy, long dyOffset, MemorySegment gain, MemorySegment x, long xOffset,
            float mean, float scale, float meanG, float meanGh, MemorySegment dx, long dxOffset, int n) {
        FloatVector m = FloatVector.broadcast(F, mean);
        FloatVector r = FloatVector.broadcast(F, scale);
        FloatVector mg = FloatVector.broadcast(F, meanG);
        FloatVector negative = FloatVector.broadcast(F, -meanGh);
        for (int i = 0; i < n; i += LANES) {
            long at = (long) i << 2;
            fromMemorySegment(F, dx, dxOffset + at, ORDER);
            FloatVector g = fromMemorySegment(F, dy, dyOffset + at, ORDER).mul(fromMemorySegment(F, gain, at, ORDER));
            fromMemorySegment(F, x, xOffset + at, ORDER).sub(m).mul(r).fma(negative, g.sub(mg)).mul(r)
                    .intoMemorySegment(dx, dxOffset + at, ORDER);
        }
    }

    /// Adds row by row: `dGain_j += dy_j h_j`, `dShift_j += dy_j` for n columns, n being a multiple of a vector.
    public static void columns(MemorySegment dy, long dyOffset, MemorySegment x, long xOffset, float mean, float scale,
            MemorySegment dGain, long dGainOffset, MemorySegment dShift, long dShiftOffset, int n) {
        FloatVector m = FloatVector.broadcast(F, mean);
        FloatVector r = FloatVector.broadcast(F, scale);
        for (int i = 0; i < n; i += LANES) {
            long at = (long) i << 2;
            FloatVector slope = fromMemorySegment(F, dy, dyOffset + at, ORDER);
            fromMemorySegment(F, x, xOffset + at, ORDER).sub(m).mul(r)
                    .fma(slope, fromMemorySegment(F, dGain, dGainOffset + at, ORDER))
                    .intoMemorySegment(dGain, dGainOffset + at, ORDER);
            fromMemorySegment(F, dShift, dShiftOffset + at, ORDER).add(slope)
                    .intoMemorySegment(dShift, dShiftOffset + at, ORDER);
        }
    }
}
