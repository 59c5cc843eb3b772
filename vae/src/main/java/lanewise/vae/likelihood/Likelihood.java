package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;

/// The density p(x | outputs) that a decoder's outputs describe; the loss is `-log p(x | outputs)` of a row in nats, with all constants.
///
/// The outputs of a row are the heads one after the other, each as wide as the data: head h of column c is element `h * width + c`. Several rows of
/// outputs may stand for one row of data (samples of the latent variable): with B rows of data, row r of the outputs belongs to row `r mod B`, so rows
/// are ordered by sample first, then by example.
///
/// A row's loss sums float terms in 16 virtual lanes (see [RowSum]), so it depends neither on the vector width nor on the other rows. NaN and infinities
/// go through to the loss and the gradient. Immutable and thread-safe; rows can be shared out among threads.
public sealed interface Likelihood permits Bernoulli, GaussianFixed, GaussianLearned {

    /// The name in files and on the command line.
    /// @return such as `bernoulli_logits`
    String name();

    /// The names of the decoder's heads, in the order of the outputs.
    /// @return `out`, and `logvar` where the variance is learned
    List<String> heads();

    /// The smallest value for which the density is defined.
    /// @return a finite value
    float lowest();

    /// The largest value for which the density is defined.
    /// @return a finite value
    float highest();

    /// What data it expects, and what to do with others, for messages.
    /// @return such as "expects finite values"
    String expectation();

    /// Loss and, unless `gradient` is null, gradient of one row: `gradient = scale * d loss / d outputs`.
    ///
    /// @param x data
    /// @param xOffset byte offset of the row's first value
    /// @param outputs decoder outputs
    /// @param outputsOffset byte offset of the row's first output
    /// @param gradient where the gradient goes, laid out as the outputs, or null; may be the outputs themselves
    /// @param gradientOffset byte offset of the row's first gradient
    /// @param width values in the row of data
    /// @param scale factor of the gradient
    /// @return the loss in nats, not scaled
    double row(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient, long gradientOffset,
            int width, float scale);

    /// The mean of x given the outputs, row by row.
    ///
    /// @param outputs decoder outputs, rows x (heads * width)
    /// @param mean where it goes, rows x width
    /// @throws IllegalArgumentException if the shapes do not fit
    void mean(Matrix outputs, Matrix mean);

    /// Draws x given the outputs; element (r, c) uses element `first + r * width + c` of the stream.
    ///
    /// @param outputs decoder outputs, rows x (heads * width)
    /// @param noise the random numbers
    /// @param first number of the first element
    /// @param out where the draw goes, rows x width
    /// @throws IllegalArgumentException if the shapes do not fit
    void sample(Matrix outputs, RandomStream noise, long first, Matrix out);

    /// Width of the outputs for data of some width.
    ///
    /// @param width columns of the data
    /// @return heads times width
    default int outputWidth(int width) {
        return Math.multiplyExact(heads().size(), width);
    }

    /// The losses of a range of rows.
    ///
    /// @param x data, B x width
    /// @param outputs decoder outputs, (S * B) x (heads * width)
    /// @param from first row of the outputs
    /// @param to row after the last
    /// @param nll element r becomes the loss of row r in nats
    /// @throws IllegalArgumentException if the shapes do not fit
    default void loss(Matrix x, Matrix outputs, int from, int to, double[] nll) {
        lossAndGradient(x, outputs, from, to, 0f, nll, null);
    }

    /// The losses of a range of rows and, in the same pass, their gradients, all with one factor: `gradient = scale * d loss / d outputs`.
    ///
    /// @param x data, B x width
    /// @param outputs decoder outputs, (S * B) x (heads * width)
    /// @param from first row of the outputs
    /// @param to row after the last
    /// @param scale factor of the gradients, such as 1 / (B * S)
    /// @param nll element r becomes the loss of row r in nats, not scaled
    /// @param gradient of the shape of `outputs`, or null for the losses alone; may be `outputs`
    /// @throws IllegalArgumentException if the shapes do not fit
    default void lossAndGradient(Matrix x, Matrix outputs, int from, int to, float scale, double[] nll, Matrix gradient) {
        requireShapes(x, outputs, gradient);
        int width = x.columns();
        int batch = x.rows();
        MemorySegment xs = x.segment();
        MemorySegment os = outputs.segment();
        MemorySegment gs = gradient == null ? null : gradient.segment();
        for (int r = from; r < to; r++) {
            long go = gradient == null ? 0 : gradient.byteOffset(r, 0);
            nll[r] = row(xs, x.byteOffset(r % batch, 0), os, outputs.byteOffset(r, 0), gs, go, width, scale);
        }
    }

    /// The gradients of a range of rows with a factor of its own for each row, for objectives whose weights depend on all losses.
    ///
    /// @param x data, B x width
    /// @param outputs decoder outputs, (S * B) x (heads * width)
    /// @param from first row of the outputs
    /// @param to row after the last
    /// @param scales element r is the factor of row r
    /// @param gradient of the shape of `outputs`; may be `outputs`
    /// @throws IllegalArgumentException if the shapes do not fit
    default void gradient(Matrix x, Matrix outputs, int from, int to, float[] scales, Matrix gradient) {
        requireShapes(x, outputs, gradient);
        for (int r = from; r < to; r++) {
            row(x.segment(), x.byteOffset(r % x.rows(), 0), outputs.segment(), outputs.byteOffset(r, 0), gradient.segment(),
                    gradient.byteOffset(r, 0), x.columns(), scales[r]);
        }
    }

    private void requireShapes(Matrix x, Matrix outputs, Matrix gradient) {
        if (x.rows() == 0 || outputs.rows() % x.rows() != 0 || outputs.columns() != outputWidth(x.columns())) {
            throw new IllegalArgumentException("outputs: is " + outputs.rows() + " x " + outputs.columns() + ", expected a multiple of "
                    + x.rows() + " rows x " + outputWidth(x.columns()) + " for data of " + x.rows() + " x " + x.columns());
        }
        if (gradient != null) {
            gradient.requireShape("gradient", outputs.rows(), outputs.columns());
        }
    }

    /// Refuses data that do not suit.
    ///
    /// @param data the data
    /// @throws IllegalArgumentException naming row, column and value of the first that does not suit, and what would
    default void check(Dataset data) {
        Dataset.Cell cell = data.firstOutside(lowest(), highest());
        if (cell != null) {
            throw new IllegalArgumentException("data " + data.name() + ": row " + cell.row() + ", column " + cell.column() + " is " + cell.value()
                    + "; " + name() + " " + expectation());
        }
    }

    /// All likelihoods, with unit variance where the variance is fixed.
    /// @return a new list
    static List<Likelihood> all() {
        return List.of(new Bernoulli(), new GaussianFixed(1), new GaussianLearned());
    }

    /// The likelihood of a name, with unit variance where the variance is fixed.
    ///
    /// @param name a name that [#name()] returns
    /// @return the likelihood
    /// @throws IllegalArgumentException if there is none, listing those that there are
    static Likelihood named(String name) {
        return all().stream().filter(likelihood -> likelihood.name().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("likelihood: there is no '" + name + "', expected one of "
                        + all().stream().map(Likelihood::name).toList()));
    }
}
