package lanewise.vae.reference;

import java.util.List;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Likelihood;

/// A negative log-likelihood of a row of data, given the unconstrained decoder outputs, and its derivatives. Nats,
/// constants kept.
///
/// A likelihood has heads: linear layers on the last hidden layer of the decoder, of any widths; a row of outputs is
/// one head after the other. Most likelihoods are [PerValueLikelihood]: a sum of terms of one value each. A value that
/// is NaN is missing, and has no term; [ObservedCells] says where that may be.
public sealed interface ReferenceLikelihood permits PerValueLikelihood, CategoricalGroups, CompositeLikelihood,
    OptimalGaussian, ObservedCells {

    /// A head of the decoder.
    ///
    /// @param layer the name of its layer without the prefix `dec.`
    /// @param output the name of what it gives without the prefix `out.`
    /// @param width of its output
    /// @param weighted false for a layer of biases alone, the same for every row
    record Head(String layer, String output, int width, boolean weighted) {

        /// Its map: of the decoder's kind, or dense biases where there are no weights.
        LinearMap map(LinearMap kind, Shape in) {
            return weighted ? kind.sized(width, in) : Dense.of(width);
        }
    }

    /// The name used in files.
    /// @return such as `bernoulli_logits`
    String label();

    /// The label with all parameters, as `lanewise train --likelihood` reads it.
    /// @return such as `gaussian_fixed:variance=0.5`
    default String text() {
        return label();
    }

    /// The heads for data of some width, in the order of the outputs.
    ///
    /// @param width columns of the data
    /// @return the heads
    List<Head> heads(int width);

    /// -log p of one feature (or group) as a formula, in the names of the fixture files.
    /// @return the right-hand side, such as `0.5*((x-xmean)^2/sigma2 + log(2*pi*sigma2))`
    String formula();

    /// The kinds of data that it describes, the usual one first: `binary` 0 or 1, `soft` 0 to 1, `positive` 0 and up,
    /// `count` 0, 1, 2, ..., `real`, `one_hot`, `mixed`.
    /// @return the kinds
    List<String> data();

    /// -log p of one row.
    ///
    /// @param x data
    /// @param xAt index of the row's first value
    /// @param o outputs
    /// @param oAt index of the row's first output
    /// @param width columns of the data
    /// @return nats
    double nll(double[] x, int xAt, double[] o, int oAt, int width);

    /// The derivatives of [#nll] of one row, times a factor.
    ///
    /// @param x data
    /// @param xAt index of the row's first value
    /// @param o outputs
    /// @param oAt index of the row's first output
    /// @param width columns of the data
    /// @param factor of the derivatives
    /// @param d where they go, laid out as the outputs and at the same index
    void derivatives(double[] x, int xAt, double[] o, int oAt, int width, double factor, double[] d);

    /// Sets the outputs that follow from a batch as a whole; most likelihoods have none.
    ///
    /// @param x data, rows after each other
    /// @param xAt index of the first value
    /// @param xStride from a row to the next
    /// @param xRows rows of data; those of the outputs repeat them
    /// @param o outputs, rows after each other; written to
    /// @param oAt index of the first output
    /// @param oStride from a row to the next
    /// @param rows rows of outputs
    /// @param width columns of the data
    default void prepare(double[] x, int xAt, int xStride, int xRows, double[] o, int oAt, int oStride, int rows,
        int width) {
    }

    /// All labels but those of likelihoods made of others.
    ///
    /// @return the names used in files
    static List<String> labels() {
        return Likelihood.all().stream().map(Likelihood::name).toList();
    }

    /// The likelihood that a text describes.
    ///
    /// @param text a label, with parameters after a colon, or parts of a composite, such as `student_t:degrees=3` or
    ///     `laplace@0-3+poisson@4`
    /// @return the likelihood
    /// @throws IllegalArgumentException if there is none
    static ReferenceLikelihood parse(String text) {
        return of(Likelihood.parse(text));
    }

    /// The float64 side of a likelihood.
    ///
    /// @param likelihood the float32 side
    /// @return the same density
    static ReferenceLikelihood of(Likelihood likelihood) {
        return switch (likelihood) {
            case lanewise.vae.likelihood.Bernoulli _ -> new BernoulliLogits();
            case lanewise.vae.likelihood.ContinuousBernoulli _ -> new ContinuousBernoulli();
            case lanewise.vae.likelihood.GaussianFixed fixed -> new FixedGaussian(fixed.variance());
            case lanewise.vae.likelihood.GaussianLearned _ -> new LearnedGaussian();
            case lanewise.vae.likelihood.GaussianShared shared -> new SharedGaussian(shared.columnwise());
            case lanewise.vae.likelihood.GaussianOptimal _ -> new OptimalGaussian();
            case lanewise.vae.likelihood.Laplace _ -> new Laplace();
            case lanewise.vae.likelihood.StudentT t -> new StudentT(t.degrees());
            case lanewise.vae.likelihood.Categorical categorical -> new CategoricalGroups(categorical.groups());
            case lanewise.vae.likelihood.Exponential _ -> new Exponential();
            case lanewise.vae.likelihood.Poisson _ -> new Poisson();
            case lanewise.vae.likelihood.NegativeBinomial _ -> new NegativeBinomial();
            case lanewise.vae.likelihood.Observed observed -> new ObservedCells(of(observed.likelihood()));
            case lanewise.vae.likelihood.Composite composite -> new CompositeLikelihood(composite.parts().stream()
                .map(part -> new CompositeLikelihood.Part(part.columns(), of(part.likelihood()))).toList());
        };
    }

    /// The likelihood of that [#label].
    ///
    /// @param label its name in files
    /// @param variance the variance, used by `gaussian_fixed` alone
    /// @return the likelihood
    /// @throws IllegalArgumentException if there is none, or the variance is not positive and finite where it is used
    static ReferenceLikelihood labelled(String label, double variance) {
        return label.equals("gaussian_fixed") ? new FixedGaussian(variance) : parse(label);
    }
}
