package lanewise.vae.latent;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;

/// The posterior q(z|x) = N(mu, diag(e^v)) against the prior p(z) = N(0, I), v being the log of the variance (Kingma and Welling 2014, eq. 10 and
/// appendix B).
///
/// Rows are ordered by sample first: with B rows of mu and v, row r of the noise, of z and of its gradient belongs to row `r mod B`. All methods work
/// on a range of rows, so that threads can share them out; they allocate nothing, are elementwise, give equal bits at every vector width, and refuse
/// shapes that do not fit with an [IllegalArgumentException] that names the argument.
public final class DiagonalGaussian {

    // Scalar loops alone: rows have some tens of latent dimensions, and C2 made objects of the vectors of such short loops around an exponential.
    private DiagonalGaussian() {
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
        requireSamples("z", z, batch, latent);
        noise.requireShape("noise", z.rows(), latent);
        for (int r = from; r < to; r++) {
            int b = r % batch;
            sample(mu.segment(), mu.byteOffset(b, 0), logVariance.segment(), logVariance.byteOffset(b, 0), noise.segment(),
                    noise.byteOffset(r, 0), z.segment(), z.byteOffset(r, 0), z.columns());
        }
    }

    private static void sample(MemorySegment mu, long mo, MemorySegment v, long vo, MemorySegment eps, long eo, MemorySegment z, long zo,
            int n) {
        for (int i = 0; i < n; i++) {
            long at = (long) i << 2;
            float deviation = Exp.exp(0.5f * v.get(Matrix.FLOAT, vo + at));
            z.set(Matrix.FLOAT, zo + at, Math.fma(deviation, eps.get(Matrix.FLOAT, eo + at), mu.get(Matrix.FLOAT, mo + at)));
        }
    }

    private static void requireSamples(String argument, Matrix samples, int batch, int latent) {
        if (batch == 0 || samples.rows() % batch != 0 || samples.columns() != latent) {
            throw new IllegalArgumentException(argument + ": is " + samples.rows() + " x " + samples.columns() + ", expected a multiple of "
                    + batch + " rows x " + latent);
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
            divergence(mu.segment(), mu.byteOffset(r, 0), logVariance.segment(), logVariance.byteOffset(r, 0), kl.segment(),
                    kl.byteOffset(r, 0), kl.columns());
        }
    }

    private static void divergence(MemorySegment mu, long mo, MemorySegment v, long vo, MemorySegment kl, long ko, int n) {
        for (int i = 0; i < n; i++) {
            long at = (long) i << 2;
            float mean = mu.get(Matrix.FLOAT, mo + at);
            float logVariance = v.get(Matrix.FLOAT, vo + at);
            // e^v - 1 is exact near v = 0, where the rest cancels; what rounding leaves below 0 there is 0 in truth.
            float excess = Math.max((Exp.exp(logVariance) - 1f) - logVariance, 0f);
            kl.set(Matrix.FLOAT, ko + at, 0.5f * Math.fma(mean, mean, excess));
        }
    }

    /// Backward through [#sample]: `dmu = sum_s dz`, `dv = sum_s dz eps * e^(v/2) / 2`, samples ascending. Overwrites both.
    ///
    /// @param logVariance log-variances, B x Z
    /// @param noise the numbers that made z, (S * B) x Z
    /// @param dz gradient with respect to z, (S * B) x Z
    /// @param dMu where the gradient of the means goes, B x Z
    /// @param dLogVariance where the gradient of the log-variances goes, B x Z
    /// @param from first row of B
    /// @param to row after the last
    public static void sampleBackward(Matrix logVariance, Matrix noise, Matrix dz, Matrix dMu, Matrix dLogVariance, int from, int to) {
        int batch = logVariance.rows();
        int latent = logVariance.columns();
        requireSamples("dz", dz, batch, latent);
        noise.requireShape("noise", dz.rows(), latent);
        dMu.requireShape("dMu", batch, latent);
        dLogVariance.requireShape("dLogVariance", batch, latent);
        int samples = dz.rows() / batch;
        long noiseStep = noise.byteOffset(batch, 0);
        long dzStep = dz.byteOffset(batch, 0);
        for (int r = from; r < to; r++) {
            sampleBackward(logVariance.segment(), logVariance.byteOffset(r, 0), noise.segment(), noise.byteOffset(r, 0), noiseStep,
                    dz.segment(), dz.byteOffset(r, 0), dzStep, samples, dMu.segment(), dMu.byteOffset(r, 0), dLogVariance.segment(),
                    dLogVariance.byteOffset(r, 0), logVariance.columns());
        }
    }

    private static void sampleBackward(MemorySegment v, long vo, MemorySegment eps, long eo, long epsStep, MemorySegment dz, long dzo,
            long dzStep, int samples, MemorySegment dMu, long dmo, MemorySegment dv, long dvo, int n) {
        for (int i = 0; i < n; i++) {
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
    public static void addDivergenceGradient(Matrix mu, Matrix logVariance, float scale, Matrix dMu, Matrix dLogVariance, int from, int to) {
        logVariance.requireShape("logVariance", mu.rows(), mu.columns());
        dMu.requireShape("dMu", mu.rows(), mu.columns());
        dLogVariance.requireShape("dLogVariance", mu.rows(), mu.columns());
        for (int r = from; r < to; r++) {
            addDivergenceGradient(mu.segment(), mu.byteOffset(r, 0), logVariance.segment(), logVariance.byteOffset(r, 0), scale,
                    dMu.segment(), dMu.byteOffset(r, 0), dLogVariance.segment(), dLogVariance.byteOffset(r, 0), mu.columns());
        }
    }

    private static void addDivergenceGradient(MemorySegment mu, long mo, MemorySegment v, long vo, float scale, MemorySegment dMu, long dmo,
            MemorySegment dv, long dvo, int n) {
        float half = 0.5f * scale;
        for (int i = 0; i < n; i++) {
            long at = (long) i << 2;
            float excess = Exp.exp(v.get(Matrix.FLOAT, vo + at)) - 1f;
            dMu.set(Matrix.FLOAT, dmo + at, Math.fma(scale, mu.get(Matrix.FLOAT, mo + at), dMu.get(Matrix.FLOAT, dmo + at)));
            dv.set(Matrix.FLOAT, dvo + at, Math.fma(half, excess, dv.get(Matrix.FLOAT, dvo + at)));
        }
    }
}
