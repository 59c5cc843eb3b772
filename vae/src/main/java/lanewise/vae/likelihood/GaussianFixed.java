package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Species;
import lanewise.core.random.RandomStream;

/// Independent Gaussians with means m and one given variance s: `-log p(x | m) = sum_c 1/2 ((x - m)^2 / s + log(2 pi s))`, gradient `(m - x) / s`.
///
/// @param variance the variance, not the standard deviation; finite and above 0
public record GaussianFixed(double variance) implements Likelihood {

    /// Refuses a variance that is none.
    ///
    /// @throws IllegalArgumentException if the variance is not finite and above 0
    public GaussianFixed {
        if (!(variance > 0) || Double.isInfinite(variance)) {
            throw new IllegalArgumentException("variance: " + variance + ", expected a finite value above 0");
        }
    }

    @Override
    public String name() {
        return "gaussian_fixed";
    }

    @Override
    public List<String> heads() {
        return List.of("out");
    }

    @Override
    public String expectation() {
        return "expects finite values";
    }

    @Override
    public float lowest() {
        return -Float.MAX_VALUE;
    }

    @Override
    public float highest() {
        return Float.MAX_VALUE;
    }

    @Override
    public void mean(Matrix outputs, Matrix mean) {
        mean.copyFrom(outputs);
    }

    @Override
    public void sample(Matrix outputs, RandomStream noise, long first, Matrix out) {
        outputs.requireShape("outputs", out.rows(), out.columns());
        noise.fillGaussian(out, first);
        float deviation = (float) Math.sqrt(variance);
        for (int r = 0; r < out.rows(); r++) {
            for (int c = 0; c < out.columns(); c++) {
                out.set(r, c, Math.fma(deviation, out.get(r, c), outputs.get(r, c)));
            }
        }
    }

    @Override
    public double row(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient, long gradientOffset,
            int width, float scale) {
        return row(Kernels.VECTOR, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
    }

    /// With vector kernels or, for the same bits, without.
    double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient,
            long gradientOffset, int width, float scale) {
        float factor = (float) (scale / variance);
        float[] lanes = RowSum.lanes();
        double squares = 0;
        for (int b = 0; b < width; b += RowSum.BLOCK) {
            long at = (long) b << 2;
            long xo = xOffset + at;
            long mo = outputsOffset + at;
            long go = gradientOffset + at;
            int n = Math.min(RowSum.BLOCK, width - b);
            int inLanes = RowSum.inLanes(n);
            if (vector) {
                Lanes.block(x, xo, outputs, mo, gradient, go, inLanes, factor, lanes);
            } else {
                block(x, xo, outputs, mo, gradient, go, inLanes, factor, lanes);
            }
            double block = RowSum.sum(lanes);
            for (int i = inLanes; i < n; i++) {
                block += term(x, xo, outputs, mo, gradient, go, i, factor, 0f);
            }
            squares += block;
        }
        return 0.5 * squares / variance + width * (0.5 * StrictMath.log(2 * Math.PI * variance));
    }

    private static void block(MemorySegment x, long xo, MemorySegment m, long mo, MemorySegment g, long go, int n, float factor, float[] lanes) {
        for (int lane = 0; lane < RowSum.LANES; lane++) {
            float sum = 0;
            for (int i = lane; i < n; i += RowSum.LANES) {
                sum = term(x, xo, m, mo, g, go, i, factor, sum);
            }
            lanes[lane] = sum;
        }
    }

    /// The specification: `sum + (m - x)^2` and the gradient of element i.
    private static float term(MemorySegment x, long xo, MemorySegment m, long mo, MemorySegment g, long go, int i, float factor, float sum) {
        long at = (long) i << 2;
        float difference = m.get(Matrix.FLOAT, mo + at) - x.get(Matrix.FLOAT, xo + at);
        if (g != null) {
            g.set(Matrix.FLOAT, go + at, difference * factor);
        }
        return Math.fma(difference, difference, sum);
    }

    /// The same operations lane by lane.
    private static final class Lanes {

        private Lanes() {
        }

        static void block(MemorySegment x, long xo, MemorySegment m, long mo, MemorySegment g, long go, int n, float factor, float[] lanes) {
            for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                long run = (long) lane << 2;
                run(x, xo + run, m, mo + run, g, go + run, n, factor, lanes, lane);
            }
        }

        private static void run(MemorySegment x, long xo, MemorySegment m, long mo, MemorySegment g, long go, int n, float factor, float[] lanes,
                int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector difference = Species.load(m, mo + at).sub(Species.load(x, xo + at));
                if (g != null) {
                    Species.store(difference.mul(factor), g, go + at);
                }
                sum = difference.fma(difference, sum);
            }
            sum.intoArray(lanes, lane);
        }
    }
}
