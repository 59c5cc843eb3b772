package lanewise.vae.likelihood;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.Elementwise;
import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;
import lanewise.core.math.Sigmoid;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Bernoulli variables given by logits l: `-log p(x | l) = sum_c max(l, 0) - l x + log(1 + e^-|l|)`,
/// gradient `sigmoid(l) - x`.
///
/// The logarithms are taken together, as that of the product of all `1 + e^-|l|`, factors between 1 and 2: no overflow
/// at either end, one logarithm for a row, and an absolute error of a value's loss of about 1e-7 nats. Values of x
/// between 0 and 1 are taken as they are: the loss is then the cross-entropy, not a normalised density.
public record Bernoulli() implements Likelihood {

    /// A block adds at most 512 + 15 factors of two, which keeps the product far below the largest double.
    private static final double LARGE = 0x1p400;

    @Override
    public String name() {
        return "bernoulli_logits";
    }

    @Override
    public List<Head> heads(int width) {
        return List.of(new Head("out", width));
    }

    @Override
    public int outputWidth(int width) {
        return width;
    }

    @Override
    public Domain domain() {
        return Domain.UNIT;
    }

    @Override
    public void mean(Matrix outputs, Matrix mean) {
        Elementwise.sigmoid(outputs, mean);
    }

    /// The logit of the mean; a mean below 0.001 or above 0.999 counts as that, so that a pixel that never changes does
    /// not start saturated.
    @Override
    public OptionalDouble outputOfMean(double mean) {
        double clipped = Math.clamp(mean, 0.001, 0.999);
        return OptionalDouble.of(StrictMath.log(clipped / (1 - clipped)));
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        Elementwise.sigmoid(outputs, outputsOffset, mean, meanOffset, width);
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        for (int c = 0; c < width; c++) {
            mode.set(Matrix.FLOAT, modeOffset + 4L * c,
                    outputs.get(Matrix.FLOAT, outputsOffset + 4L * c) > 0 ? 1f : 0f);
        }
    }

