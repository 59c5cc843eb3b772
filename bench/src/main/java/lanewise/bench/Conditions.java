package lanewise.bench;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.ThreadMXBean;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// What becomes of the encoding of one row (784-400-20, one thread) under other collectors, on one processor, beside
/// neighbours, after other memory was touched, with rows of denormal numbers, and in the first seconds of a JVM? A JVM
/// for each; a line for each: bits, quantiles of single calls, bytes allocated per call, resident memory.
///
///     bench/bin/conditions matrix
///     bench/bin/conditions cold [JVMs]
///
/// `cold` wants jars on the class path, of which alone the JDK makes an AOT cache.
public final class Conditions {

    private static final int INPUTS = 784;
    private static final int LATENT = 20;
    private static final int ROWS = 64;
    private static final int CALLS = 100_000;
    private static final double WARM_UP = 4;
    private static final double MEASURED = 1.5;
    private static final double COLD = 4;
    private static final long SLICE = 20_000_000;

    private static volatile Object sink;

    private final Matrix x;
    private final Matrix[] one = new Matrix[ROWS];
    private final Matrix mean;
    private final Session session;

    private Conditions(Arena arena) {
        Architecture architecture = Architecture.of(INPUTS, LATENT, 400);
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1);
        session = VaeModel.of(architecture, parameters).session(1);
        x = Matrix.allocate(arena, ROWS, INPUTS);
        new RandomStream(1, 1).fillUniform(x, 0);
        for (int r = 0; r < ROWS; r++) {
            one[r] = x.rows(r, r + 1);
        }
        mean = Matrix.allocate(arena, 1, LATENT);
    }

    /// A condition: its name, the flags of its JVM, what else happens there.
    private record Condition(String name, String besides, String... flags) {
    }

    private static final List<Condition> ALL = List.of(new Condition("G1 (default)", "", "-XX:+UseG1GC"),
            new Condition("Parallel", "", "-XX:+UseParallelGC"), new Condition("Serial", "", "-XX:+UseSerialGC"),
            new Condition("ZGC", "", "-XX:+UseZGC"),
            new Condition("compact object headers", "", "-XX:+UseCompactObjectHeaders"),
            new Condition("one processor", "", "-XX:ActiveProcessorCount=1"),
            new Condition("a neighbour allocates 1 GB/s, G1", "allocates", "-XX:+UseG1GC"),
            new Condition("a neighbour allocates 1 GB/s, ZGC", "allocates", "-XX:+UseZGC"),
            new Condition("a neighbour closes shared arenas", "arenas"),
            new Condition("confined and mapped memory touched first", "touched"),
            new Condition("rows of 1e-40", "1e-40f"), new Condition("rows of 3e-38", "3e-38f"),
            new Condition("rows of 1e-30", "1e-30f"),
            new Condition("scalar twins", "", "-Dlanewise.kernels=scalar"));

    /// Starts the JVMs and prints a table.
    ///
    /// @param args see above
    /// @throws Exception if a JVM fails
    public static void main(String[] args) throws Exception {
        String mode = args.length == 0 ? "matrix" : args[0];
        switch (mode) {
            case "matrix" -> matrix();
            case "cold" -> cold(args.length > 1 ? Integer.parseInt(args[1]) : 5);
            case "child" -> child(args[1]);
            case "fresh" -> fresh(Long.parseLong(args[1]), Double.parseDouble(args[2]), Double.parseDouble(args[3]));
            default -> throw new IllegalArgumentException(mode + ": expected matrix or cold");
        }
    }

    private static void matrix() throws Exception {
        System.out.println("| condition | bits | p50 us | p99 | p99.9 | p99 / p50 | bytes per call | resident MB |");
        System.out.println("|---|---|---:|---:|---:|---:|---:|---:|");
        for (Condition condition : ALL) {
            System.out.println("| " + condition.name + " | " + start(List.of(condition.flags), "child",
                    "-" + condition.besides));
        }
    }

    private static String start(List<String> flags, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "--add-modules", "jdk.incubator.vector"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")
                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator), Conditions.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> out = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " ended with status " + process.exitValue() + ": " + out);
        }
        return out.getLast();
    }

    private static void child(String besides) throws Exception {
        if (besides.equals("-touched")) {
            touch();
        }
        Conditions rows = new Conditions(Arena.ofShared());
        if (besides.endsWith("f")) {
            rows.x.fill(Float.parseFloat(besides.substring(1)));
        }
        if (besides.equals("-allocates") || besides.equals("-arenas")) {
            Thread.ofPlatform().daemon().start(besides.equals("-arenas") ? Conditions::arenas : Conditions::allocate);
        }
        rows.until(System.nanoTime() + (long) (1e9 * WARM_UP), new long[CALLS], 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] nanos = new long[CALLS];
        long before = threads.getCurrentThreadAllocatedBytes();
        int calls = rows.until(System.nanoTime() + (long) (1e9 * MEASURED), nanos, CALLS);
        double bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / calls;
        nanos = Arrays.copyOf(nanos, calls);
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "%08x, %s | %.2f | %.2f | %.1f | %.2f | %.1f | %.0f |%n", rows.hash(),
                Kernels.name(), micros(nanos, 0.5), micros(nanos, 0.99), micros(nanos, 0.999),
                micros(nanos, 0.99) / micros(nanos, 0.5), bytes, resident());
        System.exit(0);
    }

    /// Times single calls until then, or until there are enough (0: never); those beyond the array overwrite others.
    private int until(long end, long[] nanos, int enough) {
        int calls = 0;
        for (long now = System.nanoTime(); now < end && (enough == 0 || calls < enough); calls++) {
            session.encode(one[calls % ROWS], mean);
            long then = System.nanoTime();
            nanos[calls % nanos.length] = then - now;
            now = then;
        }
        return calls;
    }

    private int hash() {
        int hash = 0;
        for (Matrix row : one) {
            session.encode(row, mean);
            hash = 31 * hash + Arrays.hashCode(mean.toArray());
        }
        return hash;
    }

    private static double micros(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e3;
    }

    static double resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status) ? Double.NaN : Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:")).mapToDouble(line ->
                        Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024).findFirst().orElse(Double.NaN);
    }

    /// 1 MB a millisecond.
    private static void allocate() {
        long next = System.nanoTime();
        while (true) {
            for (int i = 0; i < 16; i++) {
                sink = new byte[1 << 16];
            }
            next += 1_000_000;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private static void arenas() {
        while (true) {
            try (Arena arena = Arena.ofShared()) {
                sink = arena.allocate(64);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    private static void touch() throws IOException {
        Path file = Files.createTempFile("mapped", ".bin");
        try (Arena confined = Arena.ofConfined(); FileChannel channel = FileChannel.open(file,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, Arena.ofShared());
            for (MemorySegment s : List.of(confined.allocate(4096), mapped)) {
                Matrix m = Matrix.of(s, 1, 1024, 1024);
                new RandomStream(1, 1).fillUniform(m, 0);
                sink = m.toArray();
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void cold(int count) throws Exception {
        Path cache = Files.createTempFile("lanewise", ".aot");
        try {
            start(List.of("-XX:AOTCacheOutput=" + cache), "fresh", now(), "0", Double.toString(COLD));
            System.out.printf(Locale.ROOT, "AOT cache of %.1f MB%n%n", Files.size(cache) / 1e6);
            System.out.println("| medians of " + count + " JVMs | launch to first row, ms | first row, ms |"
                    + " launch to 90% of the steady rate, ms | steady us |");
            System.out.println("|---|---:|---:|---:|---:|");
            for (String warm : List.of("0", "2")) {
                for (boolean cached : new boolean[] {false, true}) {
                    List<String> flags = cached ? List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache) : List.of();
                    double[][] results = new double[4][count];
                    for (int i = 0; i < count; i++) {
                        String[] words = start(flags, "fresh", now(), warm, Double.toString(COLD)).split(" ");
                        for (int k = 0; k < 4; k++) {
                            results[k][i] = Double.parseDouble(words[k]);
                        }
                    }
                    StringBuilder line = new StringBuilder("| " + (warm.equals("0") ? "no warm-up"
                            : "warmUp(" + warm + " s, 1)") + (cached ? ", AOT cache" : "") + " |");
                    for (double[] column : results) {
                        Arrays.sort(column);
                        line.append(String.format(Locale.ROOT, " %.1f (%.1f to %.1f) |", column[count / 2], column[0],
                                column[count - 1]));
                    }
                    System.out.println(line);
                }
            }
        } finally {
            Files.delete(cache);
        }
    }

    private static String now() {
        return Long.toString(System.currentTimeMillis());
    }

    /// Four figures: milliseconds from the launch to the end of the first row, of that row alone, from the launch to
    /// 90% of the steady rate, which is that of the last 40% of the time, and microseconds of a row at that rate.
    private static void fresh(long launch, double warmUp, double seconds) {
        long origin = System.nanoTime() - (System.currentTimeMillis() - launch) * 1_000_000;
        Conditions rows = new Conditions(Arena.ofShared());
        if (warmUp > 0) {
            rows.session.warmUp(Duration.ofNanos((long) (1e9 * warmUp)), 1);
        }
        long begin = System.nanoTime();
        rows.session.encode(rows.one[0], rows.mean);
        long first = System.nanoTime();
        int slices = (int) (1e9 * seconds / SLICE);
        double[] rates = new double[slices];
        double[] ends = new double[slices];
        for (int i = 0; i < slices; i++) {
            long from = System.nanoTime();
            int calls = rows.until(from + SLICE, new long[1], 0);
            long to = System.nanoTime();
            rates[i] = calls * 1e9 / (to - from);
            ends[i] = (to - origin) / 1e6;
        }
        double[] last = Arrays.copyOfRange(rates, slices * 3 / 5, slices);
        Arrays.sort(last);
        double steady = last[last.length / 2];
        int reached = 0;
        while (rates[reached] < 0.9 * steady) {
            reached++;
        }
        System.out.printf(Locale.ROOT, "%.2f %.3f %.1f %.2f%n", (first - origin) / 1e6, (first - begin) / 1e6,
                ends[reached], 1e6 / steady);
        System.exit(0);
    }
}
