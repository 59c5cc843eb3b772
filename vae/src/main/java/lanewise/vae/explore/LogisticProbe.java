package lanewise.vae.explore;

import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.Team;

/// A linear probe of embeddings: multinomial logistic regression, the weights W and biases b that minimise
///
/// ```
/// 1/N sum_n -log softmax(W x_n + b)[y_n] + l2/2 |W|^2
/// ```
///
/// x being the embeddings scaled to mean 0 and variance 1 in each dimension. The minimum is unique in W and found by
/// L-BFGS (Nocedal 1980) from zero, in double, to a gradient below 1e-6 in every element or 500 steps; sums over rows
/// go by blocks of 512, blocks ascending. So the probe depends on rows, labels and l2 alone, not on threads.
/// Immutable and thread-safe.
public final class LogisticProbe {

    private static final int BLOCK = 512;
    private static final int STEPS = 500;
    private static final double TOLERANCE = 1e-6;

    private final int[] classes;
    private final double[] mean;
    private final double[] scale;
    private final double[] weights;
    private final double loss;
    private final int steps;

    private LogisticProbe(int[] classes, double[] mean, double[] scale, Lbfgs.Minimum minimum) {
        this.classes = classes;
        this.mean = mean;
        this.scale = scale;
        this.weights = minimum.point();
        this.loss = minimum.value();
        this.steps = minimum.steps();
    }

    /// Fits the weights.
    ///
    /// @param rows one embedding per row, finite, at least one row
    /// @param labels one per row; the classes are those that occur
    /// @param l2 weight of the penalty, above 0
    /// @param team who does the work
    /// @return the probe
    /// @throws IllegalArgumentException if there are no rows or not as many labels, or l2 is not above 0 and finite
    public static LogisticProbe fit(Matrix rows, int[] labels, double l2, Team team) {
        if (rows.rows() == 0 || labels.length != rows.rows()) {
            throw new IllegalArgumentException("labels: " + labels.length + " for " + rows.rows()
                    + " rows, expected as many and at least one");
        }
        if (!(l2 > 0) || Double.isInfinite(l2)) {
            throw new IllegalArgumentException("l2: " + l2 + ", expected a finite value above 0");
        }
        int[] classes = Arrays.stream(labels).sorted().distinct().toArray();
        double[] mean = new double[rows.columns()];
        double[] scale = new double[rows.columns()];
        for (int d = 0; d < rows.columns(); d++) {
            for (int r = 0; r < rows.rows(); r++) {
                mean[d] += rows.get(r, d);
            }
            mean[d] /= rows.rows();
            double square = 0;
            for (int r = 0; r < rows.rows(); r++) {
                double difference = rows.get(r, d) - mean[d];
                square = Math.fma(difference, difference, square);
            }
            scale[d] = square == 0 ? 0 : 1 / Math.sqrt(square / rows.rows());
        }
        Cost cost = new Cost(rows, labels, classes, mean, scale, l2, team);
        return new LogisticProbe(classes, mean, scale,
                Lbfgs.minimise(cost, new double[(rows.columns() + 1) * classes.length], STEPS, TOLERANCE));
    }

    /// Loss and gradient over all rows. Weight (d, c) is element d * classes + c, so that the inner loops run over
    /// classes; the last run are the biases.
    private static final class Cost implements Lbfgs.Function {

        private final Matrix rows;
        private final int[] target;
        private final int classes;
        private final double[] mean;
        private final double[] scale;
        private final double l2;
        private final Team team;
        private final int blocks;
        private final double[] losses;
        private final double[][] gradients;

        Cost(Matrix rows, int[] labels, int[] classes, double[] mean, double[] scale, double l2, Team team) {
            this.rows = rows;
            this.target = Arrays.stream(labels).map(label -> Arrays.binarySearch(classes, label)).toArray();
            this.classes = classes.length;
            this.mean = mean;
            this.scale = scale;
            this.l2 = l2;
            this.team = team;
            this.blocks = (rows.rows() + BLOCK - 1) / BLOCK;
            this.losses = new double[blocks];
            this.gradients = new double[blocks][(rows.columns() + 1) * this.classes];
        }

