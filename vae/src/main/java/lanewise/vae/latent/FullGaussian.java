package lanewise.vae.latent;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;

/// The posterior q(z|x) = N(mu, L L^T): L is lower triangular with the diagonal `e^(v/2)` and, below it, the values of
/// a third head, row by row (Kingma and Welling 2019, section 2.5.1).
///
/// With `L_dj` for j below d: `z_d = mu_d + sum_j L_dj eps_j + e^(v_d/2) eps_d`, summed in this order, j ascending.
/// `KL = (|L|_F^2 + |mu|^2 - Z - sum v) / 2`.
///
/// The third head starts at zero, so that training begins with independent dimensions. Where it is zero, all results
/// are those of [DiagonalGaussian] to the bit.
public record FullGaussian() implements Posterior {

    @Override
    public String name() {
        return "full_covariance";
    }

    @Override
    public List<String> heads(int latent) {
        return latent == 1 ? List.of("mu", "logvar") : List.of("mu", "logvar", "tril");
    }

    @Override
    public List<Integer> widths(int latent) {
        return latent == 1 ? List.of(1, 1) : List.of(latent, latent, below(latent));
    }

    @Override
    public int width(int latent) {
        return Math.addExact(Math.multiplyExact(2, latent), below(latent));
    }

    /// Elements in the first rows of L below the diagonal, Z (Z - 1) / 2 for all.
    private static int below(int rows) {
        return Math.toIntExact((long) rows * (rows - 1) / 2);
    }

    /// Byte offset of row d of L in the third head, which begins at `tril`.
    private static long rowOf(long tril, int d) {
        return tril + 4L * d * (d - 1) / 2;
    }

    private static float at(MemorySegment memory, long offset, int i) {
        return memory.get(Matrix.FLOAT, offset + ((long) i << 2));
    }

    private static void put(MemorySegment memory, long offset, int i, float value) {
        memory.set(Matrix.FLOAT, offset + ((long) i << 2), value);
    }

    @Override
    public void start(Parameters parameters) {
        for (ParameterLayout.Tensor tensor : parameters.layout().tensors()) {
            if (tensor.name().startsWith("encoder.tril.")) {
                parameters.tensor(tensor.name()).fill(0f);
            }
        }
    }

    @Override
    public void sample(Matrix heads, Matrix noise, Matrix z, int from, int to) {
        int latent = z.columns();
        requireHeads("heads", heads, heads.rows(), latent);
        Posterior.requireSamples("z", z, heads.rows(), latent);
        noise.requireShape("noise", z.rows(), latent);
        for (int r = from; r < to; r++) {
            sampleRow(heads.segment(), heads.byteOffset(r % heads.rows(), 0), noise.segment(), noise.byteOffset(r, 0),
                    z.segment(), z.byteOffset(r, 0), latent);
        }
    }

    /// From the last dimension down, so that z may take the place of the noise.
    @Override
    public void sampleRow(MemorySegment heads, long mu, MemorySegment eps, long eo, MemorySegment z, long zo,
            int latent) {
        long v = mu + 4L * latent;
        long tril = v + 4L * latent;
        for (int d = latent - 1; d >= 0; d--) {
            long row = rowOf(tril, d);
            float sum = at(heads, mu, d);
            for (int j = 0; j < d; j++) {
                sum = Math.fma(at(heads, row, j), at(eps, eo, j), sum);
            }
            put(z, zo, d, Math.fma(Exp.exp(0.5f * at(heads, v, d)), at(eps, eo, d), sum));
        }
    }

