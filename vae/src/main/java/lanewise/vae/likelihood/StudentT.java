package lanewise.vae.likelihood;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;
import lanewise.core.math.GammaRatio;
import lanewise.core.math.Log1p;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Student-t variables with locations m and logs s of their scales, both from the decoder, and one
/// given number n of degrees of freedom. With `u = (x - m) e^-s`: `-log p = sum_c (n + 1)/2
/// log(1 + u^2/n) + s + log Gamma(n/2) - log Gamma((n + 1)/2) + 1/2 log(n pi)`, gradients `-(n + 1) u
/// e^-s / (n + u^2)` and `1 - (n + 1) u^2 / (n + u^2)`.
///
/// The outputs of a row are all locations, then all logs of scales. Mode and mean are the location; for n <= 1, where
/// there is no mean, the location stands for it. Far outliers have a bounded pull, unlike those of a Gaussian. Relative
/// error of the terms about 4e-7.
///
/// @param degrees n, finite and above 0
public record StudentT(double degrees) implements Likelihood {

    private static final Terms TERMS = new Terms();

    /// Refuses degrees of freedom that are none.
    ///
    /// @throws IllegalArgumentException if they are not finite and above 0
    public StudentT {
        if (!(degrees > 0) || Double.isInfinite(degrees)) {
            throw new IllegalArgumentException("degrees: " + degrees + ", expected a finite value above 0");
        }
    }

    /// Four degrees of freedom.
    public StudentT() {
        this(4);
    }

    @Override
    public String name() {
        return "student_t";
    }

    @Override
    public List<Head> heads(int width) {
        return List.of(new Head("out", width), new Head("logscale", width));
    }

    @Override
    public int outputWidth(int width) {
        return Math.multiplyExact(2, width);
    }

    @Override
    public Domain domain() {
        return Domain.REAL;
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        MemorySegment.copy(outputs, outputsOffset, mean, meanOffset, (long) width * Float.BYTES);
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        meanRow(outputs, outputsOffset, mode, modeOffset, width);
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            float b = outputs.get(Matrix.FLOAT, outputsOffset + 4L * width + at);
            out.set(Matrix.FLOAT, outOffset + at,
                    (float) (a + StrictMath.exp(b) * Draws.studentT(noise, first + c, degrees)));
        }
    }

    /// The part of a value's loss that no output changes.
    private double constant() {
        return 0.5 * StrictMath.log(degrees * Math.PI) - GammaRatio.logRatio(degrees / 2, 0.5);
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset,
                width, scale, (float) degrees)
                + width * constant();
    }

    /// `(n + 1)/2 log(1 + u^2/n) + s`, n being the parameter.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int i, float scale, float parameter) {
            long at = (long) i << 2;
            float value = x.get(Matrix.FLOAT, xo + at);
            float logScale = o.get(Matrix.FLOAT, oo + head + at);
            float inverse = Exp.exp(-logScale);
            float u = (o.get(Matrix.FLOAT, oo + at) - value) * inverse;
            float t = u * u / parameter;
            if (g != null) {
                float weight = (parameter + 1f) / Math.fma(u, u, parameter);
                g.set(Matrix.FLOAT, go + at, weight * u * inverse * scale);
                g.set(Matrix.FLOAT, go + head + at, Math.fma(-weight * u, u, 1f) * scale);
            }
            return sum + Math.fma(0.5f * (parameter + 1f), Log1p.log1p(t), logScale);
        }

        @Override
        void vectorLanes(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n,
                float scale, float parameter, float[] lanes) {
            Lanes.block(x, xo, o, oo, g, go, head, n, scale, parameter, lanes);
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
                long head, int length, float scale, float degrees, float[] lanes) {
            MemorySegment scratch = Scratch.block();
            Arrays.fill(lanes, 0f);
            for (int from = 0; from < length; from += RUN) {
                long start = (long) from << 2;
                long xo = xOffset + start;
                long oo = oOffset + start;
                int n = Math.min(RUN, length - from);
                LogScales.inverses(o, oo + head, scratch, n);
                squares(x, xo, o, oo, scratch, n, degrees);
                Log1p.Lanes.run(scratch, LOGARITHMS, scratch, LOGARITHMS, n);
                for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                    long run = (long) lane << 2;
                    lossRun(o, oo + head + run, scratch, LOGARITHMS + run, n, degrees, lanes, lane);
                }
                if (g != null) {
                    gradients(x, xo, o, oo, scratch, g, gOffset + start, head, n, scale, degrees);
                }
            }
        }

        private static void squares(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment scratch, int n,
                float degrees) {
            for (int i = 0; i < n; i += Species.LANES) {
                long at = (long) i << 2;
                FloatVector inverse = fromMemorySegment(Species.F, scratch, at, Species.ORDER);
                FloatVector u = fromMemorySegment(Species.F, o, oo + at, Species.ORDER)
                        .sub(fromMemorySegment(Species.F, x, xo + at, Species.ORDER)).mul(inverse);
                u.mul(u).div(degrees).intoMemorySegment(scratch, LOGARITHMS + at, Species.ORDER);
            }
        }

        private static void lossRun(MemorySegment logScales, long so, MemorySegment logarithms, long lo, int n,
                float degrees, float[] lanes, int lane) {
            FloatVector half = FloatVector.broadcast(Species.F, 0.5f * (degrees + 1f));
            FloatVector sum = FloatVector.fromArray(Species.F, lanes, lane);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector logarithm = fromMemorySegment(Species.F, logarithms, lo + at, Species.ORDER);
                sum = sum.add(half.fma(logarithm, fromMemorySegment(Species.F, logScales, so + at, Species.ORDER)));
            }
            sum.intoArray(lanes, lane);
        }

        private static void gradients(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment scratch,
                MemorySegment g, long go, long head, int n, float scale, float degrees) {
            FloatVector numerator = FloatVector.broadcast(Species.F, degrees + 1f);
            FloatVector one = FloatVector.broadcast(Species.F, 1f);
            for (int i = 0; i < n; i += Species.LANES) {
                long at = (long) i << 2;
                FloatVector inverse = fromMemorySegment(Species.F, scratch, at, Species.ORDER);
                FloatVector u = fromMemorySegment(Species.F, o, oo + at, Species.ORDER)
                        .sub(fromMemorySegment(Species.F, x, xo + at, Species.ORDER)).mul(inverse);
                FloatVector weight = numerator.div(u.fma(u, FloatVector.broadcast(Species.F, degrees)));
                weight.mul(u).mul(inverse).mul(scale).intoMemorySegment(g, go + at, Species.ORDER);
                weight.neg().mul(u).fma(u, one).mul(scale).intoMemorySegment(g, go + head + at, Species.ORDER);
            }
        }
    }
}
