package lanewise.vae.latent;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Scratch;
import lanewise.core.math.Exp;

/// The loops of [DiagonalGaussian] over a row by vectors, element by element the same operations. Each does the
/// whole vectors of the first [Scratch#BLOCK] elements of a row and returns how many elements that were; the scalar
/// loops do the rest.
final class DiagonalGaussianLanes {

    private DiagonalGaussianLanes() {
    }

    private static int whole(int n) {
        return F.loopBound(Math.min(n, Scratch.BLOCK));
    }

    /// `e^(factor v)` into the block.
    private static void exponential(MemorySegment v, long vo, float factor, MemorySegment block, int whole) {
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            fromMemorySegment(F, block, at, ORDER);
            fromMemorySegment(F, v, vo + at, ORDER).mul(factor).intoMemorySegment(block, at, ORDER);
        }
        Exp.Lanes.run(block, 0, block, 0, whole);
    }

    static int sample(MemorySegment mu, long mo, MemorySegment v, long vo, MemorySegment eps, long eo, MemorySegment z,
            long zo, int n) {
        int whole = whole(n);
        MemorySegment block = Scratch.block();
        exponential(v, vo, 0.5f, block, whole);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            FloatVector deviation = fromMemorySegment(F, block, at, ORDER);
            fromMemorySegment(F, z, zo + at, ORDER);
            deviation.fma(fromMemorySegment(F, eps, eo + at, ORDER), fromMemorySegment(F, mu, mo + at, ORDER))
                    .intoMemorySegment(z, zo + at, ORDER);
        }
        return whole;
    }

    static int divergence(MemorySegment mu, long mo, MemorySegment v, long vo, MemorySegment kl, long ko, int n) {
        int whole = whole(n);
        MemorySegment block = Scratch.block();
        exponential(v, vo, 1, block, whole);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            FloatVector mean = fromMemorySegment(F, mu, mo + at, ORDER);
            FloatVector excess = fromMemorySegment(F, block, at, ORDER).sub(1f)
                    .sub(fromMemorySegment(F, v, vo + at, ORDER)).max(0f);
            fromMemorySegment(F, kl, ko + at, ORDER);
            mean.fma(mean, excess).mul(0.5f).intoMemorySegment(kl, ko + at, ORDER);
        }
        return whole;
    }

    static int sampleBackward(MemorySegment v, long vo, MemorySegment eps, long eo, long epsStep, MemorySegment dz,
            long dzo, long dzStep, int samples, MemorySegment dMu, long dmo, MemorySegment dv, long dvo, int n) {
        int whole = whole(n);
        MemorySegment block = Scratch.block();
        exponential(v, vo, 0.5f, block, whole);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            FloatVector sum = FloatVector.zero(F);
            FloatVector sumNoise = FloatVector.zero(F);
            for (int s = 0; s < samples; s++) {
                FloatVector d = fromMemorySegment(F, dz, dzo + s * dzStep + at, ORDER);
                sum = sum.add(d);
                sumNoise = d.fma(fromMemorySegment(F, eps, eo + s * epsStep + at, ORDER), sumNoise);
            }
            fromMemorySegment(F, dMu, dmo + at, ORDER);
            fromMemorySegment(F, dv, dvo + at, ORDER);
            sum.intoMemorySegment(dMu, dmo + at, ORDER);
            sumNoise.mul(fromMemorySegment(F, block, at, ORDER).mul(0.5f)).intoMemorySegment(dv, dvo + at, ORDER);
        }
        return whole;
    }

    static int addDivergenceGradient(MemorySegment mu, long mo, MemorySegment v, long vo, float scale,
            MemorySegment dMu, long dmo, MemorySegment dv, long dvo, int n) {
        int whole = whole(n);
        MemorySegment block = Scratch.block();
        exponential(v, vo, 1, block, whole);
        for (int i = 0; i < whole; i += LANES) {
            long at = (long) i << 2;
            FloatVector excess = fromMemorySegment(F, block, at, ORDER).sub(1f);
            FloatVector means = fromMemorySegment(F, dMu, dmo + at, ORDER);
            FloatVector variances = fromMemorySegment(F, dv, dvo + at, ORDER);
            broadcast(F, scale).fma(fromMemorySegment(F, mu, mo + at, ORDER), means)
                    .intoMemorySegment(dMu, dmo + at, ORDER);
            broadcast(F, 0.5f * scale).fma(excess, variances).intoMemorySegment(dv, dvo + at, ORDER);
        }
        return whole;
    }
}
