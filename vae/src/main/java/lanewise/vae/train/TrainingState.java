package lanewise.vae.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.objective.LossTerms;

/// All that a run carries from one step to the next; a checkpoint is a copy of it.
final class TrainingState {

    final Parameters parameters;
    final MemorySegment moments;

    /// Those of the best epoch so far; null where it is not kept.
    final Parameters best;

    /// Views of the moments under the names of the parameters, in the optimizer's order.
    final List<Parameters> momentViews;

    private final List<String> momentNames;

    /// Steps done.
    long step;

    /// Epochs done.
    int epoch;

    /// Training rows of the current epoch done.
    int position;

    /// Sums over these rows, in nats.
    double reconstruction;
    double kl;
    double loss;

    /// The further terms of the objective, in its order.
    final double[] others;

    final List<EpochRecord> history = new ArrayList<>();

    TrainingState(ParameterLayout layout, TrainingConfiguration configuration, Arena arena) {
        others = new double[configuration.objective().terms().size()];
        parameters = Parameters.allocate(arena, layout);
        best = configuration.keepBest() ? Parameters.allocate(arena, layout) : null;
        Optimizer optimizer = configuration.optimizer();
        long bytes = (long) layout.size() * Float.BYTES;
        momentNames = optimizer.moments();
        int count = momentNames.size();
        moments = arena.allocate(bytes * count, Parameters.ALIGNMENT);
        momentViews = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            momentViews.add(Parameters.of(layout, moments.asSlice(i * bytes, bytes)));
        }
    }

    /// The epoch, from 1, with the smallest loss on the validation rows, the first of several; 0 if there is none yet.
    int bestEpoch() {
        return EpochRecord.best(history);
    }

    /// Sets the moments to where they start; the floats between the tensors stay zero.
    void startMoments(Optimizer optimizer) {
        for (int m = 0; m < momentViews.size(); m++) {
            float start = (float) optimizer.start(momentNames.get(m));
            for (ParameterLayout.Tensor tensor : parameters.layout().tensors()) {
                momentViews.get(m).tensor(tensor.name()).fill(start);
            }
        }
    }

    /// Means of the terms over so many rows.
    LossTerms means(List<String> terms, double rows) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (int i = 0; i < others.length; i++) {
            means.put(terms.get(i), others[i] / rows);
        }
        return new LossTerms(reconstruction / rows, kl / rows, loss / rows, means);
    }

    /// Begins the next epoch.
    void clearTerms() {
        position = 0;
        reconstruction = 0;
        kl = 0;
        loss = 0;
        Arrays.fill(others, 0);
    }

    /// The first parameter, else the first moment, that holds a NaN or an infinity.
    Optional<String> firstNotFinite() {
        Optional<String> parameter = parameters.firstNotFinite().map(name -> "parameter " + name);
        if (parameter.isEmpty() && best != null) {
            parameter = best.firstNotFinite().map(name -> "best parameter " + name);
        }
        for (int m = 0; m < momentViews.size() && parameter.isEmpty(); m++) {
            String moment = momentNames.get(m);
            parameter = momentViews.get(m).firstNotFinite().map(name -> "moment " + moment + " of " + name);
        }
        return parameter;
    }
}
