package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Gaussians with means m from the decoder and log-variances v that are parameters of the model, the same
/// for every row: `-log p(x | m, v) = sum_c 1/2 ((x - m)^2 e^-v + v + log(2 pi))`, gradients `(m - x) e^-v` and, of a
/// log-variance, the sum over its columns of `1/2 (1 - (x - m)^2 e^-v)`.
///
/// The outputs of a row are all means, then the log-variance, or one for each column. The head `logvar` has biases
/// alone; they start at 0, variance 1.
///
/// @param columnwise whether each column has a log-variance of its own; false for one that all share
public record GaussianShared(boolean columnwise) implements Likelihood {

    private static final GaussianLearned LEARNED = new GaussianLearned();

    /// One log-variance for all columns.
    public GaussianShared() {
        this(false);
    }

    @Override
    public String name() {
        return "gaussian_shared";
    }

    @Override
    public List<Head> heads(int width) {
        return List.of(new Head("out", width), new Head("logvar", columnwise ? width : 1, false));
    }

    @Override
    public int outputWidth(int width) {
        return Math.addExact(width, columnwise ? width : 1);
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
    public OptionalDouble outputOfMean(double mean) {
        return OptionalDouble.of(mean);
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        meanRow(outputs, outputsOffset, mode, modeOffset, width);
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        if (columnwise) {
            LEARNED.sampleRow(outputs, outputsOffset, noise, first, out, outOffset, width);
            return;
        }
        float deviation = Exp.exp(0.5f * outputs.get(Matrix.FLOAT, outputsOffset + 4L * width));
        for (int c = 0; c < width; c++) {
            float mean = outputs.get(Matrix.FLOAT, outputsOffset + 4L * c);
            out.set(Matrix.FLOAT, outOffset + 4L * c, Math.fma(deviation, noise.gaussian(first + c), mean));
        }
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        if (columnwise) {
            return LEARNED.row(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
        }
        double logVariance = outputs.get(Matrix.FLOAT, outputsOffset + 4L * width);
        double precision = StrictMath.exp(-logVariance);
        double squares = precision * SquareTerms.INSTANCE.sum(vector, x, xOffset, outputs, outputsOffset, gradient,
                gradientOffset, width, (float) (scale * precision), 0);
        if (gradient != null) {
            gradient.set(Matrix.FLOAT, gradientOffset + 4L * width, (float) (0.5 * (width - squares) * scale));
        }
        return 0.5 * (squares + width * (logVariance + StrictMath.log(2 * Math.PI)));
    }
}
