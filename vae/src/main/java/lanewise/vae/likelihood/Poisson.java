package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.math.GammaRatio;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Poisson variables, x = 0, 1, 2, ..., with logs a of their rates:
/// `-log p(x | a) = sum_c e^a - x a + log x!`, gradient `e^a - x`.
///
/// The mean is `e^a`, the mode its whole part. The three parts of a term are added in double, as they cancel where x is
/// large: error about 6e-8 of `e^a` and of the term.
public record Poisson() implements Likelihood {

    private static final Terms TERMS = new Terms();
    private static final double[] LOG_FACTORIALS = new double[256];

    static {
        for (int k = 0; k < LOG_FACTORIALS.length; k++) {
            LOG_FACTORIALS[k] = GammaRatio.logFactorial(k);
        }
    }

    @Override
    public String name() {
        return "poisson";
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
        return Domain.COUNT;
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            mean.set(Matrix.FLOAT, meanOffset + at, Exp.exp(a));
        }
    }

    @Override
    public OptionalDouble outputOfMean(double mean) {
        return OptionalDouble.of(StrictMath.log(Math.max(mean, 0x1p-10)));
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            mode.set(Matrix.FLOAT, modeOffset + at, (float) Math.floor(Exp.exp(a)));
        }
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            out.set(Matrix.FLOAT, outOffset + at, (float) Draws.poisson(noise, first + c, StrictMath.exp(a), 0));
        }
    }

    /// `log x!`; NaN where x is no count.
    static double logFactorial(float x) {
        int k = (int) x;
        return x == k && k >= 0 && k < LOG_FACTORIALS.length ? LOG_FACTORIALS[k] : x >= 0 ? GammaRatio.logFactorial(x)
                : Double.NaN;
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, 0);
    }

    /// `e^a - x a + log x!`.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int i, float scale, float parameter) {
            long at = (long) i << 2;
            float value = x.get(Matrix.FLOAT, xo + at);
            float logRate = o.get(Matrix.FLOAT, oo + at);
            float rate = Exp.exp(logRate);
            if (g != null) {
                g.set(Matrix.FLOAT, go + at, (rate - value) * scale);
            }
            return sum + (float) (rate - (double) value * logRate + logFactorial(value));
        }
    }
}
