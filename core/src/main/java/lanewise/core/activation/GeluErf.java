package lanewise.core.activation;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.Kernels;
import lanewise.core.kernel.Scratch;
import lanewise.core.math.Exp;

/// `x / 2 (1 + erf(x / sqrt 2))` (Hendrycks and Gimpel, 2016); absolute, not relative accuracy for negative x.
///
/// The smaller one of the probabilities below and above x is `e^(-x^2 / 2) P(|x|)` with a polynomial P, so that the
/// derivative shares the exponential with the density.
public record GeluErf() implements Activation {

    // Beyond, value and derivative have their limits; infinities would meet a zero there.
    private static final float LIMIT = 20;
    // 1 / sqrt(2 pi)
    private static final float DENSITY = 0.39894228f;

    // P(a) = 1/2 + P1 a + ... + P11 a^11 on [0, 5.1]: after e^(-a^2 / 2) an absolute error of 3.3e-8 / max(1, a), by
    // Minimax (test sources of lanewise.core.math); above, e^(-a^2 / 2) makes it vanish.
    private static final float P1 = -0x1.9883d2p-2f;
    private static final float P2 = 0x1.ffed5ep-3f;
    private static final float P3 = -0x1.0fe104p-3f;
    private static final float P4 = 0x1.fa0dc4p-5f;
    private static final float P5 = -0x1.9d83e4p-6f;
    private static final float P6 = 0x1.1ff9bcp-7f;
    private static final float P7 = -0x1.4345cap-9f;
    private static final float P8 = 0x1.104926p-11f;
    private static final float P9 = -0x1.3b44c6p-14f;
    private static final float P10 = 0x1.b82d18p-18f;
    private static final float P11 = -0x1.145ed4p-22f;

    @Override
    public boolean needsInput() {
        return true;
    }

    @Override
    public float value(float x) {
        float c = clamped(x);
        float above = x > LIMIT ? x : c;
        return above * probability(c, Exp.ofMinus(c * c * 0.5f));
    }

    @Override
    public float derivative(float x, float y) {
        float c = clamped(x);
        float e = Exp.ofMinus(c * c * 0.5f);
        return Math.fma(c, e * DENSITY, probability(c, e));
    }

    private static float clamped(float x) {
        float c = x > LIMIT ? LIMIT : x;
        return c < -LIMIT ? -LIMIT : c;
    }

    /// The standard normal distribution function at c, given `e^(-c^2 / 2)`.
    private static float probability(float c, float e) {
        float a = Math.abs(c);
        float s = c * c;
        float odd = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(P11, s, P9), s, P7), s, P5), s, P3), s, P1);
        float even = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(P10, s, P8), s, P6), s, P4), s, P2), s, 0.5f);
        float tail = e * Math.fma(odd, a, even);
        return c < 0 ? tail : 1 - tail;
    }

    @Override
    public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.forward(x, xOffset, y, yOffset, n) : 0;
        ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
    }

    @Override
    public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        int done = Kernels.VECTOR ? Lanes.backward(x, xOffset, dy, dyOffset, dx, dxOffset, n) : 0;
        ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
    }

    private static final class Lanes {

        static int forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int whole = F.loopBound(n);
            MemorySegment s = Scratch.block();
            for (int b = 0; b < whole; b += Scratch.BLOCK) {
                int m = Math.min(Scratch.BLOCK, whole - b);
                long at = (long) b << 2;
                halfSquares(x, xOffset + at, s, m);
                Exp.Lanes.ofMinus(s, 0, s, 0, m);
                multiply(x, xOffset + at, s, y, yOffset + at, m);
            }
            return whole;
        }

        private static void halfSquares(MemorySegment x, long xOffset, MemorySegment out, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, out, at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                c.mul(c).mul(0.5f).intoMemorySegment(out, at, ORDER);
            }
        }

        private static void multiply(MemorySegment x, long xOffset, MemorySegment exponential, MemorySegment y,
                long yOffset, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, y, yOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                FloatVector low = v.blend(-LIMIT, v.compare(VectorOperators.LT, -LIMIT));
                FloatVector c = low.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                FloatVector s = c.mul(c);
                FloatVector odd = broadcast(F, P11).fma(s, broadcast(F, P9)).fma(s, broadcast(F, P7))
                        .fma(s, broadcast(F, P5)).fma(s, broadcast(F, P3)).fma(s, broadcast(F, P1));
                FloatVector even = broadcast(F, P10).fma(s, broadcast(F, P8)).fma(s, broadcast(F, P6))
                        .fma(s, broadcast(F, P4)).fma(s, broadcast(F, P2)).fma(s, broadcast(F, 0.5f));
                FloatVector tail = fromMemorySegment(F, exponential, at, ORDER).mul(odd.fma(c.abs(), even));
                FloatVector probability = broadcast(F, 1f).sub(tail).blend(tail, c.compare(VectorOperators.LT, 0f));
                low.mul(probability).intoMemorySegment(y, yOffset + at, ORDER);
            }
        }

        static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int whole = F.loopBound(n);
            MemorySegment s = Scratch.block();
            for (int b = 0; b < whole; b += Scratch.BLOCK) {
                int m = Math.min(Scratch.BLOCK, whole - b);
                long at = (long) b << 2;
                halfSquares(source, sourceOffset + at, s, m);
                Exp.Lanes.ofMinus(s, 0, s, 0, m);
                slopes(source, sourceOffset + at, s, dy, dyOffset + at, dx, dxOffset + at, m);
            }
            return whole;
        }

        private static void slopes(MemorySegment source, long sourceOffset, MemorySegment exponential, MemorySegment dy,
                long dyOffset, MemorySegment dx, long dxOffset, int n) {
            for (int i = 0; i < n; i += LANES) {
                long at = (long) i << 2;
                fromMemorySegment(F, dx, dxOffset + at, ORDER);
                FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                FloatVector s = c.mul(c);
                FloatVector odd = broadcast(F, P11).fma(s, broadcast(F, P9)).fma(s, broadcast(F, P7))
                        .fma(s, broadcast(F, P5)).fma(s, broadcast(F, P3)).fma(s, broadcast(F, P1));
                FloatVector even = broadcast(F, P10).fma(s, broadcast(F, P8)).fma(s, broadcast(F, P6))
                        .fma(s, broadcast(F, P4)).fma(s, broadcast(F, P2)).fma(s, broadcast(F, 0.5f));
                FloatVector e = fromMemorySegment(F, exponential, at, ORDER);
                FloatVector tail = e.mul(odd.fma(c.abs(), even));
                FloatVector probability = broadcast(F, 1f).sub(tail).blend(tail, c.compare(VectorOperators.LT, 0f));
                FloatVector slope = c.fma(e.mul(DENSITY), probability);
                gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
            }
        }
    }
}
