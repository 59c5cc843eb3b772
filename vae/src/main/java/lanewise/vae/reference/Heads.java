package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The decoder's heads and the likelihood that reads them. Rows are (sample, row of the batch); the target repeats for each sample.
final class Heads {
    private final ReferenceLikelihood likelihood;
    private final List<Linear> layers = new ArrayList<>();
    private final List<double[]> outputs = new ArrayList<>();
    private final double[] hidden;
    private final double[] target;

    Heads(ReferenceLikelihood likelihood, Map<String, DoubleTensor> parameters, double[] hidden, double[] target) {
        this.likelihood = likelihood;
        this.hidden = hidden;
        this.target = target;
        for (String name : likelihood.layers()) {
            Linear layer = new Linear("dec." + name, parameters);
            layers.add(layer);
            outputs.add(layer.forward(hidden));
        }
    }

    /// The outputs under their names; for logits the probabilities as well.
    void put(Map<String, DoubleTensor> results, int samples, int batch) {
        for (int head = 0; head < outputs.size(); head++) {
            results.put("out." + likelihood.outputs().get(head), Hidden.rowsOf(outputs.get(head), samples, batch));
        }
        if (likelihood instanceof ReferenceLikelihood.BernoulliLogits) {
            double[] probabilities = outputs.get(0).clone();
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = SpecialFunctions.sigmoid(probabilities[i]);
            }
            results.put("out.probs", Hidden.rowsOf(probabilities, samples, batch));
        }
    }

    /// The negative log-likelihood of each row, summed over the features.
    double[] nll(int rows) {
        double[] a = outputs.get(0);
        double[] b = outputs.get(outputs.size() - 1);
        int width = a.length / rows;
        double[] nll = new double[rows];
        for (int i = 0; i < a.length; i++) {
            nll[i / width] += likelihood.nll(target[i % target.length], a[i], b[i]);
        }
        return nll;
    }

    /// d/doutput = dNll * dnll/doutput, put into `results`; returns the derivative at the hidden layer.
    double[] backward(double[] dNll, Map<String, DoubleTensor> results, int samples, int batch) {
        double[] a = outputs.get(0);
        double[] b = outputs.get(outputs.size() - 1);
        int width = a.length / dNll.length;
        double[] dHidden = new double[hidden.length];
        for (int head = 0; head < outputs.size(); head++) {
            double[] d = new double[a.length];
            for (int i = 0; i < d.length; i++) {
                d[i] = dNll[i / width] * likelihood.derivative(head, target[i % target.length], a[i], b[i]);
            }
            layers.get(head).backward(hidden, d, dHidden, results);
            results.put("grad.out." + likelihood.outputs().get(head), Hidden.rowsOf(d, samples, batch));
        }
        return dHidden;
    }
}
