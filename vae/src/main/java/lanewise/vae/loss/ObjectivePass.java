package lanewise.vae.loss;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.Require;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.Masks;
import lanewise.vae.network.TrainingNetwork;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.objective.Objective;

/// The [Objective] of a batch, and its gradient, with buffers for up to a given number of rows.
///
/// With B rows in the batch, S samples, Z latent dimensions: x is B x inputs, mu and log-variance B x Z, noise and z
/// (S * B) x Z, decoder outputs (S * B) rows; rows of samples are ordered by sample first, row `s * B + b`. Noise
/// element `(s * B + b) * Z + d` is that element of the given stream, or of the given matrix. Where the model has a
/// condition c, rows of the batch are `[x, c]`, and those that the decoder reads `[z, c]`. All sums have a fixed order:
/// results depend on neither the team nor the size of the buffers.
///
/// Serves one thread at a time; the work is split over the workspace's team. A call with as many rows as the one
/// before, or as many as the buffers hold, allocates nothing, but the stream of its draws where the objective
/// draws from the prior.
public final class ObjectivePass implements AutoCloseable {

    private final Objective objective;
    private final List<String> terms;
    private final int maxBatch;
    private final NextCall next;
    private final Arena arena = Arena.ofShared();
    private final Noise noise;
    private final Batch batch;
    private final Loss loss;
    private final NetworkPass networks;

    /// Allocates the buffers of the forward pass; those of the backward pass follow at its first call.
    ///
    /// @param architecture the model
    /// @param objective what is minimised
    /// @param maxBatch the largest number of rows in a batch, at least 1
    /// @param workspace who does the work; stays the caller's to close
    /// @throws IllegalArgumentException if `maxBatch` is below 1, or the objective is not defined for the model
    /// @throws ArithmeticException if `maxBatch` times the samples is above 2^31 - 1
    public ObjectivePass(Architecture architecture, Objective objective, int maxBatch, Workspace workspace) {
        Require.atLeast(1, "maxBatch", maxBatch);
        this.objective = objective;
        this.terms = objective.terms();
        this.maxBatch = maxBatch;
        this.next = new NextCall(architecture, objective, maxBatch);
        Objects.requireNonNull(workspace, "workspace");
        try {
            this.batch = new Batch(architecture, maxBatch, objective.samples(), workspace, arena);
            this.loss = Loss.of(objective, batch);
        } catch (RuntimeException refusal) {
            arena.close();
            throw refusal;
        }
        this.networks = new NetworkPass(architecture, batch, loss);
        this.noise = new Noise(batch, objective.drawsFromPrior());
    }

    /// Refuses an objective that is not defined for a model, before memory is taken.
    ///
    /// @param architecture the model
    /// @param objective what is to be minimised
    /// @throws IllegalArgumentException naming the objective and what it needs
    public static void check(Architecture architecture, Objective objective) {
        try (Arena scratch = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            Loss.of(objective, new Batch(architecture, 1, objective.samples(), workspace, scratch));
        }
    }

    /// Sets the factor of all weights but that of the reconstruction, for the calls to come; 1 until it is set.
    ///
    /// @param factor at least 0, such as a growing part of 1 in the first epochs
    /// @throws IllegalArgumentException if the factor is negative or not finite, or the objective has no weights for it
    public void warmUp(double factor) {
        Require.weight("warm-up", factor);
        if (factor != 1 && !objective.warmsUp()) {
            throw new IllegalArgumentException("warm-up: " + factor + ", but the objective " + objective.name()
                    + " has no weight to warm up, expected 1");
        }
        batch.warmUp = factor;
    }

