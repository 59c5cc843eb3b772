package lanewise.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import lanewise.core.Matrix;
import lanewise.core.Team;

/// How fast are the caches and the memory read? Each thread adds up its own memory again and again; the median of
/// many passes counts.
final class Bandwidth {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int PASSES = 25;

    /// Bytes that each thread reads: well inside 32 KiB, 1 MiB and a share of the last level, and far outside of all.
    private static final long[] SIZES = {24 << 10, 512 << 10, 4 << 20, 256 << 20};

    private final double[] bytesPerSecond = new double[SIZES.length];

    private Bandwidth() {
    }

    /// Measures all levels with all threads of a team at once.
    static Bandwidth measure(Team team) {
        Bandwidth result = new Bandwidth();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment[] memory = new MemorySegment[team.size()];
            Arrays.setAll(memory, i -> arena.allocate(SIZES[SIZES.length - 1], Matrix.ALIGNMENT).fill((byte) 0));
            float[] sink = new float[16 * team.size()];
            // Twice round the levels: in the first round the loop is still being compiled.
            for (int i = 0; i < 2 * SIZES.length; i++) {
                int level = i % SIZES.length;
                long bytes = SIZES[level];
                int repeats = (int) Math.max(1, (8 << 20) / bytes);
                Team.Work work = (part, parts) -> {
                    for (int n = 0; n < repeats; n++) {
                        sink[16 * part] += sum(memory[part], (int) (bytes / Float.BYTES));
                    }
                };
                double[] seconds = new double[PASSES];
                for (int pass = -PASSES; pass < PASSES; pass++) {
                    long start = System.nanoTime();
                    team.run(work);
                    seconds[Math.max(pass, 0)] = (System.nanoTime() - start) * 1e-9;
                }
                Arrays.sort(seconds);
                result.bytesPerSecond[level] = (double) bytes * repeats * team.size() / seconds[PASSES / 2];
            }
        }
        return result;
    }

    private static float sum(MemorySegment s, int n) {
        int lanes = SPECIES.length();
        long step = 4L * lanes;
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i += 4 * lanes) {
            long at = (long) i << 2;
            a = a.add(FloatVector.fromMemorySegment(SPECIES, s, at, ORDER));
            b = b.add(FloatVector.fromMemorySegment(SPECIES, s, at + step, ORDER));
            c = c.add(FloatVector.fromMemorySegment(SPECIES, s, at + 2 * step, ORDER));
            d = d.add(FloatVector.fromMemorySegment(SPECIES, s, at + 3 * step, ORDER));
        }
        return a.add(b).add(c.add(d)).lane(0);
    }

    /// Bytes per second of the second level for what fits there, else of the last.
    double of(double bytes, int threads) {
        return bytes <= (double) SIZES[1] * threads ? bytesPerSecond[1] : bytesPerSecond[2];
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "L1 %.0f, L2 %.0f, L3 %.0f, memory %.0f GB/s", bytesPerSecond[0] * 1e-9,
                bytesPerSecond[1] * 1e-9, bytesPerSecond[2] * 1e-9, bytesPerSecond[3] * 1e-9);
    }
}
