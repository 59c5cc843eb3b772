package lanewise.vae.reference;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import lanewise.core.random.RandomStream;

/// Another likelihood of the values that are numbers; one that is NaN is missing, a group of a choice as a whole:
/// -log p of the observed values, and derivatives that are 0 for the outputs of missing ones. The encoder reads 0 in
/// their place.
///
/// @param likelihood of whole rows
public record ObservedCells(ReferenceLikelihood likelihood) implements ReferenceLikelihood {

    private static final float MISSING = 0.25f;

    @Override
    public String label() {
        return "observed";
    }

    @Override
    public String text() {
        return "observed:" + likelihood.text();
    }

    @Override
    public List<Head> heads(int width) {
        return likelihood.heads(width);
    }

    @Override
    public String formula() {
        return likelihood.formula() + "; 0 where x is NaN, which the encoder reads as 0";
    }

    @Override
    public List<String> data() {
        return likelihood.data();
    }

    @Override
    public double nll(double[] x, int xAt, double[] o, int oAt, int width) {
        return likelihood.nll(x, xAt, o, oAt, width);
    }

    @Override
    public void derivatives(double[] x, int xAt, double[] o, int oAt, int width, double factor, double[] d) {
        likelihood.derivatives(x, xAt, o, oAt, width, factor, d);
    }

    @Override
    public void prepare(double[] x, int xAt, int xStride, int xRows, double[] o, int oAt, int oStride, int rows,
            int width) {
        likelihood.prepare(x, xAt, xStride, xRows, o, oAt, oStride, rows, width);
    }

    /// A copy with gaps: a value, or a group of a choice as a whole, is NaN where the stream's uniform number of its
    /// (first) element is below a quarter.
    ///
    /// @param x rows without gaps
    /// @param stream the random numbers
    /// @return the copy
    public DoubleTensor withGaps(DoubleTensor x, RandomStream stream) {
        DoubleTensor gaps = x.copy();
        int width = x.extent(1);
        for (int row = 0; row < x.size(); row += width) {
            gaps(likelihood, gaps.values(), row, width, stream);
        }
        return gaps;
    }

    private static void gaps(ReferenceLikelihood likelihood, double[] x, int from, int width, RandomStream stream) {
        if (likelihood instanceof CompositeLikelihood composite) {
            int next = from;
            for (CompositeLikelihood.Part part : composite.parts()) {
                gaps(part.likelihood(), x, next, part.columns(), stream);
                next += part.columns();
            }
            return;
        }
        List<Integer> units = likelihood instanceof CategoricalGroups categorical ? categorical.widths(width)
            : Collections.nCopies(width, 1);
        int next = from;
        for (int unit : units) {
            if (stream.uniform(next) < MISSING) {
                Arrays.fill(x, next, next + unit, Double.NaN);
            }
            next += unit;
        }
    }

    /// What the encoder reads.
    static double[] filled(double[] x) {
        double[] filled = x.clone();
        for (int i = 0; i < filled.length; i++) {
            filled[i] = Double.isNaN(filled[i]) ? 0 : filled[i];
        }
        return filled;
    }
}
