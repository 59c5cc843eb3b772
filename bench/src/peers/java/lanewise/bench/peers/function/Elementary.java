package lanewise.bench.peers.function;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import lanewise.bench.peers.library.Mkl;
import lanewise.bench.peers.library.MklVendor;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;
import lanewise.bench.peers.run.Unit;

/// Elementary functions over 100,000 floats on one core.
public final class Elementary implements Section {

    static final int N = 100_000;

    @Override
    public String name() {
        return "elementwise";
    }

    @Override
    public String description() {
        return "y = f(x) over 100,000 floats that stay in the second-level cache, one core; arguments in [-8, 8], for"
                + " logarithms e^[-8, 8]. VML's sigmoid is vsExp between two calls of vsLinearFrac. "
                + MklVendor.note();
    }

    @Override
    public List<Job> jobs(Selection selection) {
        var jobs = new ArrayList<Job>();
        for (ElementaryFunction function : ElementaryFunction.values()) {
            var job = new OneFunction(function);
            if (selection.threads().contains(1) && selection.size(job.name())) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    private static final class OneFunction implements Job {

        private final ElementaryFunction function;
        private final Arena arena = Arena.ofShared();
        private final MemorySegment x = arena.allocate(4L * N, 64);

        OneFunction(ElementaryFunction function) {
            this.function = function;
            var random = new SplittableRandom(1);
            for (int i = 0; i < N; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, function.argument(random.nextDouble()));
            }
        }

        @Override
        public String name() {
            return function.name().toLowerCase(java.util.Locale.ROOT) + " " + N;
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
            Map<String, String> missing = new LinkedHashMap<>();
            for (var run : function.overSegments(missing).entrySet()) {
                selection.add(list, run.getKey(), () -> new OverSegments(run.getKey(), run.getValue()));
            }
            missing.forEach(selection::unavailable);
            for (var run : function.overArrays().entrySet()) {
                selection.add(list, run.getKey(),
                        () -> new OverArrays(run.getKey(), run.getValue(), x.toArray(ValueLayout.JAVA_FLOAT)));
            }
            return list;
        }

        /// 4 ulp; half of the bits for VML's EP mode, which promises no more.
        @Override
        public void check(Contender contender, float[] result) {
            double bound = contender.name().endsWith("EP") ? 1 << 13 : 4;
            for (int i = 0; i < N; i++) {
                double exact = function.reference.applyAsDouble(x.getAtIndex(ValueLayout.JAVA_FLOAT, i));
                double error = Math.abs(result[i] - exact) / Math.ulp((float) exact);
                if (!(error <= bound)) {
                    throw new AssertionError(x.getAtIndex(ValueLayout.JAVA_FLOAT, i) + " gives " + result[i]
                            + ", expected " + exact + " within " + bound + " ulp");
                }
            }
        }

        @Override
        public void close() {
            arena.close();
        }

        private final class OverSegments implements Contender {

            private final String name;
            private final ElementaryFunction.Run run;
            private final Arena arena = Arena.ofShared();
            private final MemorySegment y = arena.allocate(4L * N, 64);

            OverSegments(String name, ElementaryFunction.Run run) {
                this.name = name;
                this.run = run;
                if (run instanceof Vml) {
                    Mkl.setThreads(1);
                }
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public void run() throws Throwable {
                run.apply(x, y, N);
            }

            @Override
            public float[] result() {
                return y.toArray(ValueLayout.JAVA_FLOAT);
            }

            @Override
            public void close() {
                arena.close();
            }
        }
    }

    private record OverArrays(String name, ElementaryFunction.Arrays function, float[] x, float[] y)
            implements Contender {

        OverArrays(String name, ElementaryFunction.Arrays function, float[] x) {
            this(name, function, x, new float[x.length]);
        }

        @Override
        public void run() {
            function.apply(x, y);
        }

        @Override
        public float[] result() {
            return y.clone();
        }

        @Override
        public void close() {
        }
    }
}
