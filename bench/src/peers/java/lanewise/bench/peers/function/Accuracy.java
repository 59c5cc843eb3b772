package lanewise.bench.peers.function;

import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import lanewise.bench.peers.library.Mkl;
import lanewise.bench.peers.library.MklVendor;
import lanewise.bench.peers.run.Arguments;
import lanewise.bench.peers.run.Outcome;

/// One table of accuracy against speed: every elementary function by everybody who has it, the largest error over all
/// floats beside nanoseconds per element. `bench/bin/peers accuracy [FUNCTION ...] [--sample STRIDE] [--threads N]`.
///
/// All 2^32 floats take some minutes per function on two cores; `--sample 1009` looks at every 1009th
/// and takes seconds.
public final class Accuracy {

    private static final int BLOCK = 1 << 13;
    private static final int ROUNDS = 15;
    private static final long SLICE = 10_000_000;

    private final ElementaryFunction function;
    private final int stride;
    private final int threads;

    private Accuracy(ElementaryFunction function, int stride, int threads) {
        this.function = function;
        this.stride = stride;
        this.threads = threads;
    }

    public static void main(List<String> arguments, PrintStream out) throws Exception {
        int stride = 1;
        int threads = Runtime.getRuntime().availableProcessors();
        var functions = new ArrayList<ElementaryFunction>();
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--sample" -> stride = positive(arguments, i++);
                case "--threads" -> threads = positive(arguments, i++);
                default -> functions.add(function(arguments.get(i)));
            }
        }
        if (functions.isEmpty()) {
            functions.addAll(List.of(ElementaryFunction.values()));
        }
        out.println("## accuracy\n");
        out.println("Largest error over " + (stride == 1 ? "all floats" : "every " + stride + "th float")
                + " in ulp of the exact result, wrong special values (NaN, infinity, sign of zero), and ns per element"
                + " over 100,000 on one core. " + MklVendor.note() + "\n");
        out.println("| function | implementation | max ulp | at | wrong | ns |");
        out.println("|---|---|---:|---|---:|---:|");
        for (ElementaryFunction function : functions) {
            new Accuracy(function, stride, threads).print(out);
        }
    }

    private static int positive(List<String> arguments, int option) {
        return Arguments.positive(arguments.get(option),
                option + 1 < arguments.size() ? arguments.get(option + 1) : "nothing");
    }

    private static ElementaryFunction function(String name) {
        return Arrays.stream(ElementaryFunction.values()).filter(f -> f.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("accuracy: '" + name
                        + "', expected --sample, --threads or one of " + Arrays.stream(ElementaryFunction.values()).map(
                                f -> f.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "))));
    }

    private void print(PrintStream out) throws Exception {
        Map<String, Double> times;
        Map<String, Worst> errors;
        try {
            times = times();
            errors = errors();
        } catch (Throwable t) {
            throw new IllegalStateException("cannot compare " + function, t);
        }
        for (String name : times.keySet()) {
            Worst worst = errors.get(name);
            out.printf(Locale.ROOT, "| %s | %s | %.3f | %s | %d | %.3f |%n", function.name().toLowerCase(Locale.ROOT),
                    name, worst.error, Float.toHexString(worst.at), worst.wrong, times.get(name));
        }
        out.flush();
    }

    /// Nanoseconds per element, medians of interleaved slices.
    private Map<String, Double> times() throws Throwable {
        var result = new LinkedHashMap<String, Double>();
        try (Arena arena = Arena.ofShared()) {
            int n = Elementary.N;
            MemorySegment x = arena.allocate(4L * n, 64);
            MemorySegment y = arena.allocate(4L * n, 64);
            var random = new SplittableRandom(1);
            for (int i = 0; i < n; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, function.argument(random.nextDouble()));
            }
            float[] in = x.toArray(ValueLayout.JAVA_FLOAT);
            float[] out = new float[n];
            Map<String, ElementaryFunction.Run> runs = function.overSegments(new LinkedHashMap<>());
            function.overArrays().forEach((name, run) -> runs.put(name, (a, b, length) -> run.apply(in, out)));
            oneThread(runs);
            var rounds = new LinkedHashMap<String, double[]>();
            for (var run : runs.entrySet()) {
                rounds.put(run.getKey(), new double[ROUNDS]);
                for (int i = 0; i < 100; i++) {
                    slice(run.getValue(), x, y, n);
                }
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (var run : runs.entrySet()) {
                    rounds.get(run.getKey())[round] = slice(run.getValue(), x, y, n);
                }
            }
            rounds.forEach((name, values) -> result.put(name, Outcome.median(values)));
        }
        return result;
    }

    private static double slice(ElementaryFunction.Run run, MemorySegment x, MemorySegment y, int n) throws Throwable {
        long begin = System.nanoTime();
        long elapsed;
        int calls = 0;
        do {
            run.apply(x, y, n);
            calls++;
            elapsed = System.nanoTime() - begin;
        } while (elapsed < SLICE);
        return (double) elapsed / calls / n;
    }

    /// The largest errors, by threads that take every so manyth block.
    private Map<String, Worst> errors() throws Throwable {
        var parts = new ArrayList<Map<String, Worst>>();
        var failures = new ArrayList<Throwable>();
        var workers = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int part = t;
            workers[t] = Thread.ofPlatform().start(() -> {
                try {
                    Map<String, Worst> worst = sweep(part);
                    synchronized (parts) {
                        parts.add(worst);
                    }
                } catch (Throwable e) {
                    synchronized (parts) {
                        failures.add(e);
                    }
                }
            });
        }
        for (Thread worker : workers) {
            worker.join();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        Map<String, Worst> all = parts.removeFirst();
        parts.forEach(part -> part.forEach((name, worst) -> all.get(name).add(worst)));
        return all;
    }

    private Map<String, Worst> sweep(int part) throws Throwable {
        Map<String, ElementaryFunction.Run> runs = function.overSegments(new LinkedHashMap<>());
        function.overArrays().forEach((name, run) -> runs.put(name, ElementaryFunction.copying(run, BLOCK)));
        oneThread(runs);
        var worst = new LinkedHashMap<String, Worst>();
        runs.keySet().forEach(name -> worst.put(name, new Worst()));
        double[] exact = new double[BLOCK];
        double[] scale = new double[BLOCK];
        float[] values = new float[BLOCK];
        try (Arena arena = Arena.ofShared()) {
            MemorySegment x = arena.allocate(4L * BLOCK, 64);
            MemorySegment y = arena.allocate(4L * BLOCK, 64);
            long step = (long) BLOCK * stride;
            for (long from = part * step; from < 1L << 32; from += threads * step) {
                for (int i = 0; i < BLOCK; i++) {
                    long bits = Math.min(from + (long) i * stride, (1L << 32) - 1);
                    x.setAtIndex(ValueLayout.JAVA_INT, i, (int) bits);
                    double e = function.reference.applyAsDouble(Float.intBitsToFloat((int) bits));
                    exact[i] = Math.abs(e) < 0x1p128 || Double.isNaN(e) ? e : Math.copySign(0x1p128, e);
                    int exponent = Math.max(Float.MIN_EXPONENT,
                            Math.min(Float.MAX_EXPONENT, Math.getExponent(exact[i])));
                    scale[i] = Double.longBitsToDouble((long) (1023 + 23 - exponent) << 52);
                }
                for (var run : runs.entrySet()) {
                    run.getValue().apply(x, y, BLOCK);
                    MemorySegment.copy(y, ValueLayout.JAVA_FLOAT, 0, values, 0, BLOCK);
                    worst.get(run.getKey()).look(values, exact, scale, x);
                }
            }
        }
        return worst;
    }

    /// What is known of one implementation.
    private static final class Worst {

        private double error;
        private float at;
        private long wrong;

        void look(float[] values, double[] exact, double[] scale, MemorySegment x) {
            int index = -1;
            for (int i = 0; i < values.length; i++) {
                double value = Math.max(-0x1p128, Math.min(0x1p128, values[i]));
                double distance = Math.abs(value - exact[i]) * scale[i];
                if (distance > error) {
                    error = distance;
                    index = i;
                }
                // A distance that is NaN, unless both are; or a zero of the wrong sign.
                if (distance != distance && (value == value || exact[i] == exact[i])
                        || exact[i] == 0 && Float.floatToRawIntBits(values[i])
                        != Float.floatToRawIntBits((float) exact[i])) {
                    wrong++;
                }
            }
            if (index >= 0) {
                at = x.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            }
        }

        void add(Worst other) {
            if (other.error > error) {
                error = other.error;
                at = other.at;
            }
            wrong += other.wrong;
        }
    }

    private static void oneThread(Map<String, ElementaryFunction.Run> runs) {
        if (runs.values().stream().anyMatch(Vml.class::isInstance)) {
            Mkl.setThreads(1);
        }
    }
}
