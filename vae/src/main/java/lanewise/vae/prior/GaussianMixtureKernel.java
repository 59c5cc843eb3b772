package lanewise.vae.prior;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.Posterior;
import lanewise.vae.layer.LayoutBuilder;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.network.Masks;
import lanewise.vae.random.Purpose;

/// A mixture whose components are tensors of their own.
///
/// @param components C
record GaussianMixtureKernel(int components) implements PriorKernel {

    private static final String LOGITS = "prior.logits";
    private static final String MU = "prior.mu";
    private static final String LOG_VARIANCE = "prior.logvar";

    @Override
    public void addTensors(LayoutBuilder builder, int latent, int encoderInputs) {
        builder.tensor(LOGITS, components).tensor(MU, components, latent).tensor(LOG_VARIANCE, components, latent);
    }

    @Override
    public void start(Parameters parameters, Dataset training, long seed) {
        Matrix mu = parameters.tensor(MU);
        new RandomStream(seed, Purpose.INIT.stream(parameters.layout().indexOf(MU))).fillGaussian(mu, 0);
        float deviation = (float) Math.sqrt(0.5);
        for (int c = 0; c < components; c++) {
            for (int d = 0; d < mu.columns(); d++) {
                mu.set(c, d, deviation * mu.get(c, d));
            }
        }
        parameters.tensor(LOGITS).fill(0f);
        parameters.tensor(LOG_VARIANCE).fill((float) StrictMath.log(0.5));
    }

    @Override
    public PriorPass pass(PlacedNetwork encoder, Posterior posterior, int latent, int maxRows, Arena arena) {
        Matrix heads = Matrix.allocate(arena, components, 2 * latent);
        Matrix slopes = Matrix.allocate(arena, components, 2 * latent);
        return new MixturePass(new Mixture(new DiagonalGaussian(), components, latent, arena), maxRows, arena) {

            @Override
            Matrix heads(Parameters parameters, Masks masks, int firstRow, Workspace workspace) {
                stack(parameters, heads);
                return heads;
            }

            @Override
            Matrix logits(Parameters parameters) {
                return parameters.tensor(LOGITS);
            }

            @Override
            Matrix headGradients() {
                return slopes;
            }

            @Override
            void backward(Parameters parameters, Parameters gradients, Workspace workspace) {
                Matrix dMu = gradients.tensor(MU);
                Matrix dLogVariance = gradients.tensor(LOG_VARIANCE);
                for (int c = 0; c < slopes.rows(); c++) {
                    copy(slopes, c, 0, dMu, c, 0, latent);
                    copy(slopes, c, latent, dLogVariance, c, 0, latent);
                }
            }
        };
    }

    private static void stack(Parameters parameters, Matrix heads) {
        Matrix mu = parameters.tensor(MU);
        Matrix logVariance = parameters.tensor(LOG_VARIANCE);
        for (int c = 0; c < heads.rows(); c++) {
            copy(mu, c, 0, heads, c, 0, mu.columns());
            copy(logVariance, c, 0, heads, c, mu.columns(), mu.columns());
        }
    }

    private static void copy(Matrix from, int row, int column, Matrix to, int toRow, int toColumn, int n) {
        MemorySegment.copy(from.segment(), from.byteOffset(row, column), to.segment(),
                to.byteOffset(toRow, toColumn), 4L * n);
    }

    @Override
    public PriorSampler sampler(PlacedNetwork encoder, Posterior posterior, int latent, Parameters parameters,
            Arena arena) {
        Matrix heads = Matrix.allocate(arena, components, 2 * latent);
        stack(parameters, heads);
        Mixture mixture = new Mixture(new DiagonalGaussian(), components, latent, arena);
        mixture.set(heads, parameters.tensor(LOGITS));
        return mixture;
    }
}
