package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.network.ParameterLayout.Head;

/// Independent Laplace variables with locations m and logs s of their scales, both from the decoder: `-log p(x | m, s) = sum_c |x - m| e^-s + s + log 2`, gradients
/// `sign(m - x) e^-s` (0 at x = m) and `1 - |x - m| e^-s`.
///
/// The outputs of a row are all locations, then all logs of scales. The mean and the mode are the location, the variance `2 e^(2s)`. Relative error of the terms about 2e-7.
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
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out, long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            float b = outputs.get(Matrix.FLOAT, outputsOffset + 4L * width + at);
            out.set(Matrix.FLOAT, outOffset + at, (float) (a + StrictMath.exp(b) * Draws.laplace(noise, first + c)));
        }
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient,
            long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, 0) + width * LOG_TWO;
    }

    /// `|x - m| e^-s + s`.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int i, float scale,
                float parameter) {
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
    }
}
