package lanewise.vae.train;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.MemorySegment;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.kernel.Species;

/// `to_i = to_i + from_i`, split over a team; [#scalar] is the specification.
///
/// Serves one call at a time.
final class FloatSum implements Team.Work {

    /// Parts begin on multiples of so many floats, which are whole vectors of any width.
    static final int GRAIN = Optimizer.GRAIN;

    /// Floats in a call of a loop: the compiler counts calls.
    private static final int PIECE = 256 * GRAIN;

    private final Team team;
    private MemorySegment from;
    private MemorySegment to;
    private int floats;

    FloatSum(Team team) {
        this.team = team;
    }

    /// Adds.
    ///
    /// @param from what is added, a multiple of [#GRAIN] floats
    /// @param to what it is added to, as many floats
    void add(MemorySegment from, MemorySegment to) {
        this.from = from;
        this.to = to;
        this.floats = Math.toIntExact(to.byteSize() / Float.BYTES);
        team.run(this);
    }

    @Override
    public void part(int part, int parts) {
        int end = Team.begin(floats, part + 1, parts, GRAIN);
        for (int i = Team.begin(floats, part, parts, GRAIN); i < end; i += PIECE) {
            if (Kernels.VECTOR) {
                Lanes.add(from, to, i, Math.min(i + PIECE, end));
            } else {
                scalar(from, to, i, Math.min(i + PIECE, end));
            }
        }
    }

    static void scalar(MemorySegment from, MemorySegment to, int begin, int end) {
        for (int i = begin; i < end; i++) {
            long at = (long) i << 2;
            to.set(Matrix.FLOAT, at, to.get(Matrix.FLOAT, at) + from.get(Matrix.FLOAT, at));
        }
    }

    /// Loaded where there are vectors: verifying it needs their classes.
    static final class Lanes {

        private Lanes() {
        }

        static void add(MemorySegment from, MemorySegment to, int begin, int end) {
            for (int i = begin; i < end; i += Species.LANES) {
                long at = (long) i << 2;
                fromMemorySegment(Species.F, to, at, Species.ORDER)
                        .add(fromMemorySegment(Species.F, from, at, Species.ORDER))
                        .intoMemorySegment(to, at, Species.ORDER);
            }
        }
    }
}
