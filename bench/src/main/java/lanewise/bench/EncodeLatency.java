package lanewise.bench;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Matrix;
import lanewise.core.kernel.Species;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// How long does each single call of a service take (784-400-20, one thread), tails included, and how much of a
/// tail is the machine's?
///
/// Each call is timed alone, and after each call a loop of dependent multiplications that takes about as long: what
/// interrupts the one interrupts the other as often. The rows `read` say how long the memory takes that one row has to
/// read: its weights, read over and over again with nothing else done, always forwards, or forwards and backwards in
/// turn so that the end read last is still in the second-level cache.
///
///     java --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar \
///             lanewise.bench.EncodeLatency [calls] [case ...]
public final class EncodeLatency {

    private static final int INPUTS = 784;
    private static final int LATENT = 20;
    private static final int HIDDEN = 400;
    private static final int WARM_UP_SECONDS = 3;

    private static volatile long sink;

    private EncodeLatency() {
    }

    private record Case(String name, Runnable call) {
    }

    /// Runs the cases and prints a table.
    ///
    /// @param args number of calls, and beginnings of names of cases; by default 100,000 and all
    public static void main(String[] args) {
        int calls = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        System.out.println("| call | p50 us | p90 | p99 | p99.9 | max | p99 / p50 | the machine: p99 | p99.9 | max |"
                + " p99 / p50 |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        Architecture architecture = Architecture.of(INPUTS, LATENT, HIDDEN);
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Parameters.allocate(arena, architecture.layout());
            Initialization.PYTORCH.fill(parameters, 1);
            try (VaeModel model = VaeModel.of(architecture, parameters); Session one = model.session(1);
                    Session many = model.session(32)) {
                for (Case c : cases(arena, one, many)) {
                    if (args.length < 2 || Arrays.stream(args).skip(1).anyMatch(c.name::startsWith)) {
                        measure(c, calls);
                    }
                }
            }
        }
    }

    private static Case[] cases(Arena arena, Session one, Session many) {
        Matrix x = Matrix.allocate(arena, 32, INPUTS);
        new RandomStream(1, 1).fillUniform(x, 0);
        Matrix row = x.rows(0, 1);
        Matrix mean = Matrix.allocate(arena, 32, LATENT);
        Matrix rowMean = mean.rows(0, 1);
        Matrix rowVariance = Matrix.allocate(arena, 1, LATENT);
        Matrix rowImage = Matrix.allocate(arena, 1, INPUTS);
        Matrix weights = Matrix.allocateDense(arena, 1, HIDDEN * (INPUTS + 2 * Species.LANES));
        boolean[] backwards = new boolean[1];
        return new Case[] {new Case("encode 1", () -> one.encode(row, rowMean)),
            new Case("encode 32", () -> many.encode(x, mean)),
            new Case("posterior 1", () -> one.encode(row, rowMean, rowVariance)),
            new Case("decode 1", () -> one.decode(rowMean, rowImage)),
            new Case("reconstruct 1", () -> one.reconstruct(row, rowImage)),
            new Case("read forwards", () -> readForwards(weights.segment())),
            new Case("read in turn", () -> {
                if (backwards[0] ^= true) {
                    readBackwards(weights.segment());
                } else {
                    readForwards(weights.segment());
                }
            })};
    }

    private static void measure(Case c, int calls) {
        long deadline = System.nanoTime() + WARM_UP_SECONDS * 1_000_000_000L;
        long turns = 1000;
        long[] own = new long[calls];
        long[] machine = new long[calls];
        while (System.nanoTime() < deadline) {
            for (int round = 0; round < 10; round++) {
                int n = Math.min(calls, 500);
                sample(c.call, turns, n, own, machine);
                turns = Math.max(1, Math.round(turns * (double) median(own, n) / median(machine, n)));
            }
        }
        sample(c.call, turns, calls, own, machine);
        Arrays.sort(own);
        Arrays.sort(machine);
        System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %.1f | %.0f | %.2f | %.2f | %.1f | %.0f | %.2f |%n",
                c.name, micros(own, 0.5), micros(own, 0.9), micros(own, 0.99), micros(own, 0.999), micros(own, 1),
                micros(own, 0.99) / micros(own, 0.5), micros(machine, 0.99), micros(machine, 0.999), micros(machine, 1),
                micros(machine, 0.99) / micros(machine, 0.5));
    }

    private static void sample(Runnable call, long turns, int n, long[] own, long[] machine) {
        for (int i = 0; i < n; i++) {
            long t0 = System.nanoTime();
            call.run();
            long t1 = System.nanoTime();
            spin(turns);
            long t2 = System.nanoTime();
            own[i] = t1 - t0;
            machine[i] = t2 - t1;
        }
    }

    private static void spin(long turns) {
        long state = sink;
        for (long i = 0; i < turns; i++) {
            state = state * 0x5851f42d4c957f2dL + i;
        }
        sink = state;
    }

    private static long median(long[] nanos, int n) {
        long[] sorted = Arrays.copyOf(nanos, n);
        Arrays.sort(sorted);
        return Math.max(1, sorted[n / 2]);
    }

    private static double micros(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e3;
    }

    private static void readForwards(MemorySegment s) {
        FloatVector a = FloatVector.zero(Species.F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long step = 4L * Species.F.vectorByteSize();
        int n = (int) (s.byteSize() / step);
        long at = 0;
        for (int i = 0; i < n; i++) {
            a = a.add(fromMemorySegment(Species.F, s, at, Species.ORDER));
            b = b.add(fromMemorySegment(Species.F, s, at + step / 4, Species.ORDER));
            c = c.add(fromMemorySegment(Species.F, s, at + step / 2, Species.ORDER));
            d = d.add(fromMemorySegment(Species.F, s, at + 3 * step / 4, Species.ORDER));
            at += step;
        }
        sink += (long) a.add(b).add(c.add(d)).lane(0);
    }

    private static void readBackwards(MemorySegment s) {
        FloatVector a = FloatVector.zero(Species.F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        long step = 4L * Species.F.vectorByteSize();
        int n = (int) (s.byteSize() / step);
        long at = (n - 1) * step;
        for (int i = 0; i < n; i++) {
            a = a.add(fromMemorySegment(Species.F, s, at + 3 * step / 4, Species.ORDER));
            b = b.add(fromMemorySegment(Species.F, s, at + step / 2, Species.ORDER));
            c = c.add(fromMemorySegment(Species.F, s, at + step / 4, Species.ORDER));
            d = d.add(fromMemorySegment(Species.F, s, at, Species.ORDER));
            at -= step;
        }
        sink += (long) a.add(b).add(c.add(d)).lane(0);
    }
}
