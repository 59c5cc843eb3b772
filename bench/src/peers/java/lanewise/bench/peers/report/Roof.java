package lanewise.bench.peers.report;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

import lanewise.bench.FmaPeakBenchmark;
import lanewise.bench.peers.run.Outcome;
import lanewise.bench.peers.run.Runner;

/// The machine's roof: fused multiply-adds per second on registers alone, measured in the same process as what
/// is drawn under it.
public final class Roof {

    private static final long NANOS = 250_000_000;

    private static volatile float sink;

    private Roof() {
    }

    /// GFLOP/s for each number of threads.
    public static Map<Integer, Double> measure(Iterable<Integer> threads) throws InterruptedException {
        rate(1);
        var roof = new TreeMap<Integer, Double>();
        for (int count : threads) {
            roof.put(count, rate(count));
        }
        return roof;
    }

    /// The larger of two measurements: what disturbs can only make it smaller.
    public static Map<Integer, Double> larger(Map<Integer, Double> x, Map<Integer, Double> y) {
        var roof = new TreeMap<Integer, Double>(x);
        y.forEach((threads, value) -> roof.merge(threads, value, Math::max));
        return roof;
    }

    private static double rate(int threads) throws InterruptedException {
        Runner.settle();
        double[] rates = new double[threads];
        var ready = new CountDownLatch(threads);
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int part = t;
            all[t] = new Thread(() -> {
                ready.countDown();
                rates[part] = loop();
            }, "roof");
            all[t].start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        return Arrays.stream(rates).sum();
    }

    /// The median rate of calls of some milliseconds each.
    private static double loop() {
        double[] calls = new double[1000];
        int n = 0;
        long begin = System.nanoTime();
        long last = begin;
        while (n < calls.length && (last - begin < NANOS || n < 5)) {
            sink = FmaPeakBenchmark.chains(0.999f, 0.001f);
            long now = System.nanoTime();
            calls[n++] = FmaPeakBenchmark.FLOP / (now - last);
            last = now;
        }
        return Outcome.median(Arrays.copyOf(calls, n));
    }
}
