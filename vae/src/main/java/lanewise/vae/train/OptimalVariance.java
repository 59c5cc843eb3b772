package lanewise.vae.train;

import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianOptimal;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.Parameters;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.objective.ObjectivePass;

/// Gives the model the variance of [GaussianOptimal] for use after training: the mean of `(x - m)^2` over the training
/// rows, where training takes that of each batch.
final class OptimalVariance {

    /// A tensor of one log-variance and the column of the decoder's outputs that it gives.
    private record Place(String tensor, int column) {
    }

    private OptimalVariance() {
    }

    private static List<Place> places(Likelihood likelihood, int inputs) {
        List<Place> places = new ArrayList<>();
        if (likelihood instanceof GaussianOptimal) {
            places.add(new Place("decoder.logvar.bias", inputs));
        } else if (likelihood instanceof Composite composite) {
            int column = 0;
            for (int p = 0; p < composite.parts().size(); p++) {
                Composite.Part part = composite.parts().get(p);
                if (part.likelihood() instanceof GaussianOptimal) {
                    places.add(new Place("decoder.logvar." + p + ".bias", column + part.columns()));
                }
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
        for (int from = 0; from < data.size(); from += rows.maxRows()) {
            Matrix some = rows.first(Math.min(rows.maxRows(), data.size() - from));
            data.copy(from, some.rows(), some);
            pass.forward(parameters, some, noise);
            Matrix outputs = pass.decoder().outputs();
            architecture.likelihood().prepare(some.columns(0, architecture.inputs()), outputs);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += some.rows() * StrictMath.exp(outputs.get(0, places.get(i).column()));
            }
        }
        for (int i = 0; i < sums.length; i++) {
            parameters.tensor(places.get(i).tensor()).set(0, 0, (float) StrictMath.log(sums[i] / data.size()));
        }
    }
}
