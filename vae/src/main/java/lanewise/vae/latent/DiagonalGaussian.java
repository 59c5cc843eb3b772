package lanewise.vae.latent;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;

/// The posterior q(z|x) = N(mu, diag(e^v)), v being the log of the variance, and its divergence from the prior
/// p(z) = N(0, I) (Kingma and Welling 2014, eq. 10 and appendix B).
///
/// Besides what every [Posterior] has, the static methods take means and log-variances apart. Rows are ordered by
/// sample first: with B rows of mu and v, row r of the noise, of z and of its gradient belongs to row `r mod B`. All
/// methods work on a range of rows, so that threads can share them out; they allocate nothing, are elementwise, and
/// refuse shapes that do not fit with an [IllegalArgumentException] that names the argument.
public record DiagonalGaussian() implements Posterior {

    private static final boolean VECTOR = Kernels.VECTOR;

    @Override
    public String name() {
        return "diagonal";
    }

    @Override
    public List<String> heads(int latent) {
        return List.of("mu", "logvar");
    }

    @Override
    public List<Integer> widths(int latent) {
        return List.of(latent, latent);
    }

    @Override
    public int width(int latent) {
        return Math.multiplyExact(2, latent);
    }

    @Override
    public void sample(Matrix heads, Matrix noise, Matrix z, int from, int to) {
        int batch = heads.rows();
        int latent = z.columns();
        requireHeads("heads", heads, batch, latent);
        Posterior.requireSamples("z", z, batch, latent);
        noise.requireShape("noise", z.rows(), latent);
        if (batch == 1 && to - from > 1 && latent <= Scratch.BLOCK) {
            sampleOne(heads.segment(), heads.byteOffset(0, 0), noise, z, from, to);
            return;
        }
        for (int r = from; r < to; r++) {
            int b = r % batch;
            sample(heads.segment(), heads.byteOffset(b, 0), heads.segment(), heads.byteOffset(b, latent),
                    noise.segment(), noise.byteOffset(r, 0), z.segment(), z.byteOffset(r, 0), latent);
        }
    }

    /// The same for many draws of one row, whose deviations are taken once.
    private static void sampleOne(MemorySegment heads, long mu, Matrix noise, Matrix z, int from, int to) {
        int latent = z.columns();
        MemorySegment deviations = Scratch.block();
        for (int i = 0; i < latent; i++) {
            long at = (long) i << 2;
            deviations.set(Matrix.FLOAT, at, Exp.exp(0.5f * heads.get(Matrix.FLOAT, mu + 4L * latent + at)));
        }
        for (int r = from; r < to; r++) {
            scaled(heads, mu, deviations, noise.segment(), noise.byteOffset(r, 0), z.segment(),
                    z.byteOffset(r, 0), latent);
        }
    }

    private static void scaled(MemorySegment heads, long mu, MemorySegment deviations, MemorySegment eps, long eo,
            MemorySegment z, long zo, int n) {
        for (int i = 0; i < n; i++) {
            long at = (long) i << 2;
            z.set(Matrix.FLOAT, zo + at, Math.fma(deviations.get(Matrix.FLOAT, at), eps.get(Matrix.FLOAT, eo + at),
                    heads.get(Matrix.FLOAT, mu + at)));
        }
    }

    @Override
    public void sampleRow(MemorySegment heads, long mu, MemorySegment noise, long eo, MemorySegment z, long zo,
            int latent) {
        sample(heads, mu, heads, mu + 4L * latent, noise, eo, z, zo, latent);
    }

    @Override
    public void sampleBackward(Matrix heads, Matrix noise, Matrix dz, Matrix dHeads, int from, int to) {
        int batch = heads.rows();
        int latent = dz.columns();
        requireHeads("heads", heads, batch, latent);
        Posterior.requireSamples("dz", dz, batch, latent);
        noise.requireShape("noise", dz.rows(), latent);
        requireHeads("dHeads", dHeads, batch, latent);
        long noiseStep = noise.byteOffset(batch, 0);
        long dzStep = dz.byteOffset(batch, 0);
        for (int b = from; b < to; b++) {
            sampleBackward(heads.segment(), heads.byteOffset(b, latent), noise.segment(), noise.byteOffset(b, 0),
                    noiseStep, dz.segment(), dz.byteOffset(b, 0), dzStep, dz.rows() / batch, dHeads.segment(),
                    dHeads.byteOffset(b, 0), dHeads.segment(), dHeads.byteOffset(b, latent), latent);
        }
    }

