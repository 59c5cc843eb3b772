package lanewise.vae.likelihood;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

import lanewise.core.kernel.Species;
import lanewise.core.math.Exp;

/// A vector loop of likelihoods that have the logarithm of a scale or of a variance among their outputs; flat
/// as [Species] asks.
final class LogScales {

    private LogScales() {
    }

    /// `out[i] = e^-v[i]` at the start of `out`; n is a multiple of a vector.
    static void inverses(MemorySegment v, long vOffset, MemorySegment out, int n) {
        for (int i = 0; i < n; i += Species.LANES) {
            long at = (long) i << 2;
            fromMemorySegment(Species.F, out, at, Species.ORDER);
            fromMemorySegment(Species.F, v, vOffset + at, Species.ORDER).neg()
                    .intoMemorySegment(out, at, Species.ORDER);
        }
        Exp.Lanes.run(out, 0, out, 0, n);
    }
}
