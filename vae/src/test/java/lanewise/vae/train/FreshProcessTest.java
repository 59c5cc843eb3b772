package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Elementwise;
import lanewise.core.Gemm;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.Architecture;

/// In fresh JVMs with default flags a training step ends up without vectors that are objects, whatever got hot first,
/// and no compiler gives a method up. Nothing here is timed: the process waits until it is so, with a deadline.
class FreshProcessTest {

    /// At the best width only; the others have the tests of the kernels one by one.
    private static boolean bestKernels() {
        return Kernels.VECTOR && System.getProperty(Kernels.PROPERTY) == null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"step", "gemm elementwise random step"})
    @EnabledIf("bestKernels")
    void aStepAllocatesNothingThatGrowsWithTheBatch(String order) throws Exception {
        String classes = location(Kernels.class) + File.pathSeparator + location(Trainer.class) + File.pathSeparator
                + location(FreshProcessTest.class);
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-XX:+PrintCompilation", "-cp", classes, Run.class.getName(),
                order).redirectErrorStream(true).start();
        List<String> out = process.inputReader().lines().toList();
        assertEquals(0, process.waitFor(),
                () -> String.join("\n", out.subList(Math.max(0, out.size() - 30), out.size())));
        List<String> skipped = out.stream().filter(line -> line.contains("lanewise") && line.contains("COMPILE SKIPPED")
                // A class was loaded meanwhile; the compiler comes back.
                && !line.contains("invalidated dependencies") && !line.contains("concurrent class loading")).toList();
        assertTrue(skipped.isEmpty(), skipped::toString);
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    /// Does each job of the order for a moment, then trains until steps allocate no more than their few small objects.
    static final class Run {

        private static final int ROWS = 32;
        private static final int WIDTH = 96;
        private static final long MOMENT_NANOS = 100_000_000;
        private static final long PATIENCE_NANOS = 60_000_000_000L;

        /// A vector object takes some 100 bytes and a batch has 32 rows, so one in each row is seen.
        private static final long SMALL_OBJECTS = 2_000;

        private static final int STEPS_IN_A_ROW = 200;

        public static void main(String[] args) throws IOException {
            for (String job : args[0].split(" ")) {
                switch (job) {
                    case "elementwise" -> elementwise();
                    case "random" -> random();
                    case "gemm" -> gemm();
                    default -> train();
                }
            }
            System.exit(0);
        }

        private static void repeat(Runnable job) {
            long start = System.nanoTime();
            do {
                job.run();
            } while (System.nanoTime() - start < MOMENT_NANOS);
        }

        private static void elementwise() {
            Matrix x = Matrix.allocate(Arena.global(), 20, 50);
            Matrix y = Matrix.allocate(Arena.global(), 20, 50);
            repeat(() -> {
                Elementwise.exp(x, y);
                Elementwise.sigmoid(x, y);
                for (Activation activation : Activation.all()) {
                    activation.forward(x, y);
                }
            });
        }

        private static void random() {
            Matrix out = Matrix.allocate(Arena.global(), 10, 70);
            repeat(() -> new RandomStream(1, 2).fillGaussian(out, 0));
        }

        private static void gemm() {
            Workspace workspace = Workspace.single();
            Matrix a = Matrix.allocate(Arena.global(), 40, 70);
            Matrix b = Matrix.allocate(Arena.global(), 70, 90);
            Matrix c = Matrix.allocate(Arena.global(), 40, 90);
            repeat(() -> Gemm.multiply(a, b, c, workspace));
        }

        private static void train() throws IOException {
            Matrix values = Matrix.allocateDense(Arena.global(), 40 * ROWS, WIDTH);
            new RandomStream(1, 0).fillUniform(values, 0);
            Steps steps = new Steps();
            Trainer.of(Architecture.of(WIDTH, 20, 48).withActivation(Activation.named("tanh"))).team(Team.single())
                    .listener(steps).configuration(new TrainingConfiguration().epochs(100_000).batchSize(ROWS).seed(1))
                    .fit(Dataset.of("noise", values, null)).close();
            if (steps.calm < STEPS_IN_A_ROW) {
                throw new IllegalStateException("after " + steps.steps + " steps one still allocates " + steps.last
                        + " bytes");
            }
        }

        private static final class Steps implements TrainingListener {

            private final com.sun.management.ThreadMXBean threads =
                    (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
            private final long begin = cpuNanos();
            private long before;
            private long last;
            private long steps;
            private int calm;

            /// Of the whole process: on a machine that does other work, the compiler waits as long as the steps do.
            private static long cpuNanos() {
                return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime();
            }

            @Override
            public void step(TrainingProgress progress) {
                long now = threads.getCurrentThreadAllocatedBytes();
                last = now - before;
                before = now;
                steps++;
                calm = last <= SMALL_OBJECTS ? calm + 1 : progress.step() % progress.stepsPerEpoch() <= 1 ? calm : 0;
                if (calm >= STEPS_IN_A_ROW || cpuNanos() - begin > PATIENCE_NANOS) {
                    progress.stop();
                }
            }
        }
    }
}
