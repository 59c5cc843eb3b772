package lanewise.vae.objective;

import java.lang.foreign.Arena;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.Mlp;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.Parameters;
import lanewise.vae.network.RowBuffer;

/// The [Elbo] of a batch, and its gradient, with buffers for up to a given number of rows.
///
/// With B rows in the batch, L samples, Z latent dimensions: x is B x inputs, mu and log-variance B x Z, noise and z (L * B) x Z, decoder outputs
/// (L * B) rows; rows of samples are ordered by sample first, row `l * B + b`. Noise element `(l * B + b) * Z + d` is that element of the given stream,
/// or of the given matrix. All sums have a fixed order: results depend on neither the team nor the size of the buffers.
///
/// Serves one thread at a time; the work is split over the workspace's team. A call with as many rows as the one before, or as many as the buffers hold,
/// allocates nothing.
public final class ElboPass implements AutoCloseable {

    private final ParameterLayout layout;
    private final Likelihood likelihood;
    private final Elbo elbo;
    private final int inputs;
    private final int latent;
    private final int maxBatch;
    private final Workspace workspace;
    private final Arena arena = Arena.ofShared();
    private final Mlp encoder;
    private final Mlp decoder;
    private final RowBuffer noiseBuffer;
    private final RowBuffer zBuffer;
    private final RowBuffer divergenceBuffer;
    private final double[] nll;
    private final double[] kl;
    private final LatentForward latentForward = new LatentForward();
    private final LatentBackward latentBackward = new LatentBackward();
    private final LikelihoodRows likelihoodRows = new LikelihoodRows();
    private final StackedHeads heads;
    private final StackedHeads headGradients;
    private Parameters knownParameters;
    private Parameters knownGradients;
    private RowBuffer zGradient;
    private Matrix x;
    private double reconstruction;
    private double divergence;

    /// Allocates the buffers of the forward pass; those of the backward pass follow at its first call.
    ///
    /// @param architecture the model
    /// @param elbo the objective
    /// @param maxBatch the largest number of rows in a batch, at least 1
    /// @param workspace who does the work; stays the caller's to close
    /// @throws IllegalArgumentException if `maxBatch` is below 1
    /// @throws ArithmeticException if `maxBatch` times the samples is above 2^31 - 1
    public ElboPass(Architecture architecture, Elbo elbo, int maxBatch, Workspace workspace) {
        if (maxBatch < 1) {
            throw new IllegalArgumentException("maxBatch: " + maxBatch + ", expected at least 1");
        }
        if (!architecture.equals(architecture.withPosterior(new DiagonalGaussian()).withPrior(new StandardNormal()).withCondition(0))) {
            throw new UnsupportedOperationException("architecture: " + architecture.toJson() + " cannot be trained yet");
        }
        int sampleRows = Math.multiplyExact(maxBatch, elbo.samples());
        this.layout = architecture.layout();
        this.likelihood = architecture.likelihood();
        this.elbo = elbo;
        this.inputs = architecture.inputs();
        this.latent = architecture.latent();
        this.maxBatch = maxBatch;
        this.workspace = Objects.requireNonNull(workspace, "workspace");
        this.encoder = new Mlp(architecture.encoderLayers(), architecture.activation(), maxBatch, arena);
        this.decoder = new Mlp(architecture.decoderLayers(), architecture.activation(), sampleRows, arena);
        this.heads = new StackedHeads(maxBatch);
        this.headGradients = new StackedHeads(maxBatch);
        this.noiseBuffer = RowBuffer.dense(arena, sampleRows, latent);
        this.zBuffer = new RowBuffer(arena, sampleRows, latent);
        this.divergenceBuffer = new RowBuffer(arena, maxBatch, latent);
        this.nll = new double[sampleRows];
        this.kl = new double[maxBatch];
    }

    /// The loss of a batch, the noise being drawn from a stream.
    ///
    /// @param parameters weights and biases
    /// @param batch the data, B x inputs
    /// @param noise the stream of the reparameterisation's noise
    public void forward(Parameters parameters, Matrix batch, RandomStream noise) {
        requireArguments(parameters, batch);
        run(parameters, batch, Objects.requireNonNull(noise, "noise"), noiseBuffer.first(sampleRows(batch)), null, null);
    }