    /// Sets how many rows the data have of which the batches are drawn, for the objectives that estimate the aggregated
    /// posterior; without it the batch itself is taken for the data.
    ///
    /// @param rows at least 1
    public void trainingRows(long rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + ", expected at least 1");
        }
        batch.trainingRows = rows;
    }

    /// Sets what the encoder reads in the next call in place of the batch, such as corrupted data; the reconstruction
    /// is still compared with the batch.
    ///
    /// @param data of the shape of the batch; the condition in it is the encoder's alone
    public void input(Matrix data) {
        next.input = Objects.requireNonNull(data, "input");
    }

    /// Sets the dropout of the next call: the outputs of all hidden layers are multiplied by these factors. The learned
    /// inputs of a VampPrior, which pass the encoder too, have the rows behind those of the batch.
    ///
    /// @param factors where the factors come from; without this, or with null, nothing is dropped
    public void dropout(Masks factors) {
        next.masks = factors;
    }

    /// Makes the next call's batch a part of a larger one: terms and gradients are what its rows give to those of the
    /// larger batch, so that these are the sums over the parts. Noise that is drawn is that of these rows there: with R
    /// rows in all, row b of sample s has that of row `s * R + firstRow + b`.
    ///
    /// @param firstRow where the rows begin in the larger batch
    /// @param rows how many rows that has
    /// @throws IllegalArgumentException if the loss is no sum over rows: [#checkParts(Architecture, Objective)]
    public void part(int firstRow, int rows) {
        next.part(firstRow, rows);
    }

    /// Refuses a loss that is no sum over the rows of a batch, so that a batch cannot be computed in parts.
    ///
    /// @param architecture the model
    /// @param objective what is to be minimised
    /// @throws IllegalArgumentException naming the objective or the likelihood
    public static void checkParts(Architecture architecture, Objective objective) {
        String refusal = NextCall.partRefusal(architecture, objective);
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
    }

    /// The loss of a batch, the noise being drawn from a stream.
    ///
    /// @param parameters weights and biases
    /// @param data the batch, B x inputs, or wider by the condition
    /// @param noise the stream of the reparameterisation's noise
    public void forward(Parameters parameters, Matrix data, RandomStream noise) {
        requireArguments(parameters, data);
        run(parameters, data, Objects.requireNonNull(noise, "noise"), null, null, null);
    }

    /// The loss of a batch under given noise.
    ///
    /// @param parameters weights and biases
    /// @param data the batch, B x inputs, or wider by the condition
    /// @param noise standard normal numbers, (S * B) x Z; where the objective draws from the prior, these draws are as
    /// many rows below them
    public void forward(Parameters parameters, Matrix data, Matrix noise) {
        requireArguments(parameters, data);
        run(parameters, data, null, this.noise.require(noise, data.rows()), null, null);
    }

    /// The loss of a batch and its gradient with respect to all weights and biases, the noise being
    /// drawn from a stream.
    ///
    /// @param parameters weights and biases
    /// @param data the batch, B x inputs, or wider by the condition
    /// @param noise the stream of the reparameterisation's noise
    /// @param gradients where the gradient goes, of the parameters' layout; what the tensors held is overwritten
    public void forwardBackward(Parameters parameters, Matrix data, RandomStream noise, Parameters gradients) {
        requireArguments(parameters, data);
        next.requireGradients(gradients);
        run(parameters, data, Objects.requireNonNull(noise, "noise"), null, gradients, null);
    }

    /// The loss of a batch and its gradient under given noise.
    ///
    /// @param parameters weights and biases
    /// @param data the batch, B x inputs, or wider by the condition
    /// @param noise standard normal numbers, (S * B) x Z; where the objective draws from the prior, these draws are as
    /// many rows below them
    /// @param gradients where the gradient goes, of the parameters' layout; what the tensors held is overwritten
    /// @param inputGradient where the gradient with respect to the encoder's input goes, of the shape of the batch
    /// (which as target of the reconstruction and as condition of the decoder is held constant), or null
    public void forwardBackward(Parameters parameters, Matrix data, Matrix noise, Parameters gradients,
            Matrix inputGradient) {
        requireArguments(parameters, data);
        next.requireGradients(gradients);
        if (inputGradient != null) {
            inputGradient.requireShape("inputGradient", data.rows(), data.columns());
        }
        run(parameters, data, null, this.noise.require(noise, data.rows()), gradients, inputGradient);
    }

    private void requireArguments(Parameters parameters, Matrix data) {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("pass: was closed");
        }
        next.require(parameters, data);
    }

    /// The noise is drawn from the stream, or given; without gradients to fill there is no backward pass.
    private void run(Parameters parameters, Matrix data, RandomStream stream, Matrix given, Parameters gradients,
            Matrix inputGradient) {
        Matrix read = next.input == null ? data : next.input;
        Masks factors = next.masks;
        int firstRow = next.first;
        int wholeRows = next.of == 0 ? data.rows() : next.of;
        next.forget();
        batch.rows = data.rows();
        batch.factor = objective.reduction().factor(wholeRows);
        networks.encode(parameters, read, factors);
        if (stream != null) {
            noise.draw(stream, firstRow, wholeRows);
        } else {
            noise.take(given);
        }
        networks.decode(parameters, data, factors, gradients != null);
        if (gradients != null) {
            networks.backward(parameters, gradients, inputGradient);
        }
    }

    /// The reconstruction term of the last call: the mean over the samples of `-log p(x|z)`, whatever the
    /// objective makes of them.
    /// @return nats, summed or averaged over the batch
    public double reconstruction() {
        return loss.reconstruction;
    }

    /// The divergence of the last call, not weighted.
    /// @return nats, summed or averaged over the batch
    public double kl() {
        return loss.kl;
    }

    /// The loss of the last call.
    /// @return what is minimised, in nats
    public double total() {
        return loss.total();
    }

    /// Another term of the last call.
    ///
    /// @param index position in [Objective#terms()]
    /// @return nats, summed or averaged over the batch
    public double term(int index) {
        return loss.term(Objects.checkIndex(index, terms.size()));
    }

    /// The terms of the last call, as a new object.
    /// @return the terms
    public LossTerms terms() {
        Map<String, Double> others = new LinkedHashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            others.put(terms.get(i), loss.term(i));
        }
        return new LossTerms(reconstruction(), kl(), total(), others);
    }

    /// `-log p(x|z)` of one row and sample of the last call.
    ///
    /// @param row `s * B + b`
    /// @return nats
    public double reconstructionOf(int row) {
        return batch.nll[Objects.checkIndex(row, batch.nll.length)];
    }

    /// The divergence of one row of the last call.
    ///
    /// @param row the row of the batch
    /// @return nats
    public double klOf(int row) {
        return loss.divergenceOf(Objects.checkIndex(row, maxBatch));
    }

    /// The loss of one row of the last call, if the objective is a sum over rows, as all are that
    /// [Objective#evaluated(int)] gives.
    ///
    /// @param row the row of the batch
    /// @return nats, neither summed nor averaged
    /// @throws IllegalStateException if rows of this objective have no loss of their own
    public double totalOf(int row) {
        return loss.totalOf(Objects.checkIndex(row, maxBatch));
    }

    /// Means of the posterior in the last call.
    /// @return B x Z, valid until the next call
    public Matrix mu() {
        return networks.mu();
    }

    /// Log-variances of the posterior in the last call.
    /// @return B x Z, valid until the next call
    public Matrix logVariance() {
        return networks.logVariance();
    }

    /// Divergences of the last call by dimension.
    /// @return B x Z, valid until the next call
    /// @throws IllegalStateException if the divergence is not a sum over dimensions
    public Matrix divergences() {
        return loss.divergences();
    }

    /// Samples of the posterior in the last call.
    /// @return (S * B) x Z, valid until the next call
    public Matrix z() {
        return batch.z;
    }

    /// The encoder, with its buffers.
    /// @return the network
    public TrainingNetwork encoder() {
        return networks.encoder();
    }

    /// The decoder, with its buffers; its outputs are the likelihood's parameters.
    /// @return the network
    public TrainingNetwork decoder() {
        return networks.decoder();
    }

    /// Gradient with respect to z in the last call with a backward pass: of what depends on z besides log q(z|x), which
    /// is taken through the noise.
    /// @return (S * B) x Z, valid until the next call
    public Matrix zGradient() {
        return batch.dz;
    }

    /// Frees the buffers.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