    @Override
    public void divergence(Matrix heads, Matrix kl, int from, int to) {
        int latent = kl.columns();
        requireHeads("heads", heads, heads.rows(), latent);
        kl.requireShape("kl", heads.rows(), latent);
        for (int b = from; b < to; b++) {
            divergence(heads.segment(), heads.byteOffset(b, 0), heads.segment(), heads.byteOffset(b, latent),
                    kl.segment(), kl.byteOffset(b, 0), latent);
        }
    }

    @Override
    public void addDivergenceGradient(Matrix heads, float scale, Matrix weights, Matrix dHeads, int from, int to) {
        int latent = heads.columns() / 2;
        requireHeads("dHeads", dHeads, heads.rows(), latent);
        if (weights != null) {
            weights.requireShape("weights", heads.rows(), latent);
        }
        for (int b = from; b < to; b++) {
            if (weights == null) {
                addDivergenceGradient(heads.segment(), heads.byteOffset(b, 0), heads.segment(),
                        heads.byteOffset(b, latent), scale, dHeads.segment(), dHeads.byteOffset(b, 0), dHeads.segment(),
                        dHeads.byteOffset(b, latent), latent);
            } else {
                for (int d = 0; d < latent; d++) {
                    addDivergenceGradient(heads.segment(), heads.byteOffset(b, d), heads.segment(),
                            heads.byteOffset(b, latent + d), scale * weights.get(b, d), dHeads.segment(),
                            dHeads.byteOffset(b, d), dHeads.segment(), dHeads.byteOffset(b, latent + d), 1);
                }
            }
        }
    }

    @Override
    public void score(Matrix heads, Matrix noise, Matrix score, int from, int to) {
        int latent = noise.columns();
        requireHeads("heads", heads, heads.rows(), latent);
        Posterior.requireSamples("noise", noise, heads.rows(), latent);
        score.requireShape("score", noise.rows(), latent);
        for (int r = from; r < to; r++) {
            long v = heads.byteOffset(r % heads.rows(), latent);
            for (int d = 0; d < latent; d++) {
                long at = (long) d << 2;
                score.segment().set(Matrix.FLOAT, score.byteOffset(r, d),
                        -noise.segment().get(Matrix.FLOAT, noise.byteOffset(r, d))
                        * Exp.exp(-0.5f * heads.segment().get(Matrix.FLOAT, v + at)));
            }
        }
    }

    @Override
    public double whiten(MemorySegment heads, long mu, MemorySegment inverse, long io, MemorySegment z, long zo,
            int latent, MemorySegment y, long yo) {
        double squares = 0;
        for (int d = 0; d < latent; d++) {
            long at = (long) d << 2;
            float value = (z.get(Matrix.FLOAT, zo + at) - heads.get(Matrix.FLOAT, mu + at))
                    * inverse.get(Matrix.FLOAT, io + at);
            y.set(Matrix.FLOAT, yo + at, value);
            squares = Math.fma((double) value, value, squares);
        }
        return squares;
    }

    @Override
    public void unwhiten(MemorySegment heads, long mu, MemorySegment inverse, long io, int latent, MemorySegment y,
            long yo, MemorySegment u, long uo) {
        for (int d = 0; d < latent; d++) {
            long at = (long) d << 2;
            u.set(Matrix.FLOAT, uo + at, y.get(Matrix.FLOAT, yo + at) * inverse.get(Matrix.FLOAT, io + at));
        }
    }

    @Override
    public void addDensityGradient(MemorySegment inverse, long io, int latent, MemorySegment y, long yo,
            MemorySegment u, long uo, float factor, MemorySegment dHeads, long dMu) {
        long dv = dMu + 4L * latent;
        float half = 0.5f * factor;
        for (int d = 0; d < latent; d++) {
            long at = (long) d << 2;
            float white = y.get(Matrix.FLOAT, yo + at);
            dHeads.set(Matrix.FLOAT, dMu + at,
                    Math.fma(factor, u.get(Matrix.FLOAT, uo + at), dHeads.get(Matrix.FLOAT, dMu + at)));
            dHeads.set(Matrix.FLOAT, dv + at,
                    Math.fma(half, Math.fma(white, white, -1f), dHeads.get(Matrix.FLOAT, dv + at)));
        }
    }

