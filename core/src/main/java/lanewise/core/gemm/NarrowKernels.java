package lanewise.core.gemm;

import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.I;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

import lanewise.core.Storage;

/// Makes floats of weights of 16 and 8 bits, one vector wide, in panels as [NarrowPacking] has them.
final class NarrowKernels {

    /// Bytes that become a vector of floats: the API has no vector of 4 bytes, so that 4 lanes are half of one.
    static final VectorSpecies<Byte> B = LANES == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

    /// Byte offset of the bytes of the second vector of a panel, and which part of them it is.
    static final long SECOND = LANES == 4 ? 0 : LANES;
    static final int SECOND_PART = LANES == 4 ? 1 : 0;

    /// What is left of an int whose last 16 bits are dropped.
    static final int HIGH = 0xffff0000;

    private static final int NR = Blocking.NR;

    private NarrowKernels() {
    }

    /// Rows pc to pc + kc of one vector of columns of a panel.
    ///
    /// @param b the narrow weights
    /// @param panel byte offset of the panel
    /// @param vector which vector of the panel, 0 or 1
    /// @param out where the floats go
    /// @param at byte offset of the first row's
    /// @param step bytes from a row's to the next
    static void widen(Storage storage, MemorySegment b, long panel, int pc, int kc, int vector, MemorySegment out,
            long at, long step) {
        if (storage == Storage.INT8) {
            long from = panel + (long) pc * NR;
            if (vector == 0) {
                bytes(b, from, kc, out, at, step);
            } else {
                secondBytes(b, from + SECOND, kc, out, at, step);
            }
            return;
        }
        long from = panel + (long) vector * LANES * Integer.BYTES;
        long pair = (long) NR * Integer.BYTES;
        int odd = pc % 2;
        low(b, from + (pc + 1) / 2 * pair, (kc + 1 - odd) / 2, out, at + odd * step, 2 * step);
        high(b, from + pc / 2 * pair, (kc + odd) / 2, out, at + (1 - odd) * step, 2 * step);
    }

    private static void low(MemorySegment b, long from, int rows, MemorySegment out, long at, long step) {
        long source = from;
        long target = at;
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(F, out, target, ORDER);
            IntVector.fromMemorySegment(I, b, source, ORDER).lanewise(LSHL, 16).reinterpretAsFloats()
                    .intoMemorySegment(out, target, ORDER);
            source += (long) NR * Integer.BYTES;
            target += step;
        }
    }

    private static void high(MemorySegment b, long from, int rows, MemorySegment out, long at, long step) {
        long source = from;
        long target = at;
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(F, out, target, ORDER);
            IntVector.fromMemorySegment(I, b, source, ORDER).and(HIGH).reinterpretAsFloats()
                    .intoMemorySegment(out, target, ORDER);
            source += (long) NR * Integer.BYTES;
            target += step;
        }
    }

    private static void bytes(MemorySegment b, long from, int rows, MemorySegment out, long at, long step) {
        long source = from;
        long target = at;
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(F, out, target, ORDER);
            ((FloatVector) ByteVector.fromMemorySegment(B, b, source, ORDER).convertShape(B2F, F, 0))
                    .intoMemorySegment(out, target, ORDER);
            source += NR;
            target += step;
        }
    }

    private static void secondBytes(MemorySegment b, long from, int rows, MemorySegment out, long at, long step) {
        long source = from;
        long target = at;
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(F, out, target, ORDER);
            ((FloatVector) ByteVector.fromMemorySegment(B, b, source, ORDER).convertShape(B2F, F, SECOND_PART))
                    .intoMemorySegment(out, target, ORDER);
            source += NR;
            target += step;
        }
    }

    /// `c[i] = c[i] * s[i]`
    static void multiply(MemorySegment s, long sOffset, MemorySegment c, long cOffset, int n) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            long at = (long) i << 2;
            FloatVector scale = FloatVector.fromMemorySegment(F, s, sOffset + at, ORDER);
            FloatVector.fromMemorySegment(F, c, cOffset + at, ORDER).mul(scale)
                    .intoMemorySegment(c, cOffset + at, ORDER);
        }
        for (; i < n; i++) {
            long at = (long) i << 2;
            c.set(Packing.FLOAT, cOffset + at, c.get(Packing.FLOAT, cOffset + at) * s.get(Packing.FLOAT, sOffset + at));
        }
    }
}
