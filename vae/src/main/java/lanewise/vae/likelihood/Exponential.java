package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent exponential variables, x from 0 up, with logs a of their rates: `-log p(x | a) = sum_c x e^a - a`,
/// gradient `x e^a - 1`.
///
/// The mean is `e^-a`, the mode 0, the variance `e^(-2a)`. Relative error of the terms about 2e-7.
public record Exponential() implements Likelihood {

    private static final Terms TERMS = new Terms();

    @Override
    public String name() {
        return "exponential";
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
        return Domain.NON_NEGATIVE;
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            mean.set(Matrix.FLOAT, meanOffset + at, Exp.exp(-a));
        }
    }

    @Override
    public OptionalDouble outputOfMean(double mean) {
        return OptionalDouble.of(-StrictMath.log(Math.max(mean, 0x1p-10)));
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        mode.asSlice(modeOffset, (long) width * Float.BYTES).fill((byte) 0);
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        for (int c = 0; c < width; c++) {
            long at = 4L * c;
            float a = outputs.get(Matrix.FLOAT, outputsOffset + at);
            out.set(Matrix.FLOAT, outOffset + at, (float) (StrictMath.exp(-a) * Draws.exponential(noise, first + c)));
        }
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        return TERMS.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale, 0);
    }

    /// `x e^a - a`.
    private static final class Terms extends RowTerms {

        @Override
        float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
                int i, float scale, float parameter) {
            long at = (long) i << 2;
            float value = x.get(Matrix.FLOAT, xo + at);
            float logRate = o.get(Matrix.FLOAT, oo + at);
            float scaled = value * Exp.exp(logRate);
            if (g != null) {
                g.set(Matrix.FLOAT, go + at, (scaled - 1f) * scale);
            }
            return sum + (scaled - logRate);
        }
    }
}
