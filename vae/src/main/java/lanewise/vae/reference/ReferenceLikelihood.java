package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.vae.likelihood.Likelihood;

/// A negative log-likelihood of a row of data, given the unconstrained decoder outputs, and its derivatives. Nats, constants kept.
///
/// A likelihood has heads: linear layers on the last hidden layer of the decoder, of any widths; a row of outputs is one head after the other. Most likelihoods are
/// [PerValue]: a sum of terms of one value each.
public sealed interface ReferenceLikelihood permits ReferenceLikelihood.PerValue, CategoricalGroups, CompositeLikelihood, OptimalGaussian {

    /// A head of the decoder.
    ///
    /// @param layer the name of its layer without the prefix `dec.`
    /// @param output the name of what it gives without the prefix `out.`
    /// @param width of its output
    /// @param weighted false for a layer of biases alone, the same for every row
    record Head(String layer, String output, int width, boolean weighted) {
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

    /// The kinds of data that it describes, the usual one first: `binary` 0 or 1, `soft` 0 to 1, `positive` 0 and up, `count` 0, 1, 2, ..., `real`, `one_hot`, `mixed`.
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
    default void prepare(double[] x, int xAt, int xStride, int xRows, double[] o, int oAt, int oStride, int rows, int width) {
    }

    /// A sum over the columns of terms of one value x and the outputs a and b of its column.
    sealed interface PerValue extends ReferenceLikelihood permits BernoulliLogits, GaussianFixed, GaussianLearned, SharedGaussian, ContinuousBernoulli, Laplace, StudentT,
        Exponential, Poisson, NegativeBinomial {

        /// Names of the head layers, without the prefix `dec.`.
        /// @return one or two names
        List<String> layers();

        /// Names of what the heads give, without the prefix `out.`.
        /// @return as many names as there are [#layers]
        List<String> outputs();

        /// -log p(x | a, b).
        ///
        /// @param x the observed value
        /// @param a output of head 0
        /// @param b output of head 1; ignored if there is one head
        /// @return nats
        double nll(double x, double a, double b);

        /// The derivative of [#nll] with respect to the output of one head.
        ///
        /// @param head 0 or 1
        /// @param x the observed value
        /// @param a output of head 0
        /// @param b output of head 1; ignored if there is one head
        /// @return the derivative
        double derivative(int head, double x, double a, double b);

        @Override
        default List<Head> heads(int width) {
            List<Head> heads = new ArrayList<>();
            for (int h = 0; h < layers().size(); h++) {
                heads.add(new Head(layers().get(h), outputs().get(h), width, true));
            }
            return heads;
        }

        @Override
        default double nll(double[] x, int xAt, double[] o, int oAt, int width) {
            int second = heads(width).getLast().width();
            double sum = 0;
            for (int c = 0; c < width; c++) {
                sum += nll(x[xAt + c], o[oAt + c], layers().size() == 1 ? 0 : o[oAt + width + c % second]);
            }
            return sum;
        }

        @Override
        default void derivatives(double[] x, int xAt, double[] o, int oAt, int width, double factor, double[] d) {
            int second = heads(width).getLast().width();
            Arrays.fill(d, oAt, oAt + heads(width).stream().mapToInt(Head::width).sum(), 0);
            for (int c = 0; c < width; c++) {
                double b = layers().size() == 1 ? 0 : o[oAt + width + c % second];
                for (int head = 0; head < layers().size(); head++) {
                    d[oAt + (head == 0 ? c : width + c % second)] += factor * derivative(head, x[xAt + c], o[oAt + c], b);
                }
            }
        }
    }

    /// All labels but that of the composite.
    ///
    /// @return the names used in files
    static List<String> labels() {
        return Likelihood.all().stream().map(Likelihood::name).toList();
    }

