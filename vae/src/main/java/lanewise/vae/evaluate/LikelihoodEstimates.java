package lanewise.vae.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import lanewise.core.Team;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.VaeModel;

/// Estimates of `log p(x)` of each row of a data set by importance sampling, in nats:
///
/// ```
/// log p(x) ~ log 1/K sum_k w_k,   w_k = p(x|z_k) p(z_k) / q(z_k|x),   z_k drawn from q(z|x)
/// ```
///
/// (Rezende, Mohamed and Wierstra 2014, appendix E; Burda, Grosse and Salakhutdinov 2016, eq. 8). In expectation the
/// estimate is a lower bound of `log p(x)` that rises with K; where the weights are spread, it is low by about half of
/// its squared standard error.
///
/// Sums run over k ascending in double, scaled by the largest weight. The result depends on the model, the data, K and
/// the seed alone: not on tiles, threads or kernels. Values of x between 0 and 1 under a Bernoulli likelihood give a
/// cross-entropy, not a density; binarise them to compare with published numbers. Immutable and thread-safe.
public final class LikelihoodEstimates {

    private static final int[] STEPS = {5, 2};

    /// The largest number of draws for a row.
    public static final int MOST_SAMPLES = 10_000_000;

    private final int samples;
    private final double[] logLikelihood;
    private final double[] standardError;
    private final double[] effectiveSamples;
    private final List<Integer> boundSamples;
    private final double[] bounds;

    private LikelihoodEstimates(int rows, int samples) {
        this.samples = samples;
        this.logLikelihood = new double[rows];
        this.standardError = new double[rows];
        this.effectiveSamples = new double[rows];
        this.boundSamples = boundSamples(samples);
        this.bounds = new double[boundSamples.size()];
    }

    /// Estimates.
    ///
    /// @param model the model
    /// @param data the rows, at least one, of the width and the values that the model takes
    /// @param samples K, draws of z for each row, at least 1
    /// @param seed where the noise starts; row i has the same noise whatever the other rows
    /// @param team who does the work
    /// @param progress told the rows done, on the calling thread
    /// @return the estimates
    /// @throws IllegalArgumentException if there are no rows, they do not suit the model, or K is below 1
    public static LikelihoodEstimates of(VaeModel model, Dataset data, int samples, long seed, Team team,
            Progress progress) {
        return of(model, data, samples, seed, PosteriorDraws.TILE, team, progress);
    }

    /// With tiles of a given size, which changes no bit.
    static LikelihoodEstimates of(VaeModel model, Dataset data, int samples, long seed, int tile, Team team,
            Progress progress) {
        LikelihoodEstimates estimates = new LikelihoodEstimates(data.size(),
                Require.within(1, MOST_SAMPLES, "samples", samples));
        double[][] rowBounds = new double[data.size()][];
        PosteriorSamples.forEach(model, data, samples, seed, false, tile, null, team,
                (row, logLikelihood, logRatio, _, _) -> {
            for (int k = 0; k < samples; k++) {
                logRatio[k] += logLikelihood[k];
            }
            rowBounds[row] = estimates.take(row, logRatio);
        }, progress);
        for (double[] row : rowBounds) {
            for (int i = 0; i < row.length; i++) {
                estimates.bounds[i] += row[i] / data.size();
            }
        }
        return estimates;
    }

