package lanewise.vae.likelihood;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.core.kernel.Species;
import lanewise.core.math.Expm1;
import lanewise.core.math.Log;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent continuous Bernoulli variables on [0, 1] given by logits l: `-log p(x | l) = sum_c A(l) - l x` with
/// `A(l) = log((e^l - 1) / l)`, `A(0) = 0`; gradient `A'(l) - x`, where `A'(l) = 1 / (1 - e^-l) - 1 / l` is the mean
/// (Loaiza-Ganem and Cunningham 2019, eq. 4 to 9, in the natural parameter `l = log(lambda / (1 - lambda))`).
///
/// Unlike the cross-entropy of grey values this is a normalised density, so it can be negative. In l the constant has
/// no pole at lambda = 1/2: A is taken as `max(l, 0) + log(-expm1(-|l|) / |l|)`, its derivative below |l| = 1 as a
/// series. Absolute error of a value's loss and gradient about 2e-7, growing with |l| as a float's.
public record ContinuousBernoulli() implements Likelihood {

    private static final Terms TERMS = new Terms();

    // A'(l) - 1/2 = sum B_2k l^(2k-1) / (2k)!
    private static final float C1 = 1f / 12;
    private static final float C3 = -1f / 720;
    private static final float C5 = 1f / 30240;
    private static final float C7 = -1f / 1209600;
    private static final float C9 = 1f / 47900160;

    @Override
    public String name() {
        return "continuous_bernoulli";
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
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            mean.set(Matrix.FLOAT, meanOffset + at, mean(a));
        }
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            mode.set(Matrix.FLOAT, modeOffset + at, a > 0 ? 1f : 0f);
        }
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            out.set(Matrix.FLOAT, outOffset + at, (float) Draws.continuousBernoulli(noise, first + c, a));
        }
    }

    /// `A'(l)`.
    private static float mean(float l) {
        float a = Math.abs(l);
        if (a < 1) {
            float square = l * l;
            float series = Math.fma(Math.fma(Math.fma(Math.fma(C9, square, C7), square, C5), square, C3), square, C1);
            return Math.fma(series, l, 0.5f);
        }
        float right = -1f / Expm1.expm1(-a) - 1f / a;
        return l < 0 ? 1f - right : right;
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, 0);
    }

    /// `A(l) - l x`.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int i, float scale, float parameter) {
            long at = (long) i << 2;
            float value = x.get(Matrix.FLOAT, xo + at);
            float l = o.get(Matrix.FLOAT, oo + at);
            float a = Math.abs(l);
            float normaliser = a == 0 ? 0f : Log.log(-Expm1.expm1(-a) / a);
            if (g != null) {
                g.set(Matrix.FLOAT, go + at, (mean(l) - value) * scale);
            }
            return sum + (Math.fma(-l, value, l < 0 ? 0f : l) + normaliser);
        }

        @Override
        void vectorLanes(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n,
                float scale, float parameter, float[] lanes) {
            Lanes.block(x, xo, o, oo, g, go, n, scale, lanes);
        }
    }

    /// The same operations lane by lane.
    private static final class Lanes {

        /// What half of a scratch block holds, the other half being for the logarithms.
        private static final int RUN = Scratch.BLOCK / 2;

        private static final long LOGARITHMS = 4L * RUN;

        private Lanes() {
        }

        static void block(MemorySegment x, long xOffset, MemorySegment o, long oOffset, MemorySegment g, long gOffset,
                int length, float scale, float[] lanes) {
            MemorySegment scratch = Scratch.block();
            Arrays.fill(lanes, 0f);
            for (int from = 0; from < length; from += RUN) {
                long start = (long) from << 2;
                long xo = xOffset + start;
                long oo = oOffset + start;
                int n = Math.min(RUN, length - from);
                minusAbsolute(o, oo, scratch, n);
                Expm1.Lanes.run(scratch, 0, scratch, 0, n);
                quotients(o, oo, scratch, n);
                Log.Lanes.run(scratch, LOGARITHMS, scratch, LOGARITHMS, n);
                for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                    long run = (long) lane << 2;
                    lossRun(x, xo + run, o, oo + run, scratch, LOGARITHMS + run, n, lanes, lane);
                }
                if (g != null) {
                    gradients(x, xo, o, oo, scratch, g, gOffset + start, n, scale);
                }
            }
        }

        private static void minusAbsolute(MemorySegment l, long lo, MemorySegment out, int n) {
            for (int i = 0; i < n; i += Species.LANES) {
                long at = (long) i << 2;
                fromMemorySegment(Species.F, l, lo + at, Species.ORDER).abs().neg()
                        .intoMemorySegment(out, at, Species.ORDER);
            }
        }

        private static void quotients(MemorySegment l, long lo, MemorySegment scratch, int n) {
            for (int i = 0; i < n; i += Species.LANES) {
                long at = (long) i << 2;
                FloatVector a = fromMemorySegment(Species.F, l, lo + at, Species.ORDER).abs();
                fromMemorySegment(Species.F, scratch, at, Species.ORDER).neg().div(a)
                        .intoMemorySegment(scratch, LOGARITHMS + at, Species.ORDER);
            }
        }

        private static void lossRun(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment logarithms,
                long lo, int n, float[] lanes, int lane) {
            FloatVector sum = FloatVector.fromArray(Species.F, lanes, lane);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector l = fromMemorySegment(Species.F, o, oo + at, Species.ORDER);
                FloatVector normaliser = fromMemorySegment(Species.F, logarithms, lo + at, Species.ORDER)
                        .blend(0f, l.compare(VectorOperators.EQ, 0f));
                FloatVector positive = l.blend(0f, l.compare(VectorOperators.LT, 0f));
                sum = sum.add(l.neg().fma(fromMemorySegment(Species.F, x, xo + at, Species.ORDER), positive)
                        .add(normaliser));
            }
            sum.intoArray(lanes, lane);
        }

        private static void gradients(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment scratch,
                MemorySegment g, long go, int n, float scale) {
            FloatVector one = FloatVector.broadcast(Species.F, 1f);
            for (int i = 0; i < n; i += Species.LANES) {
                long at = (long) i << 2;
                FloatVector l = fromMemorySegment(Species.F, o, oo + at, Species.ORDER);
                FloatVector a = l.abs();
                FloatVector square = l.mul(l);
                FloatVector series = FloatVector.broadcast(Species.F, C9).fma(square,
                        FloatVector.broadcast(Species.F, C7)).fma(square, FloatVector.broadcast(Species.F, C5))
                        .fma(square, FloatVector.broadcast(Species.F, C3)).fma(square,
                                FloatVector.broadcast(Species.F, C1)).fma(l, FloatVector.broadcast(Species.F, 0.5f));
                FloatVector right = one.neg().div(fromMemorySegment(Species.F, scratch, at, Species.ORDER))
                        .sub(one.div(a));
                FloatVector mean = right.blend(one.sub(right), l.compare(VectorOperators.LT, 0f))
                        .blend(series, a.compare(VectorOperators.LT, 1f));
                FloatVector target = fromMemorySegment(Species.F, x, xo + at, Species.ORDER);
                mean.sub(target).mul(scale).intoMemorySegment(g, go + at, Species.ORDER);
            }
        }
    }
}
