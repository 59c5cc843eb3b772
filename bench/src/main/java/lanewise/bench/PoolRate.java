package lanewise.bench;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.service.Lease;
import lanewise.vae.service.SessionPool;

/// How many rows a second does a pool embed (784-400-20, one row per lease) for many virtual threads, beside as many
/// platform threads as it has sessions? Rounds of either in turn; the ratio of each pair. Beside them virtual threads
/// that do nothing, for what the JDK takes to make, start and end one: the ratio that this leaves at best.
///
/// A virtual thread is one request: it takes a lease, embeds a row and ends; as many as were asked for are there at a
/// time, and the next ones follow when all have ended. Platform threads go on until the round is over. Virtual threads
/// in an endless loop would keep out those that have not begun: the JDK gives them no slices of time.
///
///     java --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar \
///             lanewise.bench.PoolRate [virtual threads] [sessions] [pairs] [milliseconds of a round]
public final class PoolRate {

    private PoolRate() {
    }

    /// Prints a line for each pair and the medians.
    ///
    /// @param args threads, sessions, pairs and milliseconds; by default 10,000, 2, 7 and 1500
    /// @throws InterruptedException if it is interrupted
    public static void main(String[] args) throws InterruptedException {
        int threads = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int sessions = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        int pairs = args.length > 2 ? Integer.parseInt(args[2]) : 7;
        int millis = args.length > 3 ? Integer.parseInt(args[3]) : 1500;
        Architecture architecture = Architecture.of(784, 20, 400);
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Parameters.allocate(arena, architecture.layout());
            Initialization.PYTORCH.fill(parameters, 1);
            try (VaeModel model = VaeModel.of(architecture, parameters);
                    SessionPool pool = SessionPool.builder(model).sessions(sessions).maxRows(1).build()) {
                Matrix x = Matrix.allocate(arena, 1, 784);
                new RandomStream(1, 1).fillUniform(x, 0);
                float[] row = x.toArray();
                pool.warmUp(Duration.ofSeconds(2), 1);
                platform(pool, row, sessions, millis);
                virtual(pool, row, threads, millis);
                virtual(null, row, threads, millis);
                double[] left = new double[pairs];
                double[] platform = new double[pairs];
                double[] virtual = new double[pairs];
                double[] ratio = new double[pairs];
                for (int i = 0; i < pairs; i++) {
                    platform[i] = platform(pool, row, sessions, millis);
                    virtual[i] = virtual(pool, row, threads, millis);
                    ratio[i] = virtual[i] / platform[i];
                    double bare = virtual(null, row, threads, millis / 3);
                    left[i] = 1 / (1 + platform[i] / bare);
                    System.out.printf(Locale.ROOT, "%d platform threads %,.0f rows/s, %,d virtual threads %,.0f, ratio"
                            + " %.3f; virtual threads alone %,.0f, which leave %.3f%n", sessions, platform[i], threads,
                            virtual[i], ratio[i], bare, left[i]);
                }
                System.out.printf(Locale.ROOT, "median: %,.0f, %,.0f, ratio %.3f, left by the JDK %.3f%n",
                        median(platform), median(virtual), median(ratio), median(left));
            }
        }
    }

    /// Rows a second of threads that go on until they are told to end, between the time when all have begun and then.
    private static double platform(SessionPool pool, float[] row, int threads, int millis)
            throws InterruptedException {
        AtomicBoolean stop = new AtomicBoolean();
        LongAdder rows = new LongAdder();
        CountDownLatch begun = new CountDownLatch(threads);
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            all[t] = Thread.ofPlatform().start(() -> {
                float[] mean = new float[20];
                begun.countDown();
                while (!stop.get()) {
                    embed(pool, row, mean, rows);
                }
            });
        }
        begun.await();
        long from = rows.sum();
        long start = System.nanoTime();
        Thread.sleep(millis);
        double done = rows.sum() - from;
        double seconds = (System.nanoTime() - start) / 1e9;
        stop.set(true);
        for (Thread thread : all) {
            thread.join();
        }
        return done / seconds;
    }

    /// Rows a second of waves of threads that embed one row each; without a pool, threads a second.
    private static double virtual(SessionPool pool, float[] row, int threads, int millis) throws InterruptedException {
        LongAdder rows = new LongAdder();
        long start = System.nanoTime();
        do {
            // Joining each thread would wake this one for each row, at the cost of those that compute.
            CountDownLatch ended = new CountDownLatch(threads);
            for (int t = 0; t < threads; t++) {
                Thread.startVirtualThread(() -> {
                    embed(pool, row, new float[20], rows);
                    ended.countDown();
                });
            }
            ended.await();
        } while (System.nanoTime() - start < millis * 1_000_000L);
        return rows.sum() * 1e9 / (System.nanoTime() - start);
    }

    private static void embed(SessionPool pool, float[] row, float[] mean, LongAdder rows) {
        if (pool == null) {
            rows.increment();
            return;
        }
        try (Lease lease = pool.lease()) {
            lease.encode(row, mean);
        }
        rows.increment();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