    /// The likelihood that a text describes.
    ///
    /// @param text a label, with parameters after a colon, or parts of a composite, such as `student_t:degrees=3` or `laplace@0-3+poisson@4`
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
            case lanewise.vae.likelihood.GaussianFixed fixed -> new GaussianFixed(fixed.variance());
            case lanewise.vae.likelihood.GaussianLearned _ -> new GaussianLearned();
            case lanewise.vae.likelihood.GaussianShared shared -> new SharedGaussian(shared.columnwise());
            case lanewise.vae.likelihood.GaussianOptimal _ -> new OptimalGaussian();
            case lanewise.vae.likelihood.Laplace _ -> new Laplace();
            case lanewise.vae.likelihood.StudentT t -> new StudentT(t.degrees());
            case lanewise.vae.likelihood.Categorical categorical -> new CategoricalGroups(categorical.groups());
            case lanewise.vae.likelihood.Exponential _ -> new Exponential();
            case lanewise.vae.likelihood.Poisson _ -> new Poisson();
            case lanewise.vae.likelihood.NegativeBinomial _ -> new NegativeBinomial();
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
        return label.equals("gaussian_fixed") ? new GaussianFixed(variance) : parse(label);
    }

    /// x in [0, 1], l = logit: -log p = max(l, 0) - l x + log(1 + exp(-|l|)); d/dl = sigmoid(l) - x.
    record BernoulliLogits() implements PerValue {
        @Override
        public String label() {
            return "bernoulli_logits";
        }

        @Override
        public String formula() {
            return "max(l,0) - l*x + log(1+exp(-|l|)), l = logits";
        }

        @Override
        public List<String> data() {
            return List.of("binary", "soft");
        }

        @Override
        public List<String> layers() {
            return List.of("out");
        }

        @Override
        public List<String> outputs() {
            return List.of("logits");
        }

        @Override
        public double nll(double x, double a, double b) {
            return Math.max(a, 0) - a * x + StrictMath.log1p(StrictMath.exp(-Math.abs(a)));
        }

        @Override
        public double derivative(int head, double x, double a, double b) {
            // (1-x) s(l) - x s(-l): equal to s(l) - x, without its cancellation where x is 1 and l large
            return (1 - x) * SpecialFunctions.sigmoid(a) - x * SpecialFunctions.sigmoid(-a);
        }
    }

    /// m = mean: -log p = ((x - m)^2 / sigma^2 + log(2 pi) + log sigma^2) / 2; d/dm = (m - x) / sigma^2.
    ///
    /// @param variance sigma^2, positive and finite
    record GaussianFixed(double variance) implements PerValue {
        /// Checks the variance.
        public GaussianFixed {
            if (!(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("variance: " + variance + ", expected a positive finite number");
            }
        }

        @Override
        public String label() {
            return "gaussian_fixed";
        }

        @Override
        public String text() {
            return label() + ":variance=" + variance;
        }

        @Override
        public String formula() {
            return "0.5*((x-xmean)^2/sigma2 + log(2*pi) + log(sigma2))";
        }

        @Override
        public List<String> data() {
            return List.of("real", "soft", "binary");
        }

        @Override
        public List<String> layers() {
            return List.of("out");
        }

        @Override
        public List<String> outputs() {
            return List.of("xmean");
        }

        @Override
        public double nll(double x, double a, double b) {
            return 0.5 * ((x - a) * (x - a) / variance + LOG_2PI + StrictMath.log(variance));
        }

        @Override
        public double derivative(int head, double x, double a, double b) {
            return (a - x) / variance;
        }
    }

    /// m = mean, v = log-variance: -log p = ((x - m)^2 exp(-v) + v + log(2 pi)) / 2; d/dm = (m - x) exp(-v), d/dv = (1 - (x - m)^2 exp(-v)) / 2.
    record GaussianLearned() implements PerValue {
        @Override
        public String label() {
            return "gaussian_learned";
        }

        @Override
        public String formula() {
            return "0.5*((x-xmean)^2*exp(-xlogvar) + xlogvar + log(2*pi))";
        }

        @Override
        public List<String> data() {
            return List.of("real", "soft", "binary");
        }

        @Override
        public List<String> layers() {
            return List.of("out", "logvar");
        }

        @Override
        public List<String> outputs() {
            return List.of("xmean", "xlogvar");
        }

        @Override
        public double nll(double x, double a, double b) {
            return 0.5 * ((x - a) * (x - a) * StrictMath.exp(-b) + b + LOG_2PI);
        }

        @Override
        public double derivative(int head, double x, double a, double b) {
            return head == 0 ? (a - x) * StrictMath.exp(-b) : 0.5 - 0.5 * (x - a) * (x - a) * StrictMath.exp(-b);
        }
    }
}
