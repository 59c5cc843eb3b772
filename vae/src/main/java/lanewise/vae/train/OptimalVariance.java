package lanewise.vae.train;

import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianOptimal;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.RowBuffer;

/// Gives the model the variance of [GaussianOptimal] for use after training: the mean of `(x - m)^2` over the training
/// rows, where training takes that of each batch; over the observed cells alone where some are missing.
final class OptimalVariance {

    /// A tensor of one log-variance, the column of the decoder's outputs that it gives, and the columns of the data
    /// that it belongs to.
    private record Place(String tensor, int column, int from, int to) {

        /// Observed cells for each column: the number of rows where nothing is missing.
        private double weight(Matrix rows) {
            long observed = 0;
            for (int r = 0; r < rows.rows(); r++) {
                for (int c = from; c < to; c++) {
                    observed += Float.isNaN(rows.get(r, c)) ? 0 : 1;
                }
            }
            return (double) observed / (to - from);
        }
    }

    private OptimalVariance() {
    }

    private static List<Place> places(Likelihood likelihood, int inputs) {
        if (likelihood instanceof Observed observed) {
            return places(observed.likelihood(), inputs);
        }
        List<Place> places = new ArrayList<>();
        if (likelihood instanceof GaussianOptimal) {
            places.add(new Place("decoder.logvar.bias", inputs, 0, inputs));
        } else if (likelihood instanceof Composite composite) {
            int column = 0;
            int from = 0;
            for (int p = 0; p < composite.parts().size(); p++) {
                Composite.Part part = composite.parts().get(p);
                if (part.likelihood() instanceof GaussianOptimal) {
                    places.add(new Place("decoder.logvar." + p + ".bias", column + part.columns(), from,
                            from + part.columns()));
                }
                from += part.columns();
                column += part.likelihood().outputWidth(part.columns());
            }
        }
        return places;
    }

    /// Sets the log-variances; does nothing for likelihoods without such.
    ///
    /// @param pass for as many rows as `rows` holds
    /// @param rows room for some rows at a time; what it holds is overwritten
    /// @param noise the stream of the noise of each batch
    static void fit(Parameters parameters, Architecture architecture, Dataset data, ObjectivePass pass, RowBuffer rows,
            RandomStream noise) {
        List<Place> places = places(architecture.likelihood(), architecture.inputs());
        if (places.isEmpty()) {
            return;
        }
        double[] sums = new double[places.size()];
        double[] weights = new double[places.size()];
        for (int from = 0; from < data.size(); from += rows.maxRows()) {
            Matrix some = rows.first(Math.min(rows.maxRows(), data.size() - from));
            data.copy(from, some.rows(), some);
            pass.forward(parameters, some, noise);
            Matrix outputs = pass.decoder().outputs();
            architecture.likelihood().prepare(some.columns(0, architecture.inputs()), outputs);
            for (int i = 0; i < sums.length; i++) {
                double weight = places.get(i).weight(some);
                sums[i] += weight * StrictMath.exp(outputs.get(0, places.get(i).column()));
                weights[i] += weight;
            }
        }
        for (int i = 0; i < sums.length; i++) {
            if (weights[i] > 0) {
                parameters.tensor(places.get(i).tensor()).set(0, 0, (float) StrictMath.log(sums[i] / weights[i]));
            }
        }
    }
}
