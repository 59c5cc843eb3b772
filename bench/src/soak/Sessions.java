import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// Sessions of one model on many threads, platform and virtual ones by turns, opened and closed as they go, with other
/// numbers of rows each time: every result has the bits of one session alone. Prints calls, rows and faults; status 1
/// if there is a fault.
///
/// `Sessions.java MODEL THREADS SECONDS SEED`, run from its source with Lanewise on the class path.
final class Sessions {

    private static final int ROWS = 64;

    private Sessions() {
    }

    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[1]);
        long end = System.nanoTime() + 1_000_000_000L * Integer.parseInt(arguments[2]);
        SplittableRandom seeds = new SplittableRandom(Long.parseLong(arguments[3]));
        AtomicLong calls = new AtomicLong();
        AtomicLong rows = new AtomicLong();
        AtomicLong faults = new AtomicLong();
        try (Arena arena = Arena.ofShared(); VaeModel model = VaeModel.load(Path.of(arguments[0]))) {
            Matrix x = Matrix.allocate(arena, ROWS, model.architecture().encoderInputs());
            new RandomStream(seeds.nextLong(), 0).fillGaussian(x, 0);
            Matrix expected = Matrix.allocate(arena, ROWS, model.architecture().latent());
            try (Session session = model.session(ROWS)) {
                session.encode(x, expected);
            }
            CountDownLatch done = new CountDownLatch(threads);
            for (int t = 0; t < threads; t++) {
                SplittableRandom random = seeds.split();
                Runnable work = () -> {
                    try {
                        do {
                            work(model, x, expected, random, calls, rows, faults);
                        } while (System.nanoTime() < end);
                    } catch (RuntimeException | Error e) {
                        faults.incrementAndGet();
                        e.printStackTrace();
                    } finally {
                        done.countDown();
                    }
                };
                if (t % 2 == 0) {
                    Thread.ofPlatform().start(work);
                } else {
                    Thread.ofVirtual().start(work);
                }
            }
            done.await();
        }
        System.out.println(calls + " calls, " + rows + " rows, " + threads + " threads, " + faults + " faults");
        System.exit(faults.get() == 0 && calls.get() > 0 ? 0 : 1);
    }

    private static void work(VaeModel model, Matrix x, Matrix expected, SplittableRandom random, AtomicLong calls,
            AtomicLong rows, AtomicLong faults) {
        try (Arena arena = Arena.ofShared(); Session session = model.session(random.nextInt(1, 20))) {
            Matrix mean = Matrix.allocate(arena, ROWS, expected.columns());
            for (int i = random.nextInt(1, 50); i > 0; i--) {
                int from = random.nextInt(ROWS);
                int to = random.nextInt(from + 1, ROWS + 1);
                session.encode(x.rows(from, to), mean.rows(0, to - from));
                for (int r = from; r < to; r++) {
                    for (int c = 0; c < expected.columns(); c++) {
                        int bits = Float.floatToRawIntBits(mean.get(r - from, c));
                        if (bits != Float.floatToRawIntBits(expected.get(r, c))) {
                            faults.incrementAndGet();
                        }
                    }
                }
                calls.incrementAndGet();
                rows.addAndGet(to - from);
            }
        }
    }
}
