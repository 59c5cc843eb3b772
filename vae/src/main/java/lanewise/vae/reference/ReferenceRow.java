package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;

/// Draws of q(z|x) of single rows and what they come to, in float64: for rows whose numbers leave the range of float32.
///
/// A row, its hidden layers and its means may be as large as 1e38 and their squares fit; e^v fits for log-variances v
/// up to 709, which a bound on them keeps. Parameters are those of the fp32 model. Immutable and thread-safe.
public final class ReferenceRow {

    private static final int TILE = 64;

    private final ReferenceModel model;
    private final Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
    private final Prior prior;

    /// What a row comes to, in nats.
    ///
    /// @param logLikelihood `log p(x|z_k)` of each draw
    /// @param logRatio `log p(z_k) - log q(z_k|x)` of each draw
    /// @param divergence `KL(q(z|x) || p(z))` in closed form where there is one, else minus the mean of the ratios
    /// @param terms what each range of values adds to `-log p(x|z)`, summed over the draws; null where none are asked
    public record Result(double[] logLikelihood, double[] logRatio, double divergence, double[] terms) {
    }

    /// Takes over the parameters of a model.
    ///
    /// @param net what the model is made of
    /// @param fp32 its parameters
    public ReferenceRow(Architecture net, Parameters fp32) {
        model = ReferenceModel.of(net, 0, new ReferenceObjective.Elbo(1, 1, ReferenceObjective.FreeBits.NONE),
            ReferenceObjective.Reduction.MEAN);
        Map<String, int[]> shapes = model.parameterShapes();
        for (ParameterLayout.Tensor tensor : fp32.layout().tensors()) {
            String name = tensor.name().replaceFirst("^encoder\\.", "enc.").replaceFirst("^decoder\\.", "dec.");
            parameters.put(name, DoubleTensor.of(doubles(fp32.tensor(tensor.name())), shapes.get(name)));
        }
        prior = Prior.of(model, parameters, new LinkedHashMap<>());
    }

    private static double[] doubles(Matrix matrix) {
        float[] floats = matrix.toArray();
        double[] values = new double[floats.length];
        Arrays.setAll(values, i -> floats[i]);
        return values;
    }

    /// Draws for one row.
    ///
    /// @param row x, then its condition, if the model has one
    /// @param eps standard normal numbers, K times Z
    /// @param bounds the first value of each range of x, then the width of x; null where none are told apart
    /// @return what the row comes to
    public Result of(double[] row, double[] eps, int[] bounds) {
        double[] x = Arrays.copyOf(row, model.inputs());
        double[] condition = Arrays.copyOfRange(row, model.inputs(), row.length);
        double[] read = row.clone();
        System.arraycopy(ObservedCells.filled(x), 0, read, 0, x.length);
        Posterior q = new Encoder(model, parameters, read, "enc.", new LinkedHashMap<>()).posterior();
        int latent = model.latent();
        int draws = eps.length / latent;
        double[] logLikelihood = new double[draws];
        double[] logRatio = new double[draws];
        double[] terms = bounds == null ? null : new double[bounds.length - 1];
        for (int from = 0; from < draws; from += TILE) {
            int n = Math.min(TILE, draws - from);
            double[] noise = Arrays.copyOfRange(eps, from * latent, (from + n) * latent);
            double[] z = q.draw(noise);
            Hidden decoder = new Hidden(model.decoder(), condition.length, "dec.", "dec.", false, parameters);
            double[] g = decoder.forward(Hidden.beside(z, latent, condition, condition.length), new LinkedHashMap<>(),
                n, 1);
            Heads heads = new Heads(model, parameters, g, x, n, false);
            double[] nll = heads.nll();
            for (int k = 0; k < n; k++) {
                logLikelihood[from + k] = -nll[k];
                logRatio[from + k] = prior.log(z, k * latent) - logPosterior(q, noise, k * latent);
                for (int c = 0; bounds != null && c < terms.length; c++) {
                    terms[c] += heads.nll(k, alone(x, bounds[c], bounds[c + 1]));
                }
            }
        }
        return new Result(logLikelihood, logRatio, divergence(q, logRatio), terms);
    }

    private static double[] alone(double[] x, int from, int to) {
        double[] values = new double[x.length];
        Arrays.fill(values, Double.NaN);
        System.arraycopy(x, from, values, from, to - from);
        return values;
    }

    /// log q of a draw by the noise that made it: z - mu has lost it where mu is large.
    private static double logPosterior(Posterior q, double[] eps, int at) {
        double sum = 0;
        for (int d = 0; d < q.dimensions; d++) {
            sum += SpecialFunctions.LOG_2PI + q.logVar[d] + eps[at + d] * eps[at + d];
        }
        return -0.5 * sum;
    }

    private double divergence(Posterior q, double[] logRatio) {
        if (model.prior().closedForm()) {
            return Arrays.stream(q.kl()).sum();
        }
        return -Arrays.stream(logRatio).sum() / logRatio.length;
    }
}
