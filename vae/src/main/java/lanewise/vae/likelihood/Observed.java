package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalDouble;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.ParameterLayout.Head;

/// The density of the cells that were observed: `log p(x_obs | outputs)`, the sum of another likelihood's terms over
/// the cells of a row that are numbers. A cell that is NaN is missing: it adds nothing, and the gradient of its outputs
/// is 0. A group of a [Categorical] is missing as a whole.
///
/// Where values are missing at random, given what is observed, the bounds that are made of it are bounds of
/// `log p(x_obs)`, whatever the encoder makes of the gaps; here it reads 0 for a missing cell ([#filled]). The
/// importance weighted bound ([lanewise.vae.objective.Iwae]) is then that of MIWAE (Mattei and Frellsen 2019, eq. 4).
///
/// A row has the loss and the gradients, bit by bit, that the row of its observed cells alone has; one without gaps
/// those of the other likelihood. Heads, mean, mode and draws are those of the other likelihood. The log-variance of
/// a [GaussianOptimal] is that of the observed cells of a batch.
///
/// @param likelihood the density of whole rows, a composite or any other
public record Observed(Likelihood likelihood) implements Likelihood {

    static final String NAME = "observed";

    /// Refuses to say twice that cells may be missing.
    ///
    /// @throws IllegalArgumentException if the likelihood is of this kind itself
    public Observed {
        if (likelihood instanceof Observed) {
            throw new IllegalArgumentException("likelihood: " + likelihood.text()
                    + " says already that cells may be missing, expected the likelihood of whole rows");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /// What the encoder reads: a copy in which missing cells are 0.
    ///
    /// @param x rows, whose first columns may hold NaN
    /// @param columns how many columns may have gaps; the others, a condition, are copied as they are
    /// @param out where the copy goes, of the shape of x
    /// @return `out`
    /// @throws IllegalArgumentException if the shapes differ
    public static Matrix filled(Matrix x, int columns, Matrix out) {
        out.requireShape("out", x.rows(), x.columns());
        for (int r = 0; r < x.rows(); r++) {
            long from = x.byteOffset(r, 0);
            long to = out.byteOffset(r, 0);
            for (int c = 0; c < x.columns(); c++) {
                float value = x.segment().get(Matrix.FLOAT, from + 4L * c);
                out.segment().set(Matrix.FLOAT, to + 4L * c, c < columns && Float.isNaN(value) ? 0f : value);
            }
        }
        return out;
    }

    @Override
    public List<Head> heads(int width) {
        return likelihood.heads(width);
    }

    @Override
    public int outputWidth(int width) {
        return likelihood.outputWidth(width);
    }

    @Override
    public Domain domain() {
        return likelihood.domain();
    }

    @Override
    public int width() {
        return likelihood.width();
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        if (!(likelihood instanceof Composite composite)) {
            return ObservedRow.loss(likelihood, vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset,
                    width, scale);
        }
        double loss = 0;
        long column = 0;
        long output = 0;
        for (int p = 0; p < composite.parts().size(); p++) {
            Composite.Part part = composite.parts().get(p);
            loss += ObservedRow.loss(part.likelihood(), vector, x, xOffset + 4 * column, outputs,
                    outputsOffset + 4 * output, gradient, gradientOffset + 4 * output, part.columns(), scale);
            column += part.columns();
            output += part.likelihood().outputWidth(part.columns());
        }
        return loss;
    }

    @Override
    public boolean preparesFromBatch() {
        return likelihood.preparesFromBatch();
    }

    @Override
    public void prepareRows(MemorySegment x, long xOffset, long xStride, int xRows, MemorySegment outputs,
            long outputsOffset, long outputsStride, int rows, int width) {
        if (!(likelihood instanceof Composite composite)) {
            ObservedRow.prepare(likelihood, x, xOffset, xStride, xRows, outputs, outputsOffset, outputsStride, rows,
                    width);
            return;
        }
        long column = 0;
        long output = 0;
        for (int p = 0; p < composite.parts().size(); p++) {
            Composite.Part part = composite.parts().get(p);
            ObservedRow.prepare(part.likelihood(), x, xOffset + 4 * column, xStride, xRows, outputs,
                    outputsOffset + 4 * output, outputsStride, rows, part.columns());
            column += part.columns();
            output += part.likelihood().outputWidth(part.columns());
        }
    }

    @Override
    public void mean(Matrix outputs, Matrix mean) {
        likelihood.mean(outputs, mean);
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        likelihood.meanRow(outputs, outputsOffset, mean, meanOffset, width);
    }

    @Override
    public void mode(Matrix outputs, Matrix mode) {
        likelihood.mode(outputs, mode);
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        likelihood.modeRow(outputs, outputsOffset, mode, modeOffset, width);
    }

    @Override
    public void sample(Matrix outputs, RandomStream noise, long first, Matrix out) {
        likelihood.sample(outputs, noise, first, out);
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        likelihood.sampleRow(outputs, outputsOffset, noise, first, out, outOffset, width);
    }

    @Override
    public OptionalDouble outputOfMean(double mean) {
        return likelihood.outputOfMean(mean);
    }

    @Override
    public void check(Dataset data, int from, int to) {
        if (!(likelihood instanceof Composite composite)) {
            DataCheck.observed(likelihood, data, from, to);
            return;
        }
        int column = from;
        for (Composite.Part part : composite.parts()) {
            DataCheck.observed(part.likelihood(), data, column, column + part.columns());
            column += part.columns();
        }
    }
}
