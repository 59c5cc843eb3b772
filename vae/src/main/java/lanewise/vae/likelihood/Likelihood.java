package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;
import lanewise.vae.layer.ParameterLayout.Head;

/// The density p(x | outputs) that a decoder's outputs describe; the loss is `-log p(x | outputs)` of a row in nats,
/// with all constants.
///
/// The outputs of a row are the heads one after the other. Several rows of outputs may stand for one row of data
/// (samples of the latent variable): with B rows of data, row r of the outputs belongs to row `r mod B`, so rows are
/// ordered by sample first, then by example.
///
/// A row's loss sums float terms in 16 virtual lanes (see `RowSum`), so it depends neither on the vector width nor on
/// the other rows. NaN and infinities go through to the loss and the gradient. Immutable and thread-safe; rows can be
/// shared out among threads.
///
/// **Adding one** means a record that implements this interface, its name in the `permits` clause, and its float64
/// reference ([lanewise.vae.reference.ReferenceLikelihood], which the compiler asks for). JSON, command line and tests
/// find it by the permitted subclasses; its form is the record's components ([#toMap()], [#text()]). It has a
/// constructor without arguments for the usual parameters. Exported graphs know the likelihoods that they have nodes
/// for and refuse others by name; columns of tables take one where a schema says so.
public sealed interface Likelihood permits Bernoulli, ContinuousBernoulli, GaussianFixed, GaussianLearned,
        GaussianShared, GaussianOptimal, Laplace, StudentT, Categorical, Exponential, Poisson,
        NegativeBinomial, Composite, Observed {

    /// The name in files and on the command line.
    /// @return such as `bernoulli_logits`
    String name();

    /// The decoder's heads for data of some width, in the order of the outputs. Names have no prefix: `out`, and
    /// `logvar` where the variance is learned.
    ///
    /// @param width columns of the data
    /// @return the heads, of any widths
    List<Head> heads(int width);

    /// Width of the outputs for data of some width: that of the heads together. Allocates nothing.
    ///
    /// @param width columns of the data
    /// @return columns of the outputs
    int outputWidth(int width);

    /// The values for which the density is defined.
    /// @return the domain
    Domain domain();

    /// The only width of data that it describes.
    /// @return the width, or 0 for any
    default int width() {
        return 0;
    }

    /// Loss and, unless `gradient` is null, gradient of one row: `gradient = scale * d loss / d outputs`.
    ///
    /// @param vector whether to use vector kernels; false takes the scalar specification, which gives the same bits
    /// @param x data
    /// @param xOffset byte offset of the row's first value
    /// @param outputs decoder outputs
    /// @param outputsOffset byte offset of the row's first output
    /// @param gradient where the gradient goes, laid out as the outputs, or null; may be the outputs themselves
    /// @param gradientOffset byte offset of the row's first gradient
    /// @param width values in the row of data
    /// @param scale factor of the gradient
    /// @return the loss in nats, not scaled
    double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale);

    /// The same with the kernels that run here.
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
    default double row(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, MemorySegment gradient,
            long gradientOffset, int width, float scale) {
        return row(Kernels.VECTOR, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
    }

    /// The mean of one row of x given its outputs.
    ///
    /// @param outputs decoder outputs
    /// @param outputsOffset byte offset of the row's first output
    /// @param mean where it goes, apart from the outputs
    /// @param meanOffset byte offset of the row's first value
    /// @param width values in the row of data
    void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width);

    /// The mode of one row of x given its outputs: a value of the highest probability or density.
    ///
    /// @param outputs decoder outputs
    /// @param outputsOffset byte offset of the row's first output
    /// @param mode where it goes, apart from the outputs
    /// @param modeOffset byte offset of the row's first value
    /// @param width values in the row of data
    void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width);

    /// Draws one row of x given its outputs; column c is a function of the outputs, of the stream's seed and number,
    /// and of `first + c` alone.
    ///
    /// @param outputs decoder outputs
    /// @param outputsOffset byte offset of the row's first output
    /// @param noise the random numbers
    /// @param first number of the row's first element
    /// @param out where the draw goes, apart from the outputs
    /// @param outOffset byte offset of the row's first value
    /// @param width values in the row of data
    void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width);

    /// Prepares the outputs of a batch whose gradients are wanted, before [#row] is called for any of its rows. Does
    /// nothing unless a parameter of the density follows from the batch as a whole ([GaussianOptimal]).
    ///
    /// @param x data, B x width
    /// @param outputs decoder outputs, (S * B) x [#outputWidth(int)]; columns that follow from the
    /// batch are overwritten
    default void prepare(Matrix x, Matrix outputs) {
        prepareRows(x.segment(), x.byteOffset(0, 0), 4L * x.rowStride(), x.rows(), outputs.segment(),
                outputs.byteOffset(0, 0), 4L * outputs.rowStride(), outputs.rows(), x.columns());
    }

    /// Whether a parameter of the density follows from the batch as a whole, as [#prepare] sets it.
    /// @return true if rows of one batch have a part in each other's loss
    default boolean preparesFromBatch() {
        return false;
    }

    /// [#prepare] for some columns of the data and their outputs.
    ///
    /// @param x data
    /// @param xOffset byte offset of the first value
    /// @param xStride bytes from a row to the next
    /// @param xRows B, rows of data
    /// @param outputs decoder outputs
    /// @param outputsOffset byte offset of the first output
    /// @param outputsStride bytes from a row to the next
    /// @param rows S * B, rows of outputs
    /// @param width values in the row of data
    default void prepareRows(MemorySegment x, long xOffset, long xStride, int xRows, MemorySegment outputs,
            long outputsOffset, long outputsStride, int rows, int width) {
    }

    /// The mean of x given the outputs, row by row.
    ///
    /// @param outputs decoder outputs, rows x [#outputWidth(int)]
    /// @param mean where it goes, rows x width
    /// @throws IllegalArgumentException if the shapes do not fit
    default void mean(Matrix outputs, Matrix mean) {
        requireOutputs(outputs, mean);
        for (int r = 0; r < mean.rows(); r++) {
            meanRow(outputs.segment(), outputs.byteOffset(r, 0), mean.segment(), mean.byteOffset(r, 0), mean.columns());
        }
    }

    /// The mode of x given the outputs, row by row: a value of the highest probability or density.
    ///
    /// @param outputs decoder outputs, rows x [#outputWidth(int)]
    /// @param mode where it goes, rows x width
    /// @throws IllegalArgumentException if the shapes do not fit
    default void mode(Matrix outputs, Matrix mode) {
        requireOutputs(outputs, mode);
        for (int r = 0; r < mode.rows(); r++) {
            modeRow(outputs.segment(), outputs.byteOffset(r, 0), mode.segment(), mode.byteOffset(r, 0), mode.columns());
        }
    }

    /// Draws x given the outputs; element (r, c) depends on its outputs and on element `first + r * width + c`
    /// of the stream alone.
    ///
    /// @param outputs decoder outputs, rows x [#outputWidth(int)]
    /// @param noise the random numbers
    /// @param first number of the first element
    /// @param out where the draw goes, rows x width
    /// @throws IllegalArgumentException if the shapes do not fit
    default void sample(Matrix outputs, RandomStream noise, long first, Matrix out) {
        requireOutputs(outputs, out);
        for (int r = 0; r < out.rows(); r++) {
            sampleRow(outputs.segment(), outputs.byteOffset(r, 0), noise, first + (long) r * out.columns(),
                    out.segment(), out.byteOffset(r, 0), out.columns());
        }
    }

    private void requireOutputs(Matrix outputs, Matrix out) {
        outputs.requireShape("outputs", out.rows(), outputWidth(out.columns()));
        out.requireWritable("out");
    }

    /// The output whose mean is a given one, where there is one output per value: what a decoder's bias starts from if
    /// it is to know the mean of the data.
    ///
    /// @param mean mean of a column of the data
    /// @return a finite output for the head `out`, or empty if this likelihood has none
    default OptionalDouble outputOfMean(double mean) {
        return OptionalDouble.empty();
    }

    /// Refuses a width of data that it does not describe.
    ///
    /// @param width columns of the data
    /// @throws IllegalArgumentException if it describes another
    default void requireWidth(int width) {
        if (width() != 0 && width() != width) {
            throw new IllegalArgumentException("likelihood: " + text() + " describes " + width()
                    + " columns, the data have " + width);
        }
    }

    /// The losses of a range of rows.
    ///
    /// @param x data, B x width
    /// @param outputs decoder outputs, (S * B) x [#outputWidth(int)]
    /// @param from first row of the outputs
    /// @param to row after the last
    /// @param nll element r becomes the loss of row r in nats
    /// @throws IllegalArgumentException if the shapes do not fit
    default void loss(Matrix x, Matrix outputs, int from, int to, double[] nll) {
        lossAndGradient(x, outputs, from, to, 0f, nll, null);
    }

    /// The losses of a range of rows and, in the same pass, their gradients, all with one factor:
    /// `gradient = scale * d loss / d outputs`.
    ///
    /// @param x data, B x width
    /// @param outputs decoder outputs, (S * B) x [#outputWidth(int)]
    /// @param from first row of the outputs
    /// @param to row after the last
    /// @param scale factor of the gradients, such as 1 / (B * S)
    /// @param nll element r becomes the loss of row r in nats, not scaled
    /// @param gradient of the shape of `outputs`, or null for the losses alone; may be `outputs`
    /// @throws IllegalArgumentException if the shapes do not fit
    default void lossAndGradient(Matrix x, Matrix outputs, int from, int to, float scale, double[] nll,
            Matrix gradient) {
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

    /// The gradients of a range of rows with a factor of its own for each row, for objectives whose weights
    /// depend on all losses.
    ///
    /// @param x data, B x width
    /// @param outputs decoder outputs, (S * B) x [#outputWidth(int)]
    /// @param from first row of the outputs
    /// @param to row after the last
    /// @param scales element r is the factor of row r
    /// @param gradient of the shape of `outputs`; may be `outputs`
    /// @throws IllegalArgumentException if the shapes do not fit
    default void gradient(Matrix x, Matrix outputs, int from, int to, float[] scales, Matrix gradient) {
        requireShapes(x, outputs, gradient);
        for (int r = from; r < to; r++) {
            row(x.segment(), x.byteOffset(r % x.rows(), 0), outputs.segment(), outputs.byteOffset(r, 0),
                    gradient.segment(), gradient.byteOffset(r, 0), x.columns(), scales[r]);
        }
    }

    private void requireShapes(Matrix x, Matrix outputs, Matrix gradient) {
        if (x.rows() == 0 || outputs.rows() % x.rows() != 0 || outputs.columns() != outputWidth(x.columns())) {
            throw new IllegalArgumentException("outputs: is " + outputs.rows() + " x " + outputs.columns()
                    + ", expected a multiple of " + x.rows() + " rows x " + outputWidth(x.columns()) + " for data of "
                    + x.rows() + " x " + x.columns());
        }
        if (gradient != null) {
            gradient.requireShape("gradient", outputs.rows(), outputs.columns());
        }
    }

    /// Refuses data that do not suit.
    ///
    /// @param data the data
    /// @throws IllegalArgumentException naming row, column and value of the first that does not suit, and
    /// likelihoods that would
    default void check(Dataset data) {
        requireWidth(data.width());
        check(data, 0, data.width());
    }

    /// Refuses data that do not suit in some columns.
    ///
    /// @param data the data
    /// @param from the first column
    /// @param to the column after the last
    /// @throws IllegalArgumentException naming row, column and value of the first that does not suit, and
    /// likelihoods that would
    default void check(Dataset data, int from, int to) {
        DataCheck.domain(this, domain(), data, from, to);
    }

    /// Its form in JSON: an object of its name and the record's components.
    ///
    /// @return the fields in their order
    default Map<String, Object> toMap() {
        return LikelihoodForm.toMap(this);
    }

    /// Reads what [#toMap()] gave, parsed from JSON.
    ///
    /// @param fields the object
    /// @return the likelihood
    /// @throws FormatException if a field is missing, unknown or of another type
    /// @throws IllegalArgumentException if the name is unknown or a parameter out of range
    static Likelihood fromJson(JsonObject fields) throws FormatException {
        return LikelihoodForm.read(fields);
    }

    /// Its form on the command line: the name and, after a colon, the parameters that are not the usual ones, such as
    /// `gaussian_fixed:variance=0.5`.
    ///
    /// @return the text; [#parse(String)] reads it
    default String text() {
        return LikelihoodForm.text(this);
    }

    /// The likelihood that a text describes: a name, and after a colon parameters that shall not be the usual ones; or
    /// parts of a [Composite], each with its columns; either behind `observed:` where cells may be missing
    /// ([Observed]).
    ///
    /// @param text such as `bernoulli_logits`, `gaussian_fixed:variance=0.5`, `gaussian_learned@0-3+poisson@4` or
    /// `observed:student_t`
    /// @return the likelihood
    /// @throws IllegalArgumentException naming what is unknown or out of range, and what there is
    static Likelihood parse(String text) {
        return LikelihoodForm.parse(text);
    }

    /// All likelihoods but those that are made of others, with their usual parameters.
    /// @return a new list
    static List<Likelihood> all() {
        return LikelihoodForm.all();
    }

    /// The likelihood of a name, with its usual parameters.
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
