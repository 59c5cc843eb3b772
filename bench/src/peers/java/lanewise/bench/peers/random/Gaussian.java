package lanewise.bench.peers.random;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

import lanewise.bench.peers.function.Erf64;
import lanewise.bench.peers.library.MklVendor;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;
import lanewise.bench.peers.run.Unit;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

/// A million standard normal numbers on one core.
public final class Gaussian implements Section {

    private static final int N = 1_000_000;

    @Override
    public String name() {
        return "gaussian";
    }

    @Override
    public String description() {
        return "A million standard normal floats, one core, other numbers in each call. " + MklVendor.note();
    }

    @Override
    public List<Job> jobs(Selection selection) {
        var job = new Fill();
        return selection.threads().contains(1) && selection.size(job.name()) ? List.of(job) : List.of();
    }

    private static final class Fill implements Job {

        @Override
        public String name() {
            return "gaussian " + N;
        }

        @Override
        public int threads() {
            return 1;
        }

        @Override
        public Unit unit() {
            return Unit.NANOS_PER_ELEMENT;
        }

        @Override
        public double amount() {
            return N;
        }

        @Override
        public List<Contender> contenders(Selection selection) {
            var list = new ArrayList<Contender>();
            selection.add(list, "Lanewise", Own::new);
            for (Vsl.Method method : Vsl.Method.values()) {
                selection.add(list, "MKL VSL PHILOX " + method, () -> new Vsl(Vsl.Generator.PHILOX, method, N));
            }
            selection.add(list, "MKL VSL MT19937 ICDF", () -> new Vsl(Vsl.Generator.MT19937, Vsl.Method.ICDF, N));
            selection.add(list, "MKL VSL SFMT19937 ICDF", () -> new Vsl(Vsl.Generator.SFMT19937, Vsl.Method.ICDF, N));
            selection.add(list, "commons-rng ziggurat", Ziggurat::new);
            selection.add(list, "JDK L64X128MixRandom",
                    () -> new Jdk("JDK L64X128MixRandom", RandomGenerator.of("L64X128MixRandom")));
            selection.add(list, "JDK SplittableRandom", () -> new Jdk("JDK SplittableRandom", new SplittableRandom(4)));
            selection.add(list, "JDK Random", () -> new Jdk("JDK Random", new Random(4)));
            return list;
        }

        /// The distance of Kolmogorov and Smirnov from the normal law: beyond 2.23 / sqrt(n) once in
        /// 10,000 (Smirnov, 1948).
        @Override
        public void check(Contender contender, float[] result) {
            float[] sorted = result.clone();
            Arrays.sort(sorted);
            double worst = 0;
            for (int i = 0; i < N; i += 16) {
                double p = Erf64.normal(sorted[i]);
                worst = Math.max(worst, Math.max(Math.abs(p - (double) i / N), Math.abs(p - (i + 1.0) / N)));
            }
            double bound = 2.23 / Math.sqrt(N);
            if (!(worst <= bound)) {
                throw new AssertionError("distance " + worst + " from the normal law, expected at most " + bound);
            }
        }
    }

    private static final class Own implements Contender {

        private final Arena arena = Arena.ofShared();
        private final Matrix out = Matrix.allocateDense(arena, 1, N);
        private final RandomStream random = new RandomStream(1, 2);
        private long first;

        @Override
        public String name() {
            return "Lanewise";
        }

        @Override
        public void run() {
            random.fillGaussian(out, first);
            first += N;
        }

        @Override
        public float[] result() {
            return out.toArray();
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    private static final class Ziggurat implements Contender {

        private final ZigguratSampler.NormalizedGaussian sampler = ZigguratSampler.NormalizedGaussian.of(
                RandomSource.XO_RO_SHI_RO_128_PP.create(5L));
        private final float[] out = new float[N];

        @Override
        public String name() {
            return "commons-rng ziggurat";
        }

        @Override
        public void run() {
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) sampler.sample();
            }
        }

        @Override
        public float[] result() {
            return out.clone();
        }

        @Override
        public void close() {
        }
    }

    private record Jdk(String name, RandomGenerator generator, float[] out) implements Contender {

        Jdk(String name, RandomGenerator generator) {
            this(name, generator, new float[N]);
        }

        @Override
        public void run() {
            for (int i = 0; i < out.length; i++) {
                out[i] = (float) generator.nextGaussian();
            }
        }

        @Override
        public float[] result() {
            return out.clone();
        }

        @Override
        public void close() {
        }
    }
}
