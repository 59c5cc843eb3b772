package lanewise.vae.evaluate;

import java.lang.foreign.Arena;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.random.Purpose;

/// Mean loss terms per example over a data set, in nats.
///
/// For each example `1/L sum over l of -log p(x | z_l)`, z_l drawn from the posterior, and the closed-form divergence;
/// both are averaged over the examples, rows ascending in double. The noise of sample l and dimension d of example i is
/// element `i * Z + d` of the seed's stream [Purpose#EVALUATE] l. So the result depends on parameters, data, L and seed
/// alone: not on the batch size, the threads or the kernels.
///
/// Serves one thread at a time; the work is split over the workspace's team.
public final class Evaluator implements AutoCloseable {

    private static final int BATCH = 256;

    private final Architecture architecture;
    private final Objective objective;
    private final int samples;
    private final int batchSize;
    private final ObjectivePass pass;
    private final Arena arena = Arena.ofShared();
    private final RowBuffer batch;
    private final RowBuffer noise;

    /// Allocates the buffers.
    ///
    /// @param architecture the model's
    /// @param samples L, latent samples per example, at least 1
    /// @param beta factor of the divergence in the loss, at least 0
    /// @param batchSize examples at a time, at least 1; not part of the result
    /// @param workspace who does the work; stays the caller's to close
    public Evaluator(Architecture architecture, int samples, double beta, int batchSize, Workspace workspace) {
        this(architecture, new Elbo(beta, samples, Reduction.SUM), batchSize, workspace);
    }

    /// Allocates the buffers.
    ///
    /// @param architecture the model's
    /// @param objective whose rows do not depend on each other, such as [Objective#evaluated(int)] gives
    /// @param batchSize examples at a time, at least 1; not part of the result
    /// @param workspace who does the work; stays the caller's to close
    public Evaluator(Architecture architecture, Objective objective, int batchSize, Workspace workspace) {
        Require.atLeast(1, "batchSize", batchSize);
        this.architecture = architecture;
        this.objective = objective;
        this.samples = objective.samples();
        this.batchSize = batchSize;
        this.pass = new ObjectivePass(architecture, objective, batchSize, workspace);
        this.batch = new RowBuffer(arena, batchSize, architecture.encoderInputs());
        this.noise = new RowBuffer(arena, Math.multiplyExact(batchSize, samples), architecture.latent());
    }

    /// The terms of a model, beta being 1.
    ///
    /// @param model the model
    /// @param data the examples, at least one
    /// @param samples latent samples per example, at least 1
    /// @param seed where the noise starts
    /// @param team who does the work
    /// @return mean terms per example
    /// @throws IllegalArgumentException if the data are empty, of another width, or do not suit the likelihood
    public static LossTerms evaluate(VaeModel model, Dataset data, int samples, long seed, Team team) {
        return evaluate(model, data, new Elbo(1, samples, Reduction.SUM), seed, team);
    }

    /// The terms of a model under an objective.
    ///
    /// @param model the model
    /// @param data the examples, at least one
    /// @param objective whose rows do not depend on each other, such as [Objective#evaluated(int)] gives
    /// @param seed where the noise starts
    /// @param team who does the work
    /// @return mean terms per example
    /// @throws IllegalArgumentException if the data are empty, of another width, or do not suit the likelihood
    public static LossTerms evaluate(VaeModel model, Dataset data, Objective objective, long seed, Team team) {
        check(model.architecture(), data);
        try (Workspace workspace = Workspace.with(team);
                Evaluator evaluator = new Evaluator(model.architecture(), objective, BATCH, workspace)) {
            return evaluator.evaluate(model.parameters(), data, seed);
        }
    }

    /// Refuses data that a model cannot learn or be judged from.
    ///
    /// @param architecture the model's
    /// @param data the examples
    /// @throws IllegalArgumentException if the data are empty, of another width, or naming row, column and value of the
    /// first that does not suit the likelihood, or is a condition that is not finite
    public static void check(Architecture architecture, Dataset data) {
        requireRows(architecture, data);
        int inputs = architecture.inputs();
        architecture.likelihood().check(data.columns(0, inputs));
        if (architecture.conditionWidth() > 0) {
            Dataset.Cell found = data.columns(inputs, data.width()).firstOutside(-Float.MAX_VALUE, Float.MAX_VALUE);
            if (found != null) {
                Dataset.Cell cell = new Dataset.Cell(found.row(), inputs + found.column(), found.value());
                throw new IllegalArgumentException("data " + data.name() + ": " + data.place(cell) + " is "
                        + cell.value() + "; a condition expects finite values");
            }
        }
    }

    /// The terms of parameters as they are now. The values of the data are taken as checked.
    ///
    /// @param parameters weights and biases in the architecture's layout
    /// @param data the examples, at least one
    /// @param seed where the noise starts
    /// @return mean terms per example
    /// @throws IllegalArgumentException if the data are empty or of another width
    public LossTerms evaluate(Parameters parameters, Dataset data, long seed) {
        requireRows(architecture, data);
        double reconstruction = 0;
        double kl = 0;
        double total = 0;
        for (int from = 0; from < data.size(); from += batchSize) {
            int rows = Math.min(batchSize, data.size() - from);
            Matrix x = batch.first(rows);
            data.copy(from, rows, x);
            pass.forward(parameters, x, draw(seed, from, rows));
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int sample = 0; sample < samples; sample++) {
                    sum += pass.reconstructionOf(sample * rows + row);
                }
                reconstruction += sum / samples;
                kl += pass.klOf(row);
                total += pass.totalOf(row);
            }
        }
        reconstruction /= data.size();
        kl /= data.size();
        return objective instanceof Elbo elbo ? LossTerms.elbo(reconstruction, kl, elbo.beta())
                : new LossTerms(reconstruction, kl, total / data.size(), Map.of());
    }

    private static void requireRows(Architecture architecture, Dataset data) {
        if (data.size() == 0) {
            throw new IllegalArgumentException("data: " + data.name() + " has no rows, expected at least one");
        }
        if (data.width() != architecture.encoderInputs()) {
            int condition = architecture.conditionWidth();
            throw new IllegalArgumentException("data: " + data.name() + " has " + data.width()
                    + " values per row, the model " + architecture.inputs() + " inputs"
                    + (condition == 0 ? "" : " and a condition of " + condition + " columns after them"));
        }
    }

    /// (samples * rows) x latent, ordered by sample first.
    private Matrix draw(long seed, int from, int rows) {
        Matrix all = noise.first(rows * samples);
        for (int sample = 0; sample < samples; sample++) {
            RandomStream stream = new RandomStream(seed, Purpose.EVALUATE.stream(sample));
            stream.fillGaussian(all.rows(sample * rows, (sample + 1) * rows), (long) from * architecture.latent());
        }
        return all;
    }

    /// Frees the buffers.
    @Override
    public void close() {
        pass.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
