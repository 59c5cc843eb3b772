package lanewise.core.random;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static lanewise.core.random.Philox4x32.LOW;
import static lanewise.core.random.Philox4x32.M0;
import static lanewise.core.random.Philox4x32.M1;
import static lanewise.core.random.Philox4x32.W0;
import static lanewise.core.random.Philox4x32.W1;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;

import lanewise.core.kernel.Species;

/// [Philox4x32] for many consecutive counters. Loaded only where vector kernels run.
///
/// A 32-bit word lives in the low half of a 64-bit lane and the high half is rubbish. With P = M0 x0 and Q = M1 x2 a
/// round is P' = M0 low((Q >>> 32) ^ Q_before ^ k0), Q' = M1 low((P >>> 32) ^ P_before ^ k1), because x1 and x3 are the
/// low halves of the products before. One vector holds even counters, another the odd ones, so that their words
/// interleave by a shift and an or.
final class PhiloxLanes {

    private static final LongVector EVEN = LongVector.zero(Species.L).addIndex(2);

    private PhiloxLanes() {
    }

    /// Words of the counters 16 block to 16 (block + blocks) - 1, as ints: word w of counter 16 b + l at byte 256
    /// (b - block) + 64 w + 4 l. The low 32 bits of the counter must not overflow on the way. Two of ten rounds are
    /// cheap: all words but one begin equal in all lanes.
    ///
    /// The and and the exclusive or that precede a product are of different lane types: C2 would fuse them, and then
    /// no longer see that a 32-bit multiply is enough. Written out without helpers: C2 stops to inline helpers in a
    /// method this large.
    static void bits(long seed, long stream, MemorySegment out, long offset, int blocks, long block) {
        if (blocks == 0) {
            return;
        }
        long k0 = seed & LOW;
        long k1 = seed >>> 32;
        long counter = 16 * block;
        long firstQ = M1 * (stream & LOW);
        long firstP = M0 * (firstQ >>> 32 ^ counter >>> 32 ^ k0);
        LongVector m0 = LongVector.broadcast(Species.L, M0).and(LOW);
        LongVector m1 = LongVector.broadcast(Species.L, M1).and(LOW);
        IntVector key1 = LongVector.broadcast(Species.L, stream >>> 32 ^ k1).reinterpretAsInts();
        IntVector key2 = LongVector.broadcast(Species.L, firstQ ^ k0 + W0).reinterpretAsInts();
        IntVector key3 = LongVector.broadcast(Species.L, firstP >>> 32 ^ k1 + W1).reinterpretAsInts();
        LongVector beforeP = LongVector.broadcast(Species.L, firstP);
        LongVector startKey0 = LongVector.broadcast(Species.L, k0 + 2 * W0);
        LongVector startKey1 = LongVector.broadcast(Species.L, k1 + 2 * W1);
        LongVector w0 = LongVector.broadcast(Species.L, W0);
        LongVector w1 = LongVector.broadcast(Species.L, W1);
        LongVector counters = EVEN.add(counter & LOW);
        for (int i = 0; i < 16 * blocks; i += Species.LANES) {
            LongVector oldPa = counters.and(LOW).mul(m0);
            LongVector oldPb = counters.add(1).and(LOW).mul(m0);
            LongVector oldQa = oldPa.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, key1).reinterpretAsLongs()
                    .and(LOW).mul(m1);
            LongVector oldQb = oldPb.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, key1).reinterpretAsLongs()
                    .and(LOW).mul(m1);
            LongVector pa = oldQa.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, key2).reinterpretAsLongs()
                    .and(LOW).mul(m0);
            LongVector pb = oldQb.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, key2).reinterpretAsLongs()
                    .and(LOW).mul(m0);
            LongVector qa = oldPa.reinterpretAsInts().lanewise(XOR, key3).reinterpretAsLongs().and(LOW).mul(m1);
            LongVector qb = oldPb.reinterpretAsInts().lanewise(XOR, key3).reinterpretAsLongs().and(LOW).mul(m1);
            oldPa = beforeP;
            oldPb = beforeP;
            LongVector key0 = startKey0;
            LongVector keyOne = startKey1;
            for (int round = 2; round < Philox4x32.ROUNDS - 1; round++) {
                LongVector newPa = qa.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, oldQa.reinterpretAsInts())
                        .lanewise(XOR, key0.reinterpretAsInts()).reinterpretAsLongs().and(LOW).mul(m0);
                LongVector newPb = qb.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, oldQb.reinterpretAsInts())
                        .lanewise(XOR, key0.reinterpretAsInts()).reinterpretAsLongs().and(LOW).mul(m0);
                LongVector newQa = pa.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, oldPa.reinterpretAsInts())
                        .lanewise(XOR, keyOne.reinterpretAsInts()).reinterpretAsLongs().and(LOW).mul(m1);
                LongVector newQb = pb.lanewise(LSHR, 32).reinterpretAsInts().lanewise(XOR, oldPb.reinterpretAsInts())
                        .lanewise(XOR, keyOne.reinterpretAsInts()).reinterpretAsLongs().and(LOW).mul(m1);
                oldPa = pa;
                oldPb = pb;
                oldQa = qa;
                oldQb = qb;
                pa = newPa;
                pb = newPb;
                qa = newQa;
                qb = newQb;
                key0 = key0.add(w0);
                keyOne = keyOne.add(w1);
            }
            long at = offset + ((long) (i >>> 4) << 8) + ((long) (i & 15) << 2);
            qa.lanewise(LSHR, 32).lanewise(XOR, oldQa).lanewise(XOR, key0).and(LOW)
                    .or(qb.lanewise(LSHR, 32).lanewise(XOR, oldQb).lanewise(XOR, key0).lanewise(LSHL, 32))
                    .reinterpretAsFloats().intoMemorySegment(out, at, Species.ORDER);
            qa.and(LOW).or(qb.lanewise(LSHL, 32)).reinterpretAsFloats().intoMemorySegment(out, at + 64, Species.ORDER);
            pa.lanewise(LSHR, 32).lanewise(XOR, oldPa).lanewise(XOR, keyOne).and(LOW)
                    .or(pb.lanewise(LSHR, 32).lanewise(XOR, oldPb).lanewise(XOR, keyOne).lanewise(LSHL, 32))
                    .reinterpretAsFloats().intoMemorySegment(out, at + 128, Species.ORDER);
            pa.and(LOW).or(pb.lanewise(LSHL, 32)).reinterpretAsFloats().intoMemorySegment(out, at + 192, Species.ORDER);
            counters = counters.add(Species.LANES);
        }
    }
}
