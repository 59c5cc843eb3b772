package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.Elementwise;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;
import lanewise.core.math.Softplus;
import lanewise.core.random.RandomStream;

/// Independent Bernoulli variables given by logits l: `-log p(x | l) = sum_c max(l, 0) - l x + log(1 + e^-|l|)`, gradient `sigmoid(l) - x`.
///
/// This form never overflows and keeps its precision at both ends. Values of x between 0 and 1 are taken as they are: the loss is then the
/// cross-entropy, not a normalised density.
public record Bernoulli() implements Likelihood {

    @Override
    public String name() {
        return "bernoulli_logits";
    }

    @Override
    public List<String> heads() {
        return List.of("out");
    }

    @Override
    public String expectation() {
        return "expects values from 0 to 1; scale the data, or use gaussian_fixed or gaussian_learned for unbounded values";
    }

    @Override
    public float lowest() {
        return 0;
    }

    @Override
    public float highest() {
        return 1;
    }

    @Override
    public void mean(Matrix outputs, Matrix mean) {
        Elementwise.sigmoid(outputs, mean);
    }

    @Override
    public void sample(Matrix outputs, RandomStream noise, long first, Matrix out) {
        mean(outputs, out);
        noise.fillBernoulli(out, out, first);
    }

    @Override
    public double row(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient, long gradientOffset,
            int width, float scale) {
        return row(Kernels.VECTOR, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
    }

    /// With vector kernels or, for the same bits, without.
    double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient,
            long gradientOffset, int width, float scale) {
        double sum = 0;
        for (int b = 0; b < width; b += RowSum.BLOCK) {
            long at = (long) b << 2;
            long xo = xOffset + at;
            long lo = outputsOffset + at;
            long go = gradientOffset + at;
            int n = Math.min(RowSum.BLOCK, width - b);
            int inLanes = RowSum.inLanes(n);
            double block = vector
                    ? Lanes.block(x, xo, outputs, lo, gradient, go, inLanes, scale)
                    : tree(x, xo, outputs, lo, gradient, go, inLanes, scale, 0, RowSum.LANES);
            for (int i = inLanes; i < n; i++) {
                block += term(x, xo, outputs, lo, gradient, go, i, scale);
            }
            sum += block;
        }
        return sum;
    }

    private static double tree(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int n, float scale, int lane,
            int count) {
        if (count > 1) {
            int half = count / 2;
            return tree(x, xo, l, lo, g, go, n, scale, lane, half) + tree(x, xo, l, lo, g, go, n, scale, lane + half, half);
        }
        float sum = 0;
        for (int i = lane; i < n; i += RowSum.LANES) {
            sum += term(x, xo, l, lo, g, go, i, scale);
        }
        return sum;
    }

    /// The specification: loss and gradient of element i.
    private static float term(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int i, float scale) {
        long at = (long) i << 2;
        float target = x.get(Matrix.FLOAT, xo + at);
        float logit = l.get(Matrix.FLOAT, lo + at);
        float e = Exp.ofMinus(logit);
        if (g != null) {
            float sigmoid = (logit < 0 ? e : 1f) / (1f + e);
            g.set(Matrix.FLOAT, go + at, (sigmoid - target) * scale);
        }
        return Math.fma(-logit, target, logit < 0 ? 0f : logit) + Softplus.logOnePlus(e);
    }

    /// The same operations lane by lane.
    private static final class Lanes {

        private Lanes() {
        }

        static double block(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int n, float scale) {
            if (Species.LANES == 16) {
                return run(x, xo, l, lo, g, go, n, scale);
            }
            if (Species.LANES == 8) {
                return run(x, xo, l, lo, g, go, n, scale) + run(x, xo + 32, l, lo + 32, g, go + 32, n, scale);
            }
            return (run(x, xo, l, lo, g, go, n, scale) + run(x, xo + 16, l, lo + 16, g, go + 16, n, scale))
                    + (run(x, xo + 32, l, lo + 32, g, go + 32, n, scale) + run(x, xo + 48, l, lo + 48, g, go + 48, n, scale));
        }

        /// One run of neighbouring virtual lanes.
        private static double run(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int n, float scale) {
            FloatVector sum = FloatVector.zero(Species.F);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector target = Species.load(x, xo + at);
                FloatVector logit = Species.load(l, lo + at);
                FloatVector e = Exp.Lanes.ofMinus(logit);
                if (g != null) {
                    Species.store(gradient(logit, e, target).mul(scale), g, go + at);
                }
                sum = sum.add(loss(logit, e, target));
            }
            return RowSum.Lanes.tree(sum);
        }

        private static FloatVector gradient(FloatVector logit, FloatVector e, FloatVector target) {
            FloatVector one = FloatVector.broadcast(Species.F, 1f);
            VectorMask<Float> negative = logit.compare(VectorOperators.LT, 0f);
            return one.blend(e, negative).div(e.add(1f)).sub(target);
        }

        private static FloatVector loss(FloatVector logit, FloatVector e, FloatVector target) {
            VectorMask<Float> negative = logit.compare(VectorOperators.LT, 0f);
            return logit.neg().fma(target, logit.blend(0f, negative)).add(Softplus.Lanes.logOnePlus(e));
        }
    }
}
