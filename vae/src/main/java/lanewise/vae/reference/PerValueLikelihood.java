package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A sum over the columns of terms of one value x and the outputs a and b of its column.
public sealed interface PerValueLikelihood extends ReferenceLikelihood permits BernoulliLogits, FixedGaussian,
    LearnedGaussian, SharedGaussian, ContinuousBernoulli, Laplace, StudentT, Exponential, Poisson, NegativeBinomial {

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
            if (!Double.isNaN(x[xAt + c])) {
                sum += nll(x[xAt + c], o[oAt + c], layers().size() == 1 ? 0 : o[oAt + width + c % second]);
            }
        }
        return sum;
    }

    @Override
    default void derivatives(double[] x, int xAt, double[] o, int oAt, int width, double factor, double[] d) {
        int second = heads(width).getLast().width();
        Arrays.fill(d, oAt, oAt + heads(width).stream().mapToInt(Head::width).sum(), 0);
        for (int c = 0; c < width; c++) {
            double b = layers().size() == 1 ? 0 : o[oAt + width + c % second];
            for (int head = 0; head < layers().size() && !Double.isNaN(x[xAt + c]); head++) {
                d[oAt + (head == 0 ? c : width + c % second)] += factor * derivative(head, x[xAt + c], o[oAt + c], b);
            }
        }
    }
}