    /// The loss of a batch under given noise.
    ///
    /// @param parameters weights and biases
    /// @param batch the data, B x inputs
    /// @param noise standard normal numbers, (L * B) x Z
    public void forward(Parameters parameters, Matrix batch, Matrix noise) {
        requireArguments(parameters, batch);
        run(parameters, batch, null, noise.requireShape("noise", sampleRows(batch), latent), null, null);
    }

    /// The loss of a batch and its gradient with respect to all weights and biases, the noise being drawn from a stream.
    ///
    /// @param parameters weights and biases
    /// @param batch the data, B x inputs
    /// @param noise the stream of the reparameterisation's noise
    /// @param gradients where the gradient goes, of the parameters' layout; what the tensors held is overwritten
    public void forwardBackward(Parameters parameters, Matrix batch, RandomStream noise, Parameters gradients) {
        requireArguments(parameters, batch);
        requireGradients(gradients);
        run(parameters, batch, Objects.requireNonNull(noise, "noise"), noiseBuffer.first(sampleRows(batch)), gradients, null);
    }

    /// The loss of a batch and its gradient under given noise.
    ///
    /// @param parameters weights and biases
    /// @param batch the data, B x inputs
    /// @param noise standard normal numbers, (L * B) x Z
    /// @param gradients where the gradient goes, of the parameters' layout; what the tensors held is overwritten
    /// @param inputGradient where the gradient with respect to the encoder's input goes, B x inputs (the batch as target of the reconstruction is held
    /// constant), or null
    public void forwardBackward(Parameters parameters, Matrix batch, Matrix noise, Parameters gradients, Matrix inputGradient) {
        requireArguments(parameters, batch);
        requireGradients(gradients);
        noise.requireShape("noise", sampleRows(batch), latent);
        if (inputGradient != null) {
            inputGradient.requireShape("inputGradient", batch.rows(), inputs);
        }
        run(parameters, batch, null, noise, gradients, inputGradient);
    }

    private void requireGradients(Parameters gradients) {
        if (gradients != knownGradients) {
            knownGradients = gradients.requireLayout("gradients", layout);
        }
    }

    private int sampleRows(Matrix batch) {
        return batch.rows() * elbo.samples();
    }

