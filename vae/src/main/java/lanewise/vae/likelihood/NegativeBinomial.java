package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.math.GammaRatio;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent negative binomial variables, x = 0, 1, 2, ..., with logs a of their means and logs b of their
/// dispersions r, both from the decoder; the variance is `e^a + e^(2a) / r`. With `L(t) = log(1 + e^t)`, `S` its
/// derivative and psi that of log Gamma:
/// `-log p = sum_c log x! + log Gamma(r) - log Gamma(x + r) + r L(a - b) + x L(b - a)`, gradients `r S(a - b) - x
/// S(b - a)` and `r (psi(r) - psi(x + r) + L(a - b)) - r S(a - b) + x S(b - a)`.
///
/// The outputs of a row are all logs of means, then all logs of dispersions. The parts cancel where x or r are
/// large, so a term is taken in double, with differences of log Gamma in place of its values ([GammaRatio]): error
/// about 1e-7 of the term.
public record NegativeBinomial() implements Likelihood {

    private static final Terms TERMS = new Terms();

    @Override
    public String name() {
        return "negative_binomial";
    }

    @Override
    public List<Head> heads(int width) {
        return List.of(new Head("out", width), new Head("logr", width));
    }

    @Override
    public int outputWidth(int width) {
        return Math.multiplyExact(2, width);
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
            mean.set(Matrix.FLOAT, meanOffset + at, (float) StrictMath.exp(a));
        }
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            float b = outputs.get(Matrix.FLOAT, outputsOffset + 4L * width + at);
            mode.set(Matrix.FLOAT, modeOffset + at, (float) mode(StrictMath.exp(a), StrictMath.exp(b)));
        }
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            float b = outputs.get(Matrix.FLOAT, outputsOffset + 4L * width + at);
            double r = StrictMath.exp(b);
            out.set(Matrix.FLOAT, outOffset + at, (float) Draws.poisson(noise, first + c,
                    StrictMath.exp(a - b) * Draws.gamma(noise, first + c, r, 2), 0));
        }
    }

    private static double mode(double mean, double r) {
        return r > 1 ? Math.floor(mean * (r - 1) / r) : 0;
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, 0);
    }

    /// `log x! + log Gamma(r) - log Gamma(x + r) + r L(a - b) + x L(b - a)`.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int i, float scale, float parameter) {
            long at = (long) i << 2;
            float value = x.get(Matrix.FLOAT, xo + at);
            double a = o.get(Matrix.FLOAT, oo + at);
            double b = o.get(Matrix.FLOAT, oo + head + at);
            double r = StrictMath.exp(b);
            double t = a - b;
            double e = StrictMath.exp(-Math.abs(t));
            double ofMean = StrictMath.log1p(e) + (t < 0 ? 0 : t);
            double share = (t < 0 ? e : 1) / (1 + e);
            if (g != null) {
                double slope = r * share - value * ((t < 0 ? 1 : e) / (1 + e));
                g.set(Matrix.FLOAT, go + at, (float) slope * scale);
                g.set(Matrix.FLOAT, go + head + at,
                        (float) (r * (ofMean - GammaRatio.digammaDifference(r, value)) - slope) * scale);
            }
            // x L(b - a) = x (L(a - b) - (a - b))
            return sum + (float) (Poisson.logFactorial(value) - (GammaRatio.logRatio(r, value) - value * b)
                    + (r + value) * ofMean - value * a);
        }
    }
}