    /// Takes the logs of the weights of a row, which it may overwrite; returns the row's bounds.
    private double[] take(int row, double[] logWeights) {
        double largest = LogMeanExp.largest(logWeights, 0, samples);
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < samples; k++) {
            double w = StrictMath.exp(logWeights[k] - largest);
            sum += w;
            squares = Math.fma(w, w, squares);
        }
        logLikelihood[row] = largest + StrictMath.log(sum / samples);
        effectiveSamples[row] = sum * sum / squares;
        standardError[row] = samples == 1 ? Double.NaN
                : Math.sqrt(Math.max(0, samples / effectiveSamples[row] - 1) / (samples - 1));
        double[] result = new double[bounds.length];
        result[bounds.length - 1] = logLikelihood[row];
        int groups = samples;
        for (int i = 0; i < bounds.length - 1; i++) {
            if (i > 0) {
                int size = boundSamples.get(i) / boundSamples.get(i - 1);
                groups /= size;
                for (int g = 0; g < groups; g++) {
                    logWeights[g] = LogMeanExp.of(logWeights, g * size, size);
                }
            }
            double total = 0;
            for (int g = 0; g < groups; g++) {
                total += logWeights[g];
            }
            result[i] = total / groups;
        }
        return result;
    }

    /// 1, 5, 10, 50, 100, ... below K, then K.
    private static List<Integer> boundSamples(int samples) {
        List<Integer> sizes = new ArrayList<>();
        long size = 1;
        for (int i = 0; size < samples; i++) {
            sizes.add((int) size);
            size *= STEPS[i % STEPS.length];
        }
        sizes.add(samples);
        return List.copyOf(sizes);
    }

    /// Number of rows.
    /// @return the number
    public int rows() {
        return logLikelihood.length;
    }

    /// Draws for each row.
    /// @return K
    public int samples() {
        return samples;
    }

    /// The estimate of one row.
    ///
    /// @param row 0 to rows - 1
    /// @return nats
    public double logLikelihood(int row) {
        return logLikelihood[row];
    }

    /// The standard error of one row's estimate that is due to the draws, `sqrt((K / ESS - 1) / (K - 1))`: the relative
    /// standard error of the mean of the weights, which is that of its log to first order. Too small where the
    /// effective sample size is a few.
    ///
    /// @param row 0 to rows - 1
    /// @return nats; NaN if K is 1
    public double standardError(int row) {
        return standardError[row];
    }

    /// The effective sample size of one row, `(sum w)^2 / sum w^2` (Kong 1992): how many draws of the true posterior
    /// the K draws are worth.
    ///
    /// @param row 0 to rows - 1
    /// @return 1 to K
    public double effectiveSamples(int row) {
        return effectiveSamples[row];
    }

    /// The mean over the rows.
    /// @return nats per row
    public double mean() {
        return mean(logLikelihood);
    }

    /// The standard error of [#mean()] that is due to the draws, the rows being what they are.
    /// @return nats per row; NaN if K is 1
    public double samplingError() {
        double sum = 0;
        for (double error : standardError) {
            sum = Math.fma(error, error, sum);
        }
        return Math.sqrt(sum) / rows();
    }

    /// The standard error of [#mean()] as an estimate for the population that the rows were drawn from: their standard
    /// deviation over the root of their number.
    /// @return nats per row; NaN for one row
    public double populationError() {
        double mean = mean();
        double sum = 0;
        for (double value : logLikelihood) {
            sum = Math.fma(value - mean, value - mean, sum);
        }
        return rows() == 1 ? Double.NaN : Math.sqrt(sum / (rows() - 1) / rows());
    }

    /// The mean effective sample size.
    /// @return 1 to K
    public double meanEffectiveSamples() {
        return mean(effectiveSamples);
    }

    /// The numbers of samples for which [#bound(int)] is known: 1, 5, 10, 50, 100, ... below K, and K.
    /// @return ascending
    public List<Integer> boundSamples() {
        return boundSamples;
    }

    /// The bound of k importance samples, `E log 1/k sum of k weights`, averaged over the rows and over the K / k
    /// groups that the draws of a row make. The evidence lower bound is that of 1; the bounds rise with k, in
    /// expectation (Burda, Grosse and Salakhutdinov 2016, theorem 1).
    ///
    /// @param k one of [#boundSamples()]
    /// @return nats per row
    /// @throws IllegalArgumentException if k is none of them
    public double bound(int k) {
        int index = boundSamples.indexOf(k);
        if (index < 0) {
            throw new IllegalArgumentException("k: " + k + ", expected one of " + boundSamples);
        }
        return bounds[index];
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : Objects.requireNonNull(values)) {
            sum += value;
        }
        return sum / values.length;
    }
}
