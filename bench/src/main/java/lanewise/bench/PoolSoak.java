package lanewise.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.ThreadMXBean;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.random.RandomStream;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.service.Lease;
import lanewise.vae.service.SessionPool;

/// A service for as long as one wants: pools of one model (784-400-20) with weights of 4, 2 and 1 bytes, threads half
/// of which are virtual, calls of 1 to 64 rows in arrays and in memory, and scores. Every result has the bits that the
/// row has alone. A line a minute: rows, faults, bytes allocated per call, heap after a collection, resident memory.
///
///     java --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar \
///             lanewise.bench.PoolSoak [minutes] [threads] [processors to take at most]
///
/// Each thread rests after its calls so that all together take about so many processors. Status 1 after a fault, or
/// where resident memory at the end is more than a tenth above that after a quarter of the time.
public final class PoolSoak {

    private static final int INPUTS = 784;
    private static final int LATENT = 20;
    private static final int ROWS = 64;

    private final double share;
    private final int threads;
    private final float[] x;
    private final MemorySegment memory;
    private final List<SessionPool> pools = new ArrayList<>();
    private final List<float[]> expected = new ArrayList<>();
    private final double[][] scores = new double[Storage.values().length][ROWS];
    private final LongAdder rows = new LongAdder();
    private final LongAdder calls = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder counted = new LongAdder();
    private final AtomicLong most = new AtomicLong();
    private volatile boolean stop;

    private PoolSoak(Arena arena, int threads, double share) {
        this.threads = threads;
        this.share = share;
        Matrix values = Matrix.allocate(arena, ROWS, INPUTS);
        new RandomStream(1, 1).fillUniform(values, 0);
        x = values.toArray();
        memory = arena.allocate((long) Float.BYTES * ROWS * INPUTS, 64);
        MemorySegment.copy(x, 0, memory, ValueLayout.JAVA_FLOAT, 0, x.length);
    }

    /// Prints a line a minute and one at the end.
    ///
    /// @param args see above; by default 60, 16 and all processors
    /// @throws Exception if it is interrupted
    public static void main(String[] args) throws Exception {
        double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 60;
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 16;
        double share = args.length > 2 ? Double.parseDouble(args[2]) : Runtime.getRuntime().availableProcessors();
        boolean good = new PoolSoak(Arena.ofShared(), threads, share).run(minutes);
        System.exit(good ? 0 : 1);
    }

    private boolean run(double minutes) throws Exception {
        Architecture architecture = Architecture.of(INPUTS, LATENT, 400);
        Parameters parameters = Parameters.allocate(Arena.ofShared(), architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1);
        for (Storage storage : Storage.values()) {
            VaeModel model = VaeModel.of(architecture, parameters).withStorage(storage);
            pools.add(SessionPool.builder(model).maxRows(ROWS).scoring(Scoring.of(10, 1)).build());
            expected.add(alone(pools.size() - 1));
        }
        for (int t = 0; t < threads; t++) {
            long seed = t;
            Thread.Builder builder = t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            builder.name("soak-" + t).start(() -> work(new SplittableRandom(seed)));
        }
        System.out.println("| minute | calls | rows | faults | bytes per call | most in a call | heap MB"
                + " | resident MB |");
        System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
        long end = System.nanoTime() + (long) (60e9 * minutes);
        int marks = (int) Math.max(4, Math.round(minutes));
        double[] resident = new double[marks];
        for (int i = 0; i < marks; i++) {
            Thread.sleep(Duration.ofNanos(Math.max(0, (end - System.nanoTime()) / (marks - i))));
            resident[i] = line(minutes * (i + 1) / marks);
        }
        stop = true;
        double early = Arrays.stream(resident, marks / 4, marks / 4 + Math.max(1, marks / 8)).max().orElseThrow();
        double late = Arrays.stream(resident, marks - Math.max(1, marks / 8), marks).max().orElseThrow();
        System.out.printf(Locale.ROOT, "%n%d threads, %.0f minutes: %,d calls, %,d rows, %d faults; resident %.0f MB"
                + " after a quarter, %.0f at the end%n", threads, minutes, calls.sum(), rows.sum(), faults.sum(),
                early, late);
        return faults.sum() == 0 && calls.sum() > 0 && late <= 1.1 * early;
    }