    @Override
    public void sampleBackward(Matrix heads, Matrix noise, Matrix dz, Matrix dHeads, int from, int to) {
        int batch = heads.rows();
        int latent = dz.columns();
        requireHeads("heads", heads, batch, latent);
        Posterior.requireSamples("dz", dz, batch, latent);
        noise.requireShape("noise", dz.rows(), latent);
        requireHeads("dHeads", dHeads, batch, latent);
        int samples = dz.rows() / batch;
        long noiseStep = noise.byteOffset(batch, 0);
        long dzStep = dz.byteOffset(batch, 0);
        for (int b = from; b < to; b++) {
            sampleBackward(heads.segment(), heads.byteOffset(b, latent), noise.segment(), noise.byteOffset(b, 0),
                    noiseStep, dz.segment(), dz.byteOffset(b, 0), dzStep, samples, dHeads.segment(),
                    dHeads.byteOffset(b, 0), latent);
        }
    }

    private static void sampleBackward(MemorySegment heads, long v, MemorySegment eps, long eo, long epsStep,
            MemorySegment dz, long dzo, long dzStep, int samples, MemorySegment dHeads, long dMu, int latent) {
        long dv = dMu + 4L * latent;
        long dTril = dv + 4L * latent;
        for (int d = 0; d < latent; d++) {
            float sum = 0;
            for (int s = 0; s < samples; s++) {
                sum += at(dz, dzo + s * dzStep, d);
            }
            put(dHeads, dMu, d, sum);
            long row = rowOf(dTril, d);
            for (int j = 0; j <= d; j++) {
                float product = 0;
                for (int s = 0; s < samples; s++) {
                    product = Math.fma(at(dz, dzo + s * dzStep, d), at(eps, eo + s * epsStep, j), product);
                }
                if (j < d) {
                    put(dHeads, row, j, product);
                } else {
                    put(dHeads, dv, d, product * (0.5f * Exp.exp(0.5f * at(heads, v, d))));
                }
            }
        }
    }

    @Override
    public void divergence(Matrix heads, Matrix kl, int from, int to) {
        int latent = kl.columns();
        requireHeads("heads", heads, heads.rows(), latent);
        kl.requireShape("kl", heads.rows(), latent);
        for (int b = from; b < to; b++) {
            divergence(heads.segment(), heads.byteOffset(b, 0), kl.segment(), kl.byteOffset(b, 0), latent);
        }
    }

    private static void divergence(MemorySegment heads, long mu, MemorySegment kl, long ko, int latent) {
        long v = mu + 4L * latent;
        long tril = v + 4L * latent;
        for (int d = 0; d < latent; d++) {
            float mean = at(heads, mu, d);
            float logVariance = at(heads, v, d);
            long row = rowOf(tril, d);
            float sum = Math.fma(mean, mean, Math.max((Exp.exp(logVariance) - 1f) - logVariance, 0f));
            for (int j = 0; j < d; j++) {
                float l = at(heads, row, j);
                sum = Math.fma(l, l, sum);
            }
            put(kl, ko, d, 0.5f * sum);
        }
    }

    @Override
    public void addDivergenceGradient(Matrix heads, float scale, Matrix weights, Matrix dHeads, int from, int to) {
        int latent = latentOf(heads.columns());
        requireHeads("heads", heads, heads.rows(), latent);
        requireHeads("dHeads", dHeads, heads.rows(), latent);
        if (weights != null) {
            weights.requireShape("weights", heads.rows(), latent);
        }
        for (int b = from; b < to; b++) {
            addDivergenceGradient(heads.segment(), heads.byteOffset(b, 0), scale, weights, b, dHeads.segment(),
                    dHeads.byteOffset(b, 0), latent);
        }
    }

    private static void addDivergenceGradient(MemorySegment heads, long mu, float scale, Matrix weights, int b,
            MemorySegment dHeads, long dMu, int latent) {
        long v = 4L * latent;
        long tril = v + v;
        for (int d = 0; d < latent; d++) {
            float factor = weights == null ? scale
                    : scale * weights.segment().get(Matrix.FLOAT, weights.byteOffset(b, d));
            put(dHeads, dMu, d, Math.fma(factor, at(heads, mu, d), at(dHeads, dMu, d)));
            float excess = Exp.exp(at(heads, mu + v, d)) - 1f;
            put(dHeads, dMu + v, d, Math.fma(0.5f * factor, excess, at(dHeads, dMu + v, d)));
            addScaled(heads, rowOf(mu + tril, d), factor, dHeads, rowOf(dMu + tril, d), d);
        }
    }

