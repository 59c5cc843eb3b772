package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;

/// Independent Gaussians with means m and log-variances v, both from the decoder:
/// `-log p(x | m, v) = sum_c 1/2 ((x - m)^2 e^-v + v + log(2 pi))`, gradients `(m - x) e^-v` and `1/2 (1 - (x - m)^2 e^-v)`.
///
/// The outputs of a row are all means, then all log-variances.
public record GaussianLearned() implements Likelihood {

    private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

    @Override
    public String name() {
        return "gaussian_learned";
    }

    @Override
    public List<String> heads() {
        return List.of("out", "logvar");
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
        requireOutputs(outputs, mean);
        int width = mean.columns();
        for (int r = 0; r < mean.rows(); r++) {
            MemorySegment.copy(outputs.segment(), outputs.byteOffset(r, 0), mean.segment(), mean.byteOffset(r, 0), (long) width * Float.BYTES);
        }
    }

    @Override
    public void sample(Matrix outputs, RandomStream noise, long first, Matrix out) {
        requireOutputs(outputs, out);
        noise.fillGaussian(out, first);
        int width = out.columns();
        for (int r = 0; r < out.rows(); r++) {
            for (int c = 0; c < width; c++) {
                float deviation = Exp.exp(0.5f * outputs.get(r, width + c));
                out.set(r, c, Math.fma(deviation, out.get(r, c), outputs.get(r, c)));
            }
        }
    }

    private static void requireOutputs(Matrix outputs, Matrix out) {
        outputs.requireShape("outputs", out.rows(), Math.multiplyExact(2, out.columns()));
    }

    @Override
    public double row(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient, long gradientOffset,
            int width, float scale) {
        return row(Kernels.VECTOR, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
    }

    /// With vector kernels or, for the same bits, without.
    double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient,
            long gradientOffset, int width, float scale) {
        long head = (long) width << 2;
        float[] lanes = RowSum.lanes();
        double sum = 0;
        for (int b = 0; b < width; b += RowSum.BLOCK) {
            long at = (long) b << 2;
            long xo = xOffset + at;
            long oo = outputsOffset + at;
            long go = gradientOffset + at;
            int n = Math.min(RowSum.BLOCK, width - b);
            int inLanes = RowSum.inLanes(n);
            if (vector) {
                Lanes.block(x, xo, outputs, oo, gradient, go, head, inLanes, scale, lanes);
            } else {
                block(x, xo, outputs, oo, gradient, go, head, inLanes, scale, lanes);
            }
            double block = RowSum.sum(lanes);
            for (int i = inLanes; i < n; i++) {
                block += term(x, xo, outputs, oo, gradient, go, head, i, scale);
            }
            sum += block;
        }
        return 0.5 * sum + width * (0.5 * LOG_TWO_PI);
    }

    private static void block(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n, float scale,
            float[] lanes) {
        for (int lane = 0; lane < RowSum.LANES; lane++) {
            float sum = 0;
            for (int i = lane; i < n; i += RowSum.LANES) {
                sum += term(x, xo, o, oo, g, go, head, i, scale);
            }
            lanes[lane] = sum;
        }
    }

    /// The specification: `(x - m)^2 e^-v + v` and the gradients of element i.
    private static float term(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int i, float scale) {
        long at = (long) i << 2;
        float logVariance = o.get(Matrix.FLOAT, oo + head + at);
        float difference = o.get(Matrix.FLOAT, oo + at) - x.get(Matrix.FLOAT, xo + at);
        float weighted = difference * Exp.exp(-logVariance);
        if (g != null) {
            g.set(Matrix.FLOAT, go + at, weighted * scale);
            g.set(Matrix.FLOAT, go + head + at, Math.fma(-difference, weighted, 1f) * (0.5f * scale));
        }
        return Math.fma(difference, weighted, logVariance);
    }

    /// The same operations lane by lane.
    private static final class Lanes {

        private Lanes() {
        }

        static void block(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n, float scale,
                float[] lanes) {
            for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                long run = (long) lane << 2;
                run(x, xo + run, o, oo + run, g, go + run, head, n, scale, lanes, lane);
            }
        }

        private static void run(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n, float scale,
                float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            long vo = oo + head;
            long gvo = go + head;
            float half = 0.5f * scale;
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector logVariance = Species.load(o, vo + at);
                FloatVector difference = Species.load(o, oo + at).sub(Species.load(x, xo + at));
                FloatVector weighted = difference.mul(Exp.Lanes.exp(logVariance.neg()));
                if (g != null) {
                    Species.settle(g, go + at);
                    Species.store(weighted.mul(scale), g, go + at);
                    Species.store(difference.neg().fma(weighted, FloatVector.broadcast(Species.F, 1f)).mul(half), g, gvo + at);
                }
                sum = sum.add(difference.fma(weighted, logVariance));
            }
            sum.intoArray(lanes, lane);
        }
    }
}
