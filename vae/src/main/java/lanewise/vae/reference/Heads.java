package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The decoder's heads and the likelihood that reads them. Rows are (sample, row of the batch); the target repeats for each sample.
final class Heads {
    private final ReferenceLikelihood likelihood;
    private final List<ReferenceLikelihood.Head> heads;
    private final List<Linear> layers = new ArrayList<>();
    private final double[] hidden;
    private final double[] target;
    private final int inputs;
    private final int rows;
    private final int width;
    private final double[] outputs;

    Heads(ReferenceLikelihood likelihood, Map<String, DoubleTensor> parameters, double[] hidden, double[] target, int inputs, int rows) {
        this.likelihood = likelihood;
        this.hidden = hidden;
        this.target = target;
        this.inputs = inputs;
        this.rows = rows;
        heads = likelihood.heads(inputs);
        width = heads.stream().mapToInt(ReferenceLikelihood.Head::width).sum();
        outputs = new double[rows * width];
        int column = 0;
        for (ReferenceLikelihood.Head head : heads) {
            Linear layer = new Linear("dec." + head.layer(), parameters, hidden.length / rows);
            layers.add(layer);
            double[] y = layer.forward(hidden);
            for (int i = 0; i < y.length; i++) {
                outputs[i / head.width() * width + column + i % head.width()] = y[i];
            }
            column += head.width();
        }
        likelihood.prepare(target, 0, inputs, target.length / inputs, outputs, 0, width, rows, inputs);
    }

    /// The columns of one head.
    private double[] columns(double[] wide, int from, int n) {
        double[] narrow = new double[rows * n];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = wide[i / n * width + from + i % n];
        }
        return narrow;
    }

    /// The outputs under their names; for logits of a Bernoulli the probabilities as well.
    void put(Map<String, DoubleTensor> results, int samples, int batch) {
        int column = 0;
        for (ReferenceLikelihood.Head head : heads) {
            results.put("out." + head.output(), Hidden.rowsOf(columns(outputs, column, head.width()), samples, batch));
            column += head.width();
        }
        if (likelihood instanceof BernoulliLogits) {
            double[] probabilities = outputs.clone();
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = SpecialFunctions.sigmoid(probabilities[i]);
            }
            results.put("out.probs", Hidden.rowsOf(probabilities, samples, batch));
        }
    }

    /// The negative log-likelihood of each row, summed over the features.
    double[] nll() {
        double[] nll = new double[rows];
        for (int r = 0; r < rows; r++) {
            nll[r] = likelihood.nll(target, r * inputs % target.length, outputs, r * width, inputs);
        }
        return nll;
    }

    /// d/doutput = dNll * dnll/doutput, put into `results`; returns the derivative at the hidden layer.
    double[] backward(double[] dNll, Map<String, DoubleTensor> results, int samples, int batch) {
        double[] all = new double[outputs.length];
        for (int r = 0; r < rows; r++) {
            likelihood.derivatives(target, r * inputs % target.length, outputs, r * width, inputs, dNll[r], all);
        }
        double[] dHidden = new double[hidden.length];
        int column = 0;
        for (int h = 0; h < heads.size(); h++) {
            double[] d = columns(all, column, heads.get(h).width());
            layers.get(h).backward(hidden, d, dHidden, results);
            results.put("grad.out." + heads.get(h).output(), Hidden.rowsOf(d, samples, batch));
            column += heads.get(h).width();
        }
        return dHidden;
    }
}
