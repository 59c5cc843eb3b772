package lanewise.vae.likelihood;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Matrix;
import lanewise.core.kernel.Species;

/// Terms `(m - x)^2` of means m, with gradients `(m - x) scale`.
final class SquareTerms extends RowTerms {

    static final SquareTerms INSTANCE = new SquareTerms();

    private SquareTerms() {
    }

    @Override
    float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int i,
            float scale, float parameter) {
        long at = (long) i << 2;
        float difference = o.get(Matrix.FLOAT, oo + at) - x.get(Matrix.FLOAT, xo + at);
        if (g != null) {
            g.set(Matrix.FLOAT, go + at, difference * scale);
        }
        return Math.fma(difference, difference, sum);
    }

    @Override
    void vectorLanes(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n,
            float scale, float parameter, float[] lanes) {
        Lanes.block(x, xo, o, oo, g, go, n, scale, lanes);
    }

    /// The same operations lane by lane.
    private static final class Lanes {

        private Lanes() {
        }

        static void block(MemorySegment x, long xo, MemorySegment m, long mo, MemorySegment g, long go, int n,
                float factor, float[] lanes) {
            for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                long run = (long) lane << 2;
                if (g == null) {
                    lossRun(x, xo + run, m, mo + run, n, lanes, lane);
                } else {
                    gradientRun(x, xo + run, m, mo + run, g, go + run, n, factor, lanes, lane);
                }
            }
        }

        private static void lossRun(MemorySegment x, long xo, MemorySegment m, long mo, int n,
                float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector target = fromMemorySegment(Species.F, x, xo + at, Species.ORDER);
                FloatVector difference = fromMemorySegment(Species.F, m, mo + at, Species.ORDER).sub(target);
                sum = difference.fma(difference, sum);
            }
            sum.intoArray(lanes, lane);
        }

        private static void gradientRun(MemorySegment x, long xo, MemorySegment m, long mo, MemorySegment g, long go,
                int n, float factor, float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                fromMemorySegment(Species.F, g, go + at, Species.ORDER);
                FloatVector target = fromMemorySegment(Species.F, x, xo + at, Species.ORDER);
                FloatVector difference = fromMemorySegment(Species.F, m, mo + at, Species.ORDER).sub(target);
                difference.mul(factor).intoMemorySegment(g, go + at, Species.ORDER);
                sum = difference.fma(difference, sum);
            }
            sum.intoArray(lanes, lane);
        }
    }
}
