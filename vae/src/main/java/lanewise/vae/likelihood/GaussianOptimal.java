package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Head;

/// Independent Gaussians with means m from the decoder and the variance that is best for the batch: sigma-VAE (Rybkin,
/// Daniilidis and Levine 2021, eq. 6).
///
/// In training, [#prepare] sets the variance of a batch to the mean of all its `(x - m)^2`, which maximises the
/// likelihood; no value below [#LEAST_VARIANCE] is taken. At the maximum the derivative by the variance is 0, so that
/// the gradient `(m - x) / s` with s held fixed is the gradient of the whole where all rows have one weight; where rows
/// are weighted (IWAE) it is the gradient with s held fixed.
///
/// The outputs of a row are all means, then the log-variance. For use after training, and where no gradient is
/// wanted, it is that of the model, the only bias of the head `logvar`; its gradient is 0, the trainer sets it from
/// the training data.
public record GaussianOptimal() implements Likelihood {

    /// The smallest variance of a batch.
    public static final double LEAST_VARIANCE = 0x1p-20;

    private static final GaussianShared SHARED = new GaussianShared(false);

    @Override
    public String name() {
        return "gaussian_optimal";
    }

    @Override
    public List<Head> heads(int width) {
        return SHARED.heads(width);
    }

    @Override
    public int outputWidth(int width) {
        return SHARED.outputWidth(width);
    }

    @Override
    public Domain domain() {
        return Domain.REAL;
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        SHARED.meanRow(outputs, outputsOffset, mean, meanOffset, width);
    }

    @Override
    public OptionalDouble outputOfMean(double mean) {
        return OptionalDouble.of(mean);
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        SHARED.meanRow(outputs, outputsOffset, mode, modeOffset, width);
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        SHARED.sampleRow(outputs, outputsOffset, noise, first, out, outOffset, width);
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        double loss = SHARED.row(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
        if (gradient != null) {
            gradient.set(Matrix.FLOAT, gradientOffset + 4L * width, 0f);
        }
        return loss;
    }

    @Override
    public boolean preparesFromBatch() {
        return true;
    }

    @Override
    public void prepareRows(MemorySegment x, long xOffset, long xStride, int xRows, MemorySegment outputs,
            long outputsOffset, long outputsStride, int rows, int width) {
        double squares = 0;
        for (int r = 0; r < rows; r++) {
            squares += SquareTerms.INSTANCE.sum(Kernels.VECTOR, x, xOffset + r % xRows * xStride, outputs,
                    outputsOffset + r * outputsStride, null, 0, width, 0, 0);
        }
        setVariance(squares, (double) rows * width, outputs, outputsOffset, outputsStride, rows, width);
    }

    /// Writes the log of the mean of `squares` over so many values behind the means of each row.
    static void setVariance(double squares, double values, MemorySegment outputs, long outputsOffset,
            long outputsStride, int rows, int width) {
        float logVariance = (float) StrictMath.log(Math.max(squares / values, LEAST_VARIANCE));
        for (int r = 0; r < rows; r++) {
            outputs.set(Matrix.FLOAT, outputsOffset + r * outputsStride + 4L * width, logVariance);
        }
    }
}
