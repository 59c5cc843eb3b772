package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.math.GammaRatio;
import lanewise.core.math.Log1p;
import lanewise.core.random.RandomStream;
import lanewise.vae.network.ParameterLayout.Head;

/// Independent Student-t variables with locations m and logs s of their scales, both from the decoder, and one given number n of degrees of freedom. With `u = (x - m) e^-s`:
/// `-log p = sum_c (n + 1)/2 log(1 + u^2/n) + s + log Gamma(n/2) - log Gamma((n + 1)/2) + 1/2 log(n pi)`, gradients `-(n + 1) u e^-s / (n + u^2)` and
/// `1 - (n + 1) u^2 / (n + u^2)`.
///
/// The outputs of a row are all locations, then all logs of scales. Mode and mean are the location; for n <= 1, where there is no mean, the location stands for it. Far
/// outliers have a bounded pull, unlike those of a Gaussian. Relative error of the terms about 4e-7.
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
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out, long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            float b = outputs.get(Matrix.FLOAT, outputsOffset + 4L * width + at);
            out.set(Matrix.FLOAT, outOffset + at, (float) (a + StrictMath.exp(b) * Draws.studentT(noise, first + c, degrees)));
        }
    }

    /// The part of a value's loss that no output changes.
    private double constant() {
        return 0.5 * StrictMath.log(degrees * Math.PI) - GammaRatio.logRatio(degrees / 2, 0.5);
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient,
            long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, (float) degrees) + width * constant();
    }

    /// `(n + 1)/2 log(1 + u^2/n) + s`, n being the parameter.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int i, float scale,
                float parameter) {
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
    }
}