    /// What each row comes to in a call of its own.
    private float[] alone(int pool) {
        float[] means = new float[ROWS * LATENT];
        float[] mean = new float[LATENT];
        RowScore score = new RowScore();
        try (Lease lease = pools.get(pool).lease()) {
            for (int r = 0; r < ROWS; r++) {
                lease.encode(Arrays.copyOfRange(x, r * INPUTS, (r + 1) * INPUTS), mean);
                System.arraycopy(mean, 0, means, r * LATENT, LATENT);
                lease.score(memory.asSlice(4L * INPUTS * r, 4L * INPUTS), r, score);
                scores[pool][r] = score.of(AnomalyScore.LIKELIHOOD);
            }
        }
        return means;
    }

    private double line(double minute) throws IOException, InterruptedException {
        System.gc();
        Thread.sleep(200);
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
        double resident = Conditions.resident();
        System.out.printf(Locale.ROOT, "| %.0f | %,d | %,d | %d | %.2f | %,d | %.1f | %.0f |%n", minute, calls.sum(),
                rows.sum(), faults.sum(), (double) bytes.sumThenReset() / Math.max(1, counted.sumThenReset()),
                most.getAndSet(0), heap, resident);
        return resident;
    }

    private void work(SplittableRandom random) {
        ThreadMXBean threadBean = Thread.currentThread().isVirtual() ? null
                : (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[][] in = new float[ROWS + 1][];
        float[][] out = new float[ROWS + 1][];
        MemorySegment direct = Arena.ofShared().allocate(4L * ROWS * LATENT, 64);
        MemorySegment one = memory.asSlice(4L * INPUTS * random.nextInt(ROWS), 4L * INPUTS);
        int number = (int) (one.address() - memory.address()) / (4 * INPUTS);
        RowScore score = new RowScore();
        while (!stop) {
            long begin = System.nanoTime();
            int pool = random.nextInt(pools.size());
            int count = random.nextInt(4) == 0 ? random.nextInt(1, ROWS + 1) : 1;
            int from = random.nextInt(ROWS - count + 1);
            if (in[count] == null) {
                in[count] = new float[count * INPUTS];
                out[count] = new float[count * LATENT];
            }
            System.arraycopy(x, from * INPUTS, in[count], 0, count * INPUTS);
            int kind = random.nextInt(8);
            long before = threadBean == null ? 0 : threadBean.getCurrentThreadAllocatedBytes();
            try (Lease lease = pools.get(pool).lease()) {
                if (kind == 0) {
                    lease.score(one, number, score);
                } else if (kind < 3) {
                    lease.encode(memory, direct);
                } else {
                    lease.encode(in[count], out[count]);
                }
            } catch (RuntimeException e) {
                faults.increment();
                System.err.println(e);
            }
            if (threadBean != null) {
                long allocated = threadBean.getCurrentThreadAllocatedBytes() - before;
                bytes.add(allocated);
                counted.increment();
                most.accumulateAndGet(allocated, Math::max);
            }
            check(pool, kind, from, count, out[count], direct, score.of(AnomalyScore.LIKELIHOOD), number);
            calls.increment();
            rows.add(kind == 0 ? 1 : kind < 3 ? ROWS : count);
            rest(System.nanoTime() - begin);
        }
    }

    private void check(int pool, int kind, int from, int count, float[] out, MemorySegment direct, double score,
            int number) {
        float[] right = expected.get(pool);
        int wrong = 0;
        if (kind == 0) {
            wrong = Double.doubleToRawLongBits(score) == Double.doubleToRawLongBits(scores[pool][number]) ? 0 : 1;
        } else if (kind < 3) {
            for (int i = 0; i < right.length; i++) {
                wrong += direct.getAtIndex(ValueLayout.JAVA_INT, i) == Float.floatToRawIntBits(right[i]) ? 0 : 1;
            }
        } else {
            for (int i = 0; i < count * LATENT; i++) {
                wrong += Float.floatToRawIntBits(out[i]) == Float.floatToRawIntBits(right[from * LATENT + i]) ? 0 : 1;
            }
        }
        faults.add(wrong);
    }

    /// So long that all threads together take their share.
    private void rest(long worked) {
        double factor = threads / share - 1;
        if (factor > 0) {
            try {
                Thread.sleep(Duration.ofNanos((long) Math.min(worked * factor, 1e9)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