    private void requireArguments(Parameters parameters, Matrix batch) {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("pass: was closed");
        }
        if (parameters != knownParameters) {
            knownParameters = parameters.requireLayout("parameters", layout);
        }
        if (batch.rows() < 1 || batch.rows() > maxBatch || batch.columns() != inputs) {
            throw new IllegalArgumentException("batch: is " + batch.rows() + " x " + batch.columns() + ", expected 1 to " + maxBatch
                    + " rows x " + inputs);
        }
    }

    private void run(Parameters parameters, Matrix batch, RandomStream stream, Matrix noise, Parameters gradients, Matrix inputGradient) {
        int rows = batch.rows();
        int samples = elbo.samples();
        double factor = elbo.reduction().factor(rows);
        x = batch;
        heads.set(encoder.forward(parameters, batch, workspace));
        latentForward.run(stream, noise, zBuffer.first(rows * samples), divergenceBuffer.first(rows));
        Matrix outputs = decoder.forward(parameters, latentForward.z, workspace);
        Matrix outputGradient = gradients == null ? null : decoder.outputGradient();
        likelihoodRows.run(outputs, outputGradient, (float) (factor / samples));
        reconstruction = ascending(nll, rows * samples) * (factor / samples);
        divergence = ascending(kl, rows) * factor;
        if (gradients != null) {
            if (zGradient == null) {
                zGradient = new RowBuffer(arena, zBuffer.maxRows(), latent);
            }
            Matrix dz = zGradient.first(rows * samples);
            decoder.backward(parameters, gradients, dz, workspace);
            headGradients.set(encoder.outputGradient());
            latentBackward.run(noise, dz, (float) (elbo.beta() * factor));
            encoder.backward(parameters, gradients, inputGradient, workspace);
        }
    }

    private static double ascending(double[] values, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i];
        }
        return sum;
    }

    /// Draws the noise, samples z, and takes the divergence of each row.
    private final class LatentForward implements Team.Work {

        private RandomStream stream;
        private Matrix noise;
        private Matrix z;
        private Matrix divergences;

        void run(RandomStream stream, Matrix noise, Matrix z, Matrix divergences) {
            this.stream = stream;
            this.noise = noise;
            this.z = z;
            this.divergences = divergences;
            if (stream != null) {
                stream.fillGaussian(noise, 0);
            }
            workspace.team().run(this);
        }

        @Override
        public void part(int part, int parts) {
            DiagonalGaussian.sample(heads.first(), heads.second(), noise, z, Team.begin(z.rows(), part, parts, 1),
                    Team.begin(z.rows(), part + 1, parts, 1));
            int from = Team.begin(x.rows(), part, parts, 1);
            int to = Team.begin(x.rows(), part + 1, parts, 1);
            DiagonalGaussian.divergence(heads.first(), heads.second(), divergences, from, to);
            for (int r = from; r < to; r++) {
                kl[r] = Reductions.sum(divergences.segment(), divergences.byteOffset(r, 0), latent);
            }
        }
    }

    /// Losses of the rows and gradients of the decoder's outputs.
    private final class LikelihoodRows implements Team.Work {

        private Matrix outputs;
        private Matrix gradient;
        private float scale;

        void run(Matrix outputs, Matrix gradient, float scale) {
            this.outputs = outputs;
            this.gradient = gradient;
            this.scale = scale;
            workspace.team().run(this);
        }

        @Override
        public void part(int part, int parts) {
            int from = Team.begin(outputs.rows(), part, parts, 1);
            int to = Team.begin(outputs.rows(), part + 1, parts, 1);
            likelihood.lossAndGradient(x, outputs, from, to, scale, nll, gradient);
        }
    }

    /// Gradients of the encoder's heads.
    private final class LatentBackward implements Team.Work {

        private Matrix noise;
        private Matrix dz;
        private float scale;

        void run(Matrix noise, Matrix dz, float scale) {
            this.noise = noise;
            this.dz = dz;
            this.scale = scale;
            workspace.team().run(this);
        }

        @Override
        public void part(int part, int parts) {
            int from = Team.begin(x.rows(), part, parts, 1);
            int to = Team.begin(x.rows(), part + 1, parts, 1);
            Matrix dMu = headGradients.first();
            Matrix dLogVariance = headGradients.second();
            DiagonalGaussian.sampleBackward(heads.second(), noise, dz, dMu, dLogVariance, from, to);
            DiagonalGaussian.addDivergenceGradient(heads.first(), heads.second(), scale, dMu, dLogVariance, from, to);
        }
    }

    /// The reconstruction term of the last call.
    /// @return nats, summed or averaged over the batch
    public double reconstruction() {
        return reconstruction;
    }

    /// The divergence of the last call, not weighted.
    /// @return nats, summed or averaged over the batch
    public double kl() {
        return divergence;
    }

    /// The loss of the last call.
    /// @return `reconstruction + beta * kl` in nats
    public double total() {
        return reconstruction + elbo.beta() * divergence;
    }

    /// The terms of the last call, as a new object.
    /// @return the terms
    public LossTerms terms() {
        return new LossTerms(reconstruction, divergence, elbo.beta());
    }

    /// `-log p(x|z)` of one row and sample of the last call.
    ///
    /// @param row `l * B + b`
    /// @return nats
    public double reconstructionOf(int row) {
        return nll[Objects.checkIndex(row, zBuffer.maxRows())];
    }

    /// The divergence of one row of the last call.
    ///
    /// @param row the row of the batch
    /// @return nats
    public double klOf(int row) {
        return kl[Objects.checkIndex(row, maxBatch)];
    }

    /// Means of the posterior in the last call.
    /// @return B x Z, valid until the next call
    public Matrix mu() {
        return heads.first();
    }

    /// Log-variances of the posterior in the last call.
    /// @return B x Z, valid until the next call
    public Matrix logVariance() {
        return heads.second();
    }

    /// Divergences of the last call by dimension.
    /// @return B x Z, valid until the next call
    public Matrix divergences() {
        return latentForward.divergences;
    }

    /// Samples of the posterior in the last call.
    /// @return (L * B) x Z, valid until the next call
    public Matrix z() {
        return latentForward.z;
    }

    /// The encoder, with its buffers.
    /// @return the network
    public Mlp encoder() {
        return encoder;
    }

    /// The decoder, with its buffers; its outputs are the likelihood's parameters.
    /// @return the network
    public Mlp decoder() {
        return decoder;
    }

    /// Gradient with respect to z in the last call with a backward pass.
    /// @return (L * B) x Z, valid until the next call
    public Matrix zGradient() {
        return latentBackward.dz;
    }

    /// Frees the buffers.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