        @Override
        public double value(double[] point, double[] gradient) {
            team.run((part, parts) -> {
                for (int b = Team.begin(blocks, part, parts, 1); b < Team.begin(blocks, part + 1, parts, 1); b++) {
                    losses[b] = block(b, point, gradients[b]);
                }
            });
            double loss = 0;
            Arrays.fill(gradient, 0);
            for (int b = 0; b < blocks; b++) {
                loss += losses[b];
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] += gradients[b][i];
                }
            }
            loss /= rows.rows();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] /= rows.rows();
                if (i < gradient.length - classes) {
                    loss = Math.fma(l2 / 2 * point[i], point[i], loss);
                    gradient[i] = Math.fma(l2, point[i], gradient[i]);
                }
            }
            return loss;
        }

        private double block(int b, double[] point, double[] gradient) {
            Arrays.fill(gradient, 0);
            double[] x = new double[rows.columns() + 1];
            double[] share = new double[classes];
            double loss = 0;
            for (int r = b * BLOCK; r < Math.min(rows.rows(), (b + 1) * BLOCK); r++) {
                scaled(rows, r, mean, scale, x);
                logits(x, point, share);
                double largest = largest(share);
                double own = share[target[r]];
                double sum = 0;
                for (int c = 0; c < classes; c++) {
                    share[c] = StrictMath.exp(share[c] - largest);
                    sum += share[c];
                }
                loss += largest + StrictMath.log(sum) - own;
                for (int c = 0; c < classes; c++) {
                    share[c] /= sum;
                }
                share[target[r]] -= 1;
                for (int d = 0; d < x.length; d++) {
                    add(x[d], share, gradient, d * classes);
                }
            }
            return loss;
        }

        /// NaN if any element is.
        private static double largest(double[] a) {
            double largest = Double.NEGATIVE_INFINITY;
            for (double value : a) {
                largest = Math.max(largest, value);
            }
            return largest;
        }

        private static void add(double factor, double[] share, double[] gradient, int at) {
            for (int c = 0; c < share.length; c++) {
                gradient[at + c] = Math.fma(factor, share[c], gradient[at + c]);
            }
        }
    }

    private static void scaled(Matrix rows, int row, double[] mean, double[] scale, double[] x) {
        for (int d = 0; d < mean.length; d++) {
            x[d] = (rows.get(row, d) - mean[d]) * scale[d];
        }
        x[mean.length] = 1;
    }

    private static void logits(double[] x, double[] point, double[] logits) {
        Arrays.fill(logits, 0);
        for (int d = 0; d < x.length; d++) {
            for (int c = 0; c < logits.length; c++) {
                logits[c] = Math.fma(x[d], point[d * logits.length + c], logits[c]);
            }
        }
    }

    /// The most probable label of each row; of equally probable ones the smallest.
    ///
    /// @param rows one embedding per row, as wide as those fitted
    /// @return one label per row
    /// @throws IllegalArgumentException if the width does not fit
    public int[] classify(Matrix rows) {
        rows.requireShape("rows", rows.rows(), mean.length);
        int[] answers = new int[rows.rows()];
        double[] x = new double[mean.length + 1];
        double[] logits = new double[classes.length];
        for (int r = 0; r < rows.rows(); r++) {
            scaled(rows, r, mean, scale, x);
            logits(x, weights, logits);
            int best = 0;
            for (int c = 1; c < classes.length; c++) {
                best = logits[c] > logits[best] ? c : best;
            }
            answers[r] = classes[best];
        }
        return answers;
    }

    /// The probability of a label for each row, `softmax(W x + b)`.
    ///
    /// @param rows one embedding per row, as wide as those fitted
    /// @param label the label
    /// @return 0 to 1 per row; 0 for a label that no row fitted had
    /// @throws IllegalArgumentException if the width does not fit
    public double[] probabilities(Matrix rows, int label) {
        rows.requireShape("rows", rows.rows(), mean.length);
        double[] answers = new double[rows.rows()];
        int own = Arrays.binarySearch(classes, label);
        double[] x = new double[mean.length + 1];
        double[] logits = new double[classes.length];
        for (int r = 0; own >= 0 && r < rows.rows(); r++) {
            scaled(rows, r, mean, scale, x);
            logits(x, weights, logits);
            double sum = 0;
            for (double logit : logits) {
                sum += StrictMath.exp(logit - logits[own]);
            }
            answers[r] = 1 / sum;
        }
        return answers;
    }

    /// What was minimised, at the minimum.
    /// @return nats per row, penalty included
    public double loss() {
        return loss;
    }

    /// Steps that the minimisation took.
    /// @return 0 to 500
    public int steps() {
        return steps;
    }
}
