package lanewise.vae.likelihood;

import lanewise.core.math.GammaRatio;
import lanewise.core.random.RandomStream;

/// Random numbers of distributions other than the uniform and the normal one; the draw of element i is a function of
/// (seed, stream, i) alone.
///
/// A draw may need several numbers: number k of element i is element i of the stream with the seed
/// `seed + k * 0x9e3779b97f4a7c15`, a key of its own. All arithmetic is in double with [StrictMath].
final class Draws {

    private static final long STEP = 0x9e3779b97f4a7c15L;
    private static final int ATTEMPTS = 1000;

    /// Means from which Poisson numbers are rounded normal ones: neighbouring whole numbers are no longer
    /// neighbouring floats.
    private static final double HUGE = 1 << 24;

    private Draws() {
    }

    private static RandomStream number(RandomStream noise, int k) {
        return k == 0 ? noise : new RandomStream(noise.seed() + k * STEP, noise.stream());
    }

    /// Number k of element i, uniform: one of 2^52 equidistant doubles, neither 0 nor 1. Takes the numbers k and k + 1.
    static double uniform(RandomStream noise, long i, int k) {
        int high = number(noise, k).bits(i) >>> 6;
        int low = number(noise, k + 1).bits(i) >>> 6;
        return (high * 0x1p26 + low + 0.5) * 0x1p-52;
    }

    /// Exponential with mean 1.
    static double exponential(RandomStream noise, long i) {
        return -StrictMath.log(uniform(noise, i, 0));
    }

    /// Laplace with location 0 and scale 1, by inversion.
    static double laplace(RandomStream noise, long i) {
        double u = uniform(noise, i, 0) - 0.5;
        return -Math.signum(u) * StrictMath.log1p(-2 * Math.abs(u));
    }

    /// Student's t (Bailey 1994, eq. 1, in polar form): `sqrt(nu (u^(-2/nu) - 1)) cos(2 pi v)`.
    static double studentT(RandomStream noise, long i, double degrees) {
        double u = uniform(noise, i, 0);
        double v = uniform(noise, i, 2);
        return StrictMath.sqrt(degrees * StrictMath.expm1(-2 / degrees * StrictMath.log(u)))
                * StrictMath.cos(2 * Math.PI * v);
    }

    /// Continuous Bernoulli with logit l, by inversion: `log(1 + u (e^l - 1)) / l`.
    static double continuousBernoulli(RandomStream noise, long i, double l) {
        double u = uniform(noise, i, 0);
        if (Math.abs(l) < 1e-8) {
            return u;
        }
        return l < 0 ? StrictMath.log1p(u * StrictMath.expm1(l)) / l
                : 1 - StrictMath.log1p((1 - u) * StrictMath.expm1(-l)) / -l;
    }

    /// Gamma of a shape and scale 1 (Marsaglia and Tsang 2000); takes the numbers from `k` on.
    static double gamma(RandomStream noise, long i, double shape, int k) {
        if (shape < 1) {
            return gamma(noise, i, shape + 1, k + 2) * StrictMath.exp(StrictMath.log(uniform(noise, i, k)) / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double x = number(noise, k + 3 * attempt).gaussian(i);
            double u = uniform(noise, i, k + 3 * attempt + 1);
            double v = 1 + c * x;
            v = v * v * v;
            if (v > 0 && StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return d * v;
            }
        }
        return d; // an attempt fails with a probability below 0.05
    }

    /// Poisson of a mean, by inversion that walks from the mode to both sides; about as many steps as the deviation.
    /// Takes the numbers k and k + 1.
    static double poisson(RandomStream noise, long i, double mean, int k) {
        if (!(mean > 0) || mean >= HUGE) {
            return mean >= HUGE
                    ? Math.max(0, Math.rint(mean + StrictMath.sqrt(mean) * number(noise, k).gaussian(i))) : mean;
        }
        double u = uniform(noise, i, k);
        double up = Math.floor(mean);
        double down = up;
        double above = StrictMath.exp(up * StrictMath.log(mean) - mean - GammaRatio.logFactorial(up));
        double below = above;
        u -= above;
        while (u > 0 && (above > 0 || below > 0)) {
            up++;
            above *= mean / up;
            u -= above;
            if (u > 0 && down > 0) {
                below *= down / mean;
                down--;
                u -= below;
                if (u <= 0) {
                    return down;
                }
            } else if (down == 0) {
                below = 0;
            }
        }
        return up;
    }
}