    /// `z = mu + e^(v/2) eps`.
    ///
    /// @param mu means, B x Z
    /// @param logVariance log-variances, B x Z
    /// @param noise standard normal numbers, (S * B) x Z
    /// @param z where the sample goes, (S * B) x Z; may be the noise
    /// @param from first row of z
    /// @param to row after the last
    public static void sample(Matrix mu, Matrix logVariance, Matrix noise, Matrix z, int from, int to) {
        int batch = mu.rows();
        int latent = mu.columns();
        logVariance.requireShape("logVariance", batch, latent);
        Posterior.requireSamples("z", z, batch, latent);
        noise.requireShape("noise", z.rows(), latent);
        for (int r = from; r < to; r++) {
            int b = r % batch;
            sample(mu.segment(), mu.byteOffset(b, 0), logVariance.segment(), logVariance.byteOffset(b, 0),
                    noise.segment(), noise.byteOffset(r, 0), z.segment(), z.byteOffset(r, 0), z.columns());
        }
    }

    private static void sample(MemorySegment mu, long mo, MemorySegment v, long vo, MemorySegment eps, long eo,
            MemorySegment z, long zo, int n) {
        int done = VECTOR && n >= Species.LANES ? DiagonalGaussianLanes.sample(mu, mo, v, vo, eps, eo, z, zo, n) : 0;
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            float deviation = Exp.exp(0.5f * v.get(Matrix.FLOAT, vo + at));
            z.set(Matrix.FLOAT, zo + at,
                    Math.fma(deviation, eps.get(Matrix.FLOAT, eo + at), mu.get(Matrix.FLOAT, mo + at)));
        }
    }

    /// KL(q||p) of each element, `-1/2 (1 + v - mu^2 - e^v)` in nats, never below 0.
    ///
    /// @param mu means, B x Z
    /// @param logVariance log-variances, B x Z
    /// @param kl where the divergences go, B x Z
    /// @param from first row
    /// @param to row after the last
    public static void divergence(Matrix mu, Matrix logVariance, Matrix kl, int from, int to) {
        logVariance.requireShape("logVariance", mu.rows(), mu.columns());
        kl.requireShape("kl", mu.rows(), mu.columns());
        for (int r = from; r < to; r++) {
            divergence(mu.segment(), mu.byteOffset(r, 0), logVariance.segment(), logVariance.byteOffset(r, 0),
                    kl.segment(), kl.byteOffset(r, 0), kl.columns());
        }
    }

    private static void divergence(MemorySegment mu, long mo, MemorySegment v, long vo, MemorySegment kl,
            long ko, int n) {
        int done = VECTOR && n >= Species.LANES ? DiagonalGaussianLanes.divergence(mu, mo, v, vo, kl, ko, n) : 0;
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            float mean = mu.get(Matrix.FLOAT, mo + at);
            float logVariance = v.get(Matrix.FLOAT, vo + at);
            // e^v - 1 is exact near v = 0, where the rest cancels; what rounding leaves below 0 there is 0 in truth.
            float excess = Math.max((Exp.exp(logVariance) - 1f) - logVariance, 0f);
            kl.set(Matrix.FLOAT, ko + at, 0.5f * Math.fma(mean, mean, excess));
        }
    }

    /// Backward through [#sample]: `dmu = sum_s dz`, `dv = sum_s dz eps * e^(v/2) / 2`, samples
    /// ascending. Overwrites both.
    ///
    /// @param logVariance log-variances, B x Z
    /// @param noise the numbers that made z, (S * B) x Z
    /// @param dz gradient with respect to z, (S * B) x Z
    /// @param dMu where the gradient of the means goes, B x Z
    /// @param dLogVariance where the gradient of the log-variances goes, B x Z
    /// @param from first row of B
    /// @param to row after the last
    public static void sampleBackward(Matrix logVariance, Matrix noise, Matrix dz, Matrix dMu, Matrix dLogVariance,
            int from, int to) {
        int batch = logVariance.rows();
        int latent = logVariance.columns();
        Posterior.requireSamples("dz", dz, batch, latent);
        noise.requireShape("noise", dz.rows(), latent);
        dMu.requireShape("dMu", batch, latent);
        dLogVariance.requireShape("dLogVariance", batch, latent);
        int samples = dz.rows() / batch;
        long noiseStep = noise.byteOffset(batch, 0);
        long dzStep = dz.byteOffset(batch, 0);
        for (int r = from; r < to; r++) {
            sampleBackward(logVariance.segment(), logVariance.byteOffset(r, 0), noise.segment(), noise.byteOffset(r, 0),
                    noiseStep, dz.segment(), dz.byteOffset(r, 0), dzStep, samples, dMu.segment(), dMu.byteOffset(r, 0),
                    dLogVariance.segment(), dLogVariance.byteOffset(r, 0), logVariance.columns());
        }
    }

    private static void sampleBackward(MemorySegment v, long vo, MemorySegment eps, long eo, long epsStep,
            MemorySegment dz, long dzo, long dzStep, int samples, MemorySegment dMu, long dmo, MemorySegment dv,
            long dvo, int n) {
        int done = VECTOR && n >= Species.LANES
                ? DiagonalGaussianLanes.sampleBackward(v, vo, eps, eo, epsStep, dz, dzo, dzStep, samples, dMu, dmo, dv,
                        dvo, n) : 0;
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            float sum = 0;
            float sumNoise = 0;
            for (int s = 0; s < samples; s++) {
                float d = dz.get(Matrix.FLOAT, dzo + s * dzStep + at);
                sum += d;
                sumNoise = Math.fma(d, eps.get(Matrix.FLOAT, eo + s * epsStep + at), sumNoise);
            }
            float deviation = Exp.exp(0.5f * v.get(Matrix.FLOAT, vo + at));
            dMu.set(Matrix.FLOAT, dmo + at, sum);
            dv.set(Matrix.FLOAT, dvo + at, sumNoise * (0.5f * deviation));
        }
    }

    /// Adds the gradient of `scale * KL`: `dmu += scale mu`, `dv += scale (e^v - 1) / 2`.
    ///
    /// @param mu means, B x Z
    /// @param logVariance log-variances, B x Z
    /// @param scale the factor, such as beta / B
    /// @param dMu gradient of the means, B x Z
    /// @param dLogVariance gradient of the log-variances, B x Z
    /// @param from first row
    /// @param to row after the last
    public static void addDivergenceGradient(Matrix mu, Matrix logVariance, float scale, Matrix dMu,
            Matrix dLogVariance, int from, int to) {
        logVariance.requireShape("logVariance", mu.rows(), mu.columns());
        dMu.requireShape("dMu", mu.rows(), mu.columns());
        dLogVariance.requireShape("dLogVariance", mu.rows(), mu.columns());
        for (int r = from; r < to; r++) {
            addDivergenceGradient(mu.segment(), mu.byteOffset(r, 0), logVariance.segment(),
                    logVariance.byteOffset(r, 0), scale, dMu.segment(), dMu.byteOffset(r, 0), dLogVariance.segment(),
                    dLogVariance.byteOffset(r, 0), mu.columns());
        }
    }

    private static void addDivergenceGradient(MemorySegment mu, long mo, MemorySegment v, long vo, float scale,
            MemorySegment dMu, long dmo, MemorySegment dv, long dvo, int n) {
        float half = 0.5f * scale;
        int done = VECTOR && n >= Species.LANES
                ? DiagonalGaussianLanes.addDivergenceGradient(mu, mo, v, vo, scale, dMu, dmo, dv, dvo, n) : 0;
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            float excess = Exp.exp(v.get(Matrix.FLOAT, vo + at)) - 1f;
            dMu.set(Matrix.FLOAT, dmo + at,
                    Math.fma(scale, mu.get(Matrix.FLOAT, mo + at), dMu.get(Matrix.FLOAT, dmo + at)));
            dv.set(Matrix.FLOAT, dvo + at, Math.fma(half, excess, dv.get(Matrix.FLOAT, dvo + at)));
        }
    }
}