    @Override
    public void sample(Matrix outputs, RandomStream noise, long first, Matrix out) {
        mean(outputs, out);
        noise.fillBernoulli(out, out, first);
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            float probability = Sigmoid.sigmoid(outputs.get(Matrix.FLOAT, outputsOffset + 4L * c));
            out.set(Matrix.FLOAT, outOffset + 4L * c, noise.uniform(first + c) < probability ? 1f : 0f);
        }
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        float[] lanes = RowSum.lanes();
        double linear = 0;
        double logarithms = 0;
        double product = 1;
        for (int b = 0; b < width; b += RowSum.BLOCK) {
            long at = (long) b << 2;
            long xo = xOffset + at;
            long lo = outputsOffset + at;
            long go = gradientOffset + at;
            int n = Math.min(RowSum.BLOCK, width - b);
            int inLanes = RowSum.inLanes(n);
            if (vector) {
                Lanes.linear(x, xo, outputs, lo, inLanes, lanes);
            } else {
                linear(x, xo, outputs, lo, inLanes, lanes);
            }
            linear += RowSum.sum(lanes);
            if (vector) {
                Lanes.factors(x, xo, outputs, lo, gradient, go, inLanes, scale, lanes);
            } else {
                factors(x, xo, outputs, lo, gradient, go, inLanes, scale, lanes);
            }
            product *= RowSum.product(lanes);
            for (int i = inLanes; i < n; i++) {
                linear += linear(x, xo, outputs, lo, i);
                product *= factor(x, xo, outputs, lo, gradient, go, i, scale);
            }
            if (product > LARGE) {
                logarithms += StrictMath.log(product);
                product = 1;
            }
        }
        return linear + (logarithms + StrictMath.log(product));
    }

    private static void linear(MemorySegment x, long xo, MemorySegment l, long lo, int n, float[] lanes) {
        for (int lane = 0; lane < RowSum.LANES; lane++) {
            float sum = 0;
            for (int i = lane; i < n; i += RowSum.LANES) {
                sum += linear(x, xo, l, lo, i);
            }
            lanes[lane] = sum;
        }
    }

    /// The specification: `max(l, 0) - l x` of element i.
    private static float linear(MemorySegment x, long xo, MemorySegment l, long lo, int i) {
        long at = (long) i << 2;
        float logit = l.get(Matrix.FLOAT, lo + at);
        return Math.fma(-logit, x.get(Matrix.FLOAT, xo + at), logit < 0 ? 0f : logit);
    }

    private static void factors(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int n,
            float scale, float[] lanes) {
        for (int lane = 0; lane < RowSum.LANES; lane++) {
            float product = 1;
            for (int i = lane; i < n; i += RowSum.LANES) {
                product *= factor(x, xo, l, lo, g, go, i, scale);
            }
            lanes[lane] = product;
        }
    }

    /// The specification: `1 + e^-|l|` and the gradient of element i.
    private static float factor(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int i,
            float scale) {
        long at = (long) i << 2;
        float logit = l.get(Matrix.FLOAT, lo + at);
        float e = Exp.ofMinus(logit);
        float factor = 1f + e;
        if (g != null) {
            float sigmoid = (logit < 0 ? e : 1f) / factor;
            g.set(Matrix.FLOAT, go + at, (sigmoid - x.get(Matrix.FLOAT, xo + at)) * scale);
        }
        return factor;
    }

    /// The same operations lane by lane.
    private static final class Lanes {

        private Lanes() {
        }

        static void linear(MemorySegment x, long xo, MemorySegment l, long lo, int n, float[] lanes) {
            for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                long run = (long) lane << 2;
                linearRun(x, xo + run, l, lo + run, n, lanes, lane);
            }
        }

        private static void linearRun(MemorySegment x, long xo, MemorySegment l, long lo, int n,
                float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector logit = fromMemorySegment(Species.F, l, lo + at, Species.ORDER);
                VectorMask<Float> negative = logit.compare(VectorOperators.LT, 0f);
                sum = sum.add(logit.neg().fma(fromMemorySegment(Species.F, x, xo + at, Species.ORDER),
                        logit.blend(0f, negative)));
            }
            sum.intoArray(lanes, lane);
        }

        static void factors(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int n,
                float scale, float[] lanes) {
            MemorySegment e = Scratch.block();
            Exp.Lanes.ofMinus(l, lo, e, 0, n);
            for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                long run = (long) lane << 2;
                if (g == null) {
                    factorRun(e, run, n, lanes, lane);
                } else {
                    gradientRun(x, xo + run, l, lo + run, e, run, g, go + run, n, scale, lanes, lane);
                }
            }
        }

        private static void factorRun(MemorySegment e, long eo, int n, float[] lanes, int lane) {
            FloatVector product = FloatVector.broadcast(Species.F, 1f);
            for (int i = 0; i < n; i += RowSum.LANES) {
                product = product.mul(fromMemorySegment(Species.F, e, eo + ((long) i << 2), Species.ORDER).add(1f));
            }
            product.intoArray(lanes, lane);
        }

        private static void gradientRun(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment exponentials,
                long eo, MemorySegment g, long go, int n, float scale, float[] lanes, int lane) {
            FloatVector one = FloatVector.broadcast(Species.F, 1f);
            FloatVector product = one;
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                fromMemorySegment(Species.F, g, go + at, Species.ORDER);
                FloatVector logit = fromMemorySegment(Species.F, l, lo + at, Species.ORDER);
                FloatVector e = fromMemorySegment(Species.F, exponentials, eo + at, Species.ORDER);
                FloatVector factor = e.add(one);
                FloatVector sigmoid = one.blend(e, logit.compare(VectorOperators.LT, 0f)).div(factor);
                FloatVector target = fromMemorySegment(Species.F, x, xo + at, Species.ORDER);
                sigmoid.sub(target).mul(scale).intoMemorySegment(g, go + at, Species.ORDER);
                product = product.mul(factor);
            }
            product.intoArray(lanes, lane);
        }
    }
}
