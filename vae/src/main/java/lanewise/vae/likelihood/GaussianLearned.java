package lanewise.vae.likelihood;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Gaussians with means m and log-variances v, both from the decoder:
/// `-log p(x | m, v) = sum_c 1/2 ((x - m)^2 e^-v + v + log(2 pi))`, gradients `(m - x) e^-v` and
/// `1/2 (1 - (x - m)^2 e^-v)`.
///
/// The outputs of a row are all means, then all log-variances.
public record GaussianLearned() implements Likelihood {

    private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);
    private static final Terms TERMS = new Terms();

    @Override
    public String name() {
        return "gaussian_learned";
    }

    @Override
    public List<Head> heads(int width) {
        return List.of(new Head("out", width), new Head("logvar", width));
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
            float deviation = Exp.exp(0.5f * outputs.get(Matrix.FLOAT, outputsOffset + 4L * width + at));
            out.set(Matrix.FLOAT, outOffset + at,
                    Math.fma(deviation, noise.gaussian(first + c), outputs.get(Matrix.FLOAT, outputsOffset + at)));
        }
    }

    @Override
    public OptionalDouble outputOfMean(double mean) {
        return OptionalDouble.of(mean);
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        double sum = TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, 0);
        return 0.5 * sum + width * (0.5 * LOG_TWO_PI);
    }

    /// `(x - m)^2 e^-v + v`.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int i, float scale, float parameter) {
            long at = (long) i << 2;
            float logVariance = o.get(Matrix.FLOAT, oo + head + at);
            float difference = o.get(Matrix.FLOAT, oo + at) - x.get(Matrix.FLOAT, xo + at);
            float weighted = difference * Exp.exp(-logVariance);
            if (g != null) {
                g.set(Matrix.FLOAT, go + at, weighted * scale);
                g.set(Matrix.FLOAT, go + head + at, Math.fma(-difference, weighted, 1f) * (0.5f * scale));
            }
            return sum + Math.fma(difference, weighted, logVariance);
        }

        @Override
        void vectorLanes(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n,
                float scale, float parameter, float[] lanes) {
            Lanes.block(x, xo, o, oo, g, go, head, n, scale, lanes);
        }
    }

    /// The same operations lane by lane.
    private static final class Lanes {

        private Lanes() {
        }

        static void block(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int n, float scale, float[] lanes) {
            MemorySegment precisions = Scratch.block();
            LogScales.inverses(o, oo + head, precisions, n);
            for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                long run = (long) lane << 2;
                if (g == null) {
                    lossRun(x, xo + run, o, oo + run, precisions, run, head, n, lanes, lane);
                } else {
                    gradientRun(x, xo + run, o, oo + run, precisions, run, g, go + run, head, n, scale, lanes, lane);
                }
            }
        }

        private static void lossRun(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment precisions,
                long po, long head, int n, float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector target = fromMemorySegment(Species.F, x, xo + at, Species.ORDER);
                FloatVector difference = fromMemorySegment(Species.F, o, oo + at, Species.ORDER).sub(target);
                FloatVector weighted = difference.mul(fromMemorySegment(Species.F, precisions, po + at, Species.ORDER));
                sum = sum.add(difference.fma(weighted, fromMemorySegment(Species.F, o, oo + head + at, Species.ORDER)));
            }
            sum.intoArray(lanes, lane);
        }

        private static void gradientRun(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment precisions,
                long po, MemorySegment g, long go, long head, int n, float scale, float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            float half = 0.5f * scale;
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                fromMemorySegment(Species.F, g, go + at, Species.ORDER);
                FloatVector logVariance = fromMemorySegment(Species.F, o, oo + head + at, Species.ORDER);
                FloatVector target = fromMemorySegment(Species.F, x, xo + at, Species.ORDER);
                FloatVector difference = fromMemorySegment(Species.F, o, oo + at, Species.ORDER).sub(target);
                FloatVector weighted = difference.mul(fromMemorySegment(Species.F, precisions, po + at, Species.ORDER));
                weighted.mul(scale).intoMemorySegment(g, go + at, Species.ORDER);
                FloatVector slope = difference.neg().fma(weighted, FloatVector.broadcast(Species.F, 1f)).mul(half);
                slope.intoMemorySegment(g, go + head + at, Species.ORDER);
                sum = sum.add(difference.fma(weighted, logVariance));
            }
            sum.intoArray(lanes, lane);
        }
    }
}