    private static void addScaled(MemorySegment x, long xo, float scale, MemorySegment out, long oo, int n) {
        for (int i = 0; i < n; i++) {
            put(out, oo, i, Math.fma(scale, at(x, xo, i), at(out, oo, i)));
        }
    }

    /// Z of the heads' width: `(sqrt(9 + 8 width) - 3) / 2`.
    private static int latentOf(int width) {
        return (int) Math.round((Math.sqrt(9 + 8.0 * width) - 3) / 2);
    }

    @Override
    public void score(Matrix heads, Matrix noise, Matrix score, int from, int to) {
        int latent = noise.columns();
        requireHeads("heads", heads, heads.rows(), latent);
        Posterior.requireSamples("noise", noise, heads.rows(), latent);
        score.requireShape("score", noise.rows(), latent);
        for (int r = from; r < to; r++) {
            score(heads.segment(), heads.byteOffset(r % heads.rows(), latent), noise.segment(), noise.byteOffset(r, 0),
                    score.segment(), score.byteOffset(r, 0), latent);
        }
    }

    private static void score(MemorySegment heads, long v, MemorySegment eps, long eo, MemorySegment score, long so,
            int latent) {
        long tril = v + 4L * latent;
        for (int d = latent - 1; d >= 0; d--) {
            // with the sign turned: L^T s = -eps
            float sum = -at(eps, eo, d);
            for (int i = d + 1; i < latent; i++) {
                sum = Math.fma(-at(heads, rowOf(tril, i), d), at(score, so, i), sum);
            }
            put(score, so, d, sum * Exp.exp(-0.5f * at(heads, v, d)));
        }
    }

    @Override
    public double whiten(MemorySegment heads, long mu, MemorySegment inverse, long io, MemorySegment z, long zo,
            int latent, MemorySegment y, long yo) {
        long tril = mu + 8L * latent;
        double squares = 0;
        for (int d = 0; d < latent; d++) {
            long row = rowOf(tril, d);
            float sum = at(z, zo, d) - at(heads, mu, d);
            for (int j = 0; j < d; j++) {
                sum = Math.fma(-at(heads, row, j), at(y, yo, j), sum);
            }
            float value = sum * at(inverse, io, d);
            put(y, yo, d, value);
            squares = Math.fma((double) value, value, squares);
        }
        return squares;
    }

    @Override
    public void unwhiten(MemorySegment heads, long mu, MemorySegment inverse, long io, int latent, MemorySegment y,
            long yo, MemorySegment u, long uo) {
        long tril = mu + 8L * latent;
        for (int d = latent - 1; d >= 0; d--) {
            float sum = at(y, yo, d);
            for (int i = d + 1; i < latent; i++) {
                sum = Math.fma(-at(heads, rowOf(tril, i), d), at(u, uo, i), sum);
            }
            put(u, uo, d, sum * at(inverse, io, d));
        }
    }

    @Override
    public void addDensityGradient(MemorySegment inverse, long io, int latent, MemorySegment y, long yo,
            MemorySegment u, long uo, float factor, MemorySegment dHeads, long dMu) {
        long dv = dMu + 4L * latent;
        long dTril = dv + 4L * latent;
        addScaled(u, uo, factor, dHeads, dMu, latent);
        float half = 0.5f * factor;
        for (int d = 0; d < latent; d++) {
            float slope = factor * at(u, uo, d);
            put(dHeads, dv, d,
                    Math.fma(half, at(u, uo, d) * at(y, yo, d) / at(inverse, io, d) - 1f, at(dHeads, dv, d)));
            addScaled(y, yo, slope, dHeads, rowOf(dTril, d), d);
        }
    }
}
