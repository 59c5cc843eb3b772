package lanewise.core.random;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

import lanewise.core.kernel.Species;

/// [BoxMuller] in place over blocks of 64 random words: words 0 and 1, and words 2 and 3, of 16 counters. Loaded only
/// where vector kernels run.
///
/// Two passes, each written out in one method of more than 325 bytecodes: C2 then compiles each by itself, and never
/// into a caller where the rest of its inlining budget would not do. Registers: 16 constants and under 10 values.
final class BoxMullerLanes {

    private BoxMullerLanes() {
    }

    /// Replaces each radius word by its radius.
    static void radii(MemorySegment out, long offset, int blocks) {
        for (int i = 0; i < 32 * blocks; i += Species.LANES) {
            long at = offset + ((long) (i >>> 4) << 7) + ((long) (i & 15) << 2);
            IntVector word = FloatVector.fromMemorySegment(Species.F, out, at, Species.ORDER).reinterpretAsInts();
            FloatVector a = ((FloatVector) word.convertShape(I2F, Species.F, 0)).add(0.5f);
            IntVector bits = a.reinterpretAsInts();
            FloatVector m = bits.and(0x7fffff).or(0x3f000000).reinterpretAsFloats();
            FloatVector exponent = (FloatVector) bits.lanewise(LSHR, 23).convertShape(I2F, Species.F, 0);
            VectorMask<Float> upper = a.lt(0f);
            FloatVector n = FloatVector.broadcast(Species.F, 158f).sub(exponent).blend(0f, upper);
            FloatVector h = FloatVector.broadcast(Species.F, 1f).sub(m).blend(a.mul(-0x1p-32f), upper);
            FloatVector t = FloatVector.broadcast(Species.F, BoxMuller.L7);
            t = t.fma(h, FloatVector.broadcast(Species.F, BoxMuller.L6));
            t = t.fma(h, FloatVector.broadcast(Species.F, BoxMuller.L5));
            t = t.fma(h, FloatVector.broadcast(Species.F, BoxMuller.L4));
            t = t.fma(h, FloatVector.broadcast(Species.F, BoxMuller.L3));
            t = t.fma(h, FloatVector.broadcast(Species.F, BoxMuller.L2));
            t = t.fma(h, FloatVector.broadcast(Species.F, BoxMuller.L1));
            t = t.fma(h, FloatVector.broadcast(Species.F, BoxMuller.L0));
            FloatVector linear = n.fma(FloatVector.broadcast(Species.F, BoxMuller.LN4), h.add(h));
            t.fma(h.mul(h), linear).sqrt().intoMemorySegment(out, at, Species.ORDER);
        }
    }

    /// Replaces each pair (radius, angle word) by (radius cos(theta), radius sin(theta)).
    static void rotate(MemorySegment out, long offset, int blocks) {
        for (int i = 0; i < 32 * blocks; i += Species.LANES) {
            long at = offset + ((long) (i >>> 4) << 7) + ((long) (i & 15) << 2);
            IntVector word = FloatVector.fromMemorySegment(Species.F, out, at + 64, Species.ORDER).reinterpretAsInts()
                    .add(0x40000000);
            FloatVector y = ((FloatVector) word.and(0x7fffffff).sub(0x40000000).convertShape(I2F, Species.F, 0))
                    .mul(0x1p-31f);
            FloatVector r = FloatVector.fromMemorySegment(Species.F, out, at, Species.ORDER).reinterpretAsInts()
                    .lanewise(XOR, word.and(0x80000000)).reinterpretAsFloats();
            FloatVector z = y.mul(y);
            FloatVector c = FloatVector.broadcast(Species.F, BoxMuller.C4);
            c = c.fma(z, FloatVector.broadcast(Species.F, BoxMuller.C3));
            c = c.fma(z, FloatVector.broadcast(Species.F, BoxMuller.C2));
            c = c.fma(z, FloatVector.broadcast(Species.F, BoxMuller.C1));
            c = c.fma(z, FloatVector.broadcast(Species.F, 1f));
            FloatVector twice = y.add(y);
            c = c.mul(twice.fma(twice.neg(), FloatVector.broadcast(Species.F, 1f)));
            FloatVector s = FloatVector.broadcast(Species.F, BoxMuller.S4);
            s = s.fma(z, FloatVector.broadcast(Species.F, BoxMuller.S3));
            s = s.fma(z, FloatVector.broadcast(Species.F, BoxMuller.S2));
            s = s.fma(z, FloatVector.broadcast(Species.F, BoxMuller.S1));
            s = s.fma(z, FloatVector.broadcast(Species.F, BoxMuller.S0));
            r.mul(c).intoMemorySegment(out, at, Species.ORDER);
            r.mul(s.mul(y)).intoMemorySegment(out, at + 64, Species.ORDER);
        }
    }
}
