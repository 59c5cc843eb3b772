package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Shape;

/// The decoder's heads and the likelihood that reads them. Rows are (sample, row of the batch), each one head after the
/// other, images as
/// `[channels, height, width]`; the target repeats for each sample.
final class Heads {
    private final ReferenceLikelihood likelihood;
    private final List<ReferenceLikelihood.Head> heads;
    private final List<AffineMap> maps = new ArrayList<>();
    private final List<LogBound> bounds = new ArrayList<>();
    private final double[] hidden;
    private final double[] target;
    private final int inputs;
    private final int rows;
    private final int width;
    private final double[] outputs;

    Heads(ReferenceModel model, Map<String, DoubleTensor> parameters, double[] hidden, double[] target, int rows) {
        this(model, parameters, hidden, target, rows, true);
    }

    /// @param training whether outputs that follow from a batch as a whole are taken from this one, not the parameters
    Heads(ReferenceModel model, Map<String, DoubleTensor> parameters, double[] hidden, double[] target, int rows,
        boolean training) {
        likelihood = model.likelihood();
        inputs = model.inputs();
        this.hidden = hidden;
        this.target = target;
        this.rows = rows;
        heads = likelihood.heads(inputs);
        width = heads.stream().mapToInt(ReferenceLikelihood.Head::width).sum();
        outputs = new double[rows * width];
        int column = 0;
        for (ReferenceLikelihood.Head head : heads) {
            maps.add(map(model, head, parameters));
            bounds.add(LogBound.of(model.decoder(), head.layer(), head.weighted()));
            double[] y = bounds.getLast().forward(maps.getLast().forward(hidden));
            for (int i = 0; i < y.length; i++) {
                outputs[i / head.width() * width + column + i % head.width()] = y[i];
            }
            column += head.width();
        }
        if (training) {
            likelihood.prepare(target, 0, inputs, target.length / inputs, outputs, 0, width, rows, inputs);
        }
    }

    /// A head without weights is the same for every row: biases alone, one for each of its outputs.
    private static AffineMap map(ReferenceModel model, ReferenceLikelihood.Head head,
        Map<String, DoubleTensor> parameters) {
        Network decoder = model.decoder();
        Shape last = Hidden.input(decoder, model.condition(), decoder.hidden().size());
        return AffineMap.of(head.map(decoder.head(), last), last, "dec." + head.layer(), parameters);
    }

    /// The outputs under their names; for logits of a Bernoulli the probabilities as well.
    void put(Map<String, DoubleTensor> results, int samples, int batch) {
        int column = 0;
        for (ReferenceLikelihood.Head head : heads) {
            results.put("out." + head.output(), Hidden.rowsOf(Hidden.columns(outputs, width, column, head.width()),
                samples, batch));
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

    /// The negative log-likelihood of some values alone, one row of outputs.
    ///
    /// @param values the row of the target, NaN where a value has no part
    double nll(int row, double[] values) {
        return likelihood.nll(values, 0, outputs, row * width, inputs);
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
            double[] d = Hidden.columns(all, width, column, heads.get(h).width());
            maps.get(h).backward(hidden, bounds.get(h).backward(d), dHidden, results);
            results.put("grad.out." + heads.get(h).output(), Hidden.rowsOf(d, samples, batch));
            column += heads.get(h).width();
        }
        return dHidden;
    }
}
