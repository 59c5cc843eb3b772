package lanewise.vae.prior;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.Posterior;
import lanewise.vae.layer.Parameters;
import lanewise.vae.network.Masks;

/// `log p(z) = -(|z|^2 + Z log 2 pi) / 2`, squares summed in double, dimensions ascending; its gradient is -z.
final class StandardNormalPass implements PriorPass {

    @Override
    public void prepare(Parameters parameters, Masks masks, int firstRow, Workspace workspace) {
    }

    @Override
    public void logDensity(Matrix z, double[] out, int from, int to) {
        int latent = z.columns();
        for (int r = from; r < to; r++) {
            long row = z.byteOffset(r, 0);
            double sum = latent * Posterior.LOG_2PI;
            for (int d = 0; d < latent; d++) {
                double value = z.segment().get(Matrix.FLOAT, row + ((long) d << 2));
                sum = Math.fma(value, value, sum);
            }
            out[r] = -0.5 * sum;
        }
    }

    @Override
    public void addGradient(Matrix z, double[] factor, Matrix dz, int from, int to) {
        int latent = z.columns();
        dz.requireShape("dz", z.rows(), latent);
        for (int r = from; r < to; r++) {
            long row = z.byteOffset(r, 0);
            long out = dz.byteOffset(r, 0);
            float slope = (float) -factor[r];
            for (int d = 0; d < latent; d++) {
                long at = (long) d << 2;
                dz.segment().set(Matrix.FLOAT, out + at,
                        Math.fma(slope, z.segment().get(Matrix.FLOAT, row + at),
                                dz.segment().get(Matrix.FLOAT, out + at)));
            }
        }
    }

    @Override
    public void draw(RandomStream gaussians, RandomStream choices, Matrix z) {
        gaussians.fillGaussian(z, 0);
    }

    @Override
    public void parameterGradients(Matrix z, double[] factor, Parameters parameters, Parameters gradients,
            Workspace workspace) {
    }
}
