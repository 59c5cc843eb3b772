package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Gaussians with means m and one given variance s:
/// `-log p(x | m) = sum_c 1/2 ((x - m)^2 / s + log(2 pi s))`, gradient `(m - x) / s`.
///
/// @param variance the variance, not the standard deviation; finite and above 0
public record GaussianFixed(double variance) implements Likelihood {

    /// Refuses a variance that is none.
    ///
    /// @throws IllegalArgumentException if the variance is not finite and above 0
    public GaussianFixed {
        if (!(variance > 0) || Double.isInfinite(variance)) {
            throw new IllegalArgumentException("variance: " + variance + ", expected a finite value above 0");
        }
    }

    /// Unit variance.
    public GaussianFixed() {
        this(1);
    }

    @Override
    public String name() {
        return "gaussian_fixed";
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
    public OptionalDouble outputOfMean(double mean) {
        return OptionalDouble.of(mean);
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        float deviation = (float) Math.sqrt(variance);
        for (int c = 0; c < width; c++) {
            float mean = outputs.get(Matrix.FLOAT, outputsOffset + 4L * c);
            out.set(Matrix.FLOAT, outOffset + 4L * c, Math.fma(deviation, noise.gaussian(first + c), mean));
        }
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        double squares = SquareTerms.INSTANCE.sum(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset,
                width, (float) (scale / variance), 0);
        return 0.5 * squares / variance + width * (0.5 * StrictMath.log(2 * Math.PI * variance));
    }
}
