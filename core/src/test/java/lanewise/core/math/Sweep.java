package lanewise.core.math;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Compares a function with its reference, and the run form with the scalar one, over floats given by their bits.
///
/// @param worst largest error in ulp
/// @param at where it is
/// @param differing floats for which the run form gives other bits than the scalar form
/// @param wrong floats for which NaN or the sign of a zero is not that of the reference
/// @param example one that is differing or wrong
public record Sweep(double worst, float at, long differing, long wrong, float example) {

    private static final Sweep NOTHING = new Sweep(0, 0, 0, 0, 0);
    private static final int CHUNK = 1 << 13;

    /// Sweeps the bit patterns from, from + stride, ... below to (unsigned, `to` at most 2^32).
    public static Sweep over(MathFunction function, long from, long to, int stride) {
        Sweep result = NOTHING;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocate(4 * CHUNK, 64);
            MemorySegment y = arena.allocate(4 * CHUNK, 64);
            for (long bits = from; bits < to; bits += (long) CHUNK * stride) {
                int n = (int) Math.min(CHUNK, (to - bits + stride - 1) / stride);
                for (int i = 0; i < n; i++) {
                    x.set(ValueLayout.JAVA_INT, 4L * i, (int) (bits + (long) i * stride));
                }
                function.run.apply(x, 0, y, 0, n);
                result = result.and(chunk(function, x, y, n));
            }
        }
        return result;
    }

    /// The union of two sweeps.
    public Sweep and(Sweep other) {
        boolean mine = worst >= other.worst;
        return new Sweep(mine ? worst : other.worst, mine ? at : other.at, differing + other.differing,
                wrong + other.wrong, differing + wrong > 0 ? example : other.example);
    }

    private static Sweep chunk(MathFunction function, MemorySegment x, MemorySegment y, int n) {
        double worst = 0;
        float at = 0;
        long differing = 0;
        long wrong = 0;
        float example = 0;
        for (int i = 0; i < n; i++) {
            float argument = x.get(ValueLayout.JAVA_FLOAT, 4L * i);
            float value = function.scalar.apply(argument);
            double exact = function.reference.applyAsDouble(argument);
            if (Float.floatToIntBits(value) != Float.floatToIntBits(y.get(ValueLayout.JAVA_FLOAT, 4L * i))) {
                differing++;
                example = argument;
            }
            boolean nan = Float.isNaN(value);
            if (nan != Double.isNaN(exact) || exact == 0 && Float.floatToIntBits(value)
                    != Float.floatToIntBits((float) exact) || Double.isInfinite(exact) && value != exact) {
                wrong++;
                example = argument;
            } else if (!nan) {
                double error = ulps(value, exact);
                if (error > worst) {
                    worst = error;
                    at = argument;
                }
            }
        }
        return new Sweep(worst, at, differing, wrong, example);
    }

    /// `|value - exact|` in units of the spacing of floats at exact; an infinite value counts as 2^128.
    static double ulps(float value, double exact) {
        double range = 0x1p128;
        double v = Math.max(-range, Math.min(range, value));
        double e = Math.max(-range, Math.min(range, exact));
        int exponent = Math.max(Float.MIN_EXPONENT, Math.min(Float.MAX_EXPONENT, Math.getExponent(e)));
        return Math.abs(v - e) * Math.scalb(1.0, 23 - exponent);
    }
}
