package lanewise.vae.likelihood;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;
import java.util.List;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Laplace variables with locations m and logs s of their scales, both from the decoder:
/// `-log p(x | m, s) = sum_c |x - m| e^-s + s + log 2`, gradients `sign(m - x) e^-s` (0 at x = m) and
/// `1 - |x - m| e^-s`.
///
/// The outputs of a row are all locations, then all logs of scales. The mean and the mode are the location, the
/// variance `2 e^(2s)`. Relative error of the terms about 2e-7.
public record Laplace() implements Likelihood {

    private static final Terms TERMS = new Terms();

    private static final double LOG_TWO = StrictMath.log(2);

    @Override
    public String name() {
        return "laplace";
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
            out.set(Matrix.FLOAT, outOffset + at, (float) (a + StrictMath.exp(b) * Draws.laplace(noise, first + c)));
        }
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, 0)
                + width * LOG_TWO;
    }

    /// `|x - m| e^-s + s`.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int i, float scale, float parameter) {
            long at = (long) i << 2;
            float value = x.get(Matrix.FLOAT, xo + at);
            float logScale = o.get(Matrix.FLOAT, oo + head + at);
            float difference = o.get(Matrix.FLOAT, oo + at) - value;
            float inverse = Exp.exp(-logScale);
            float distance = Math.abs(difference) * inverse;
            if (g != null) {
                float slope = difference > 0 ? inverse : difference < 0 ? -inverse : difference * inverse;
                g.set(Matrix.FLOAT, go + at, slope * scale);
                g.set(Matrix.FLOAT, go + head + at, (1f - distance) * scale);
            }
            return sum + (distance + logScale);
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
            MemorySegment inverses = Scratch.block();
            LogScales.inverses(o, oo + head, inverses, n);
            for (int lane = 0; lane < RowSum.LANES; lane += Species.LANES) {
                long run = (long) lane << 2;
                if (g == null) {
                    lossRun(x, xo + run, o, oo + run, inverses, run, head, n, lanes, lane);
                } else {
                    gradientRun(x, xo + run, o, oo + run, inverses, run, g, go + run, head, n, scale, lanes, lane);
                }
            }
        }

        private static void lossRun(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment inverses, long io,
                long head, int n, float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                FloatVector difference = fromMemorySegment(Species.F, o, oo + at, Species.ORDER)
                        .sub(fromMemorySegment(Species.F, x, xo + at, Species.ORDER));
                FloatVector distance = difference.abs()
                        .mul(fromMemorySegment(Species.F, inverses, io + at, Species.ORDER));
                sum = sum.add(distance.add(fromMemorySegment(Species.F, o, oo + head + at, Species.ORDER)));
            }
            sum.intoArray(lanes, lane);
        }

        private static void gradientRun(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment inverses,
                long io, MemorySegment g, long go, long head, int n, float scale, float[] lanes, int lane) {
            FloatVector sum = FloatVector.zero(Species.F);
            FloatVector one = FloatVector.broadcast(Species.F, 1f);
            for (int i = 0; i < n; i += RowSum.LANES) {
                long at = (long) i << 2;
                fromMemorySegment(Species.F, g, go + at, Species.ORDER);
                FloatVector logScale = fromMemorySegment(Species.F, o, oo + head + at, Species.ORDER);
                FloatVector difference = fromMemorySegment(Species.F, o, oo + at, Species.ORDER)
                        .sub(fromMemorySegment(Species.F, x, xo + at, Species.ORDER));
                FloatVector inverse = fromMemorySegment(Species.F, inverses, io + at, Species.ORDER);
                FloatVector distance = difference.abs().mul(inverse);
                FloatVector slope = difference.mul(inverse).blend(inverse, difference.compare(VectorOperators.GT, 0f))
                        .blend(inverse.neg(), difference.compare(VectorOperators.LT, 0f));
                slope.mul(scale).intoMemorySegment(g, go + at, Species.ORDER);
                one.sub(distance).mul(scale).intoMemorySegment(g, go + head + at, Species.ORDER);
                sum = sum.add(distance.add(logScale));
            }
            sum.intoArray(lanes, lane);
        }
    }
}
