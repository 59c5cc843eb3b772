package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import lanewise.core.Gemm;
import lanewise.core.Kernels;
import lanewise.core.Machine;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;

/// `doctor`: what Lanewise runs on, whether it computes right, and how fast.
record Doctor() implements Command {

    private static final int SIZE = 512;
    private static final double WARM_UP_SECONDS = 1.5;
    private static final double SECONDS = 1.0;

    @Override
    public String summary() {
        return "show CPU, JDK and kernels; test them bit by bit; measure their speed";
    }

    @Override
    public String description() {
        return "Shows what Lanewise runs on: processor, JDK, which kernels at which vector width, and why. Holds the"
                + " kernels against their scalar specifications, bit by bit, and measures a matrix product of 512 x 512"
                + " matrices on one thread and on all. Takes about five seconds; fails if a bit differs.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Options", Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("doctor", "is all well here?"),
                new Example("-Dlanewise.kernels=256 doctor", "the same for 256-bit kernels"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws CommandException {
        int threads = Common.threads(arguments);
        String jdk = System.getProperty("java.vendor.version", System.getProperty("java.vm.vendor")) + " ("
                + Runtime.version() + ")";
        int cores = Runtime.getRuntime().availableProcessors();
        terminal.say("Processor     " + processor());
        terminal.say("System        " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        terminal.say("JDK           " + jdk);
        terminal.say("Cores         " + cores);
        terminal.say("Kernels       " + Kernels.name() + (Kernels.VECTOR ? " bit: " : ": ") + Kernels.reason());
        terminal.say("Machine       " + Machine.reason());
        terminal.say("Version       " + Version.text());
        List<SelfTest.Check> checks;
        double one;
        double all;
        try (Team team = Team.ofThreads(threads, Common.SPIN_NANOS); Workspace together = Workspace.with(team);
                Workspace alone = Workspace.single()) {
            checks = SelfTest.run(together);
            long failed = checks.stream().filter(check -> check.difference() != null).count();
            long values = checks.stream().mapToLong(SelfTest.Check::compared).sum();
            terminal.say("Self-test     " + (failed == 0 ? "passed: " : failed + " of ") + checks.size()
                    + " operations, " + String.format(Locale.ROOT, "%,d values ", values)
                    + (failed == 0 ? "equal their specifications bit by bit" : "compared, FAILED"));
            checks.stream().filter(check -> check.difference() != null)
                    .forEach(check -> terminal.say("              " + check.operation() + ": " + check.difference()));
            one = gigaflops(alone, terminal, "one thread");
            all = threads == 1 ? one : gigaflops(together, terminal, threads + " threads");
        }
        terminal.say(String.format(Locale.ROOT, "Speed         %.1f GFLOP/s on one thread, %.1f on %d (matrix product,"
                + " %d cubed)", one, all, threads, SIZE));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("version", Version.text());
        result.put("processor", processor());
        result.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        result.put("jdk", jdk);
        result.put("cores", cores);
        result.put("vectorBits", Kernels.vectorBits());
        result.put("kernels", Kernels.name());
        result.put("reason", Kernels.reason());
        result.put("machine", Machine.reason());
        result.put("selfTest", checks.stream().allMatch(check -> check.difference() == null));
        result.put("differences", checks.stream().filter(check -> check.difference() != null)
                .map(check -> check.operation() + ": " + check.difference()).toList());
        result.put("gflops", rounded(one));
        result.put("gflopsAllThreads", rounded(all));
        result.put("threads", threads);
        if (checks.stream().anyMatch(check -> check.difference() != null)) {
            throw new CommandException(
                    "the self-test failed: the kernels of this machine differ from their specifications", result);
        }
        return result;
    }

    /// The best of several runs after a warm-up: what the machine can do, not what its neighbours left over.
    private static double gigaflops(Workspace workspace, Terminal terminal, String what) {
        try (Arena arena = Arena.ofShared()) {
            Matrix a = Matrix.allocate(arena, SIZE, SIZE);
            Matrix b = Matrix.allocate(arena, SIZE, SIZE);
            Matrix c = Matrix.allocate(arena, SIZE, SIZE);
            new RandomStream(1, 0).fillGaussian(a, 0);
            new RandomStream(1, 1).fillGaussian(b, 0);
            long best = Long.MAX_VALUE;
            long begin = System.nanoTime();
            long end = begin + (long) ((WARM_UP_SECONDS + SECONDS) * 1e9);
            long warm = begin + (long) (WARM_UP_SECONDS * 1e9);
            for (long now = begin; now < end; now = System.nanoTime()) {
                terminal.status("measuring on " + what + " ...");
                long from = System.nanoTime();
                Gemm.multiply(a, b, c, workspace);
                long took = System.nanoTime() - from;
                best = from >= warm || best == Long.MAX_VALUE ? Math.min(best, took) : best;
            }
            return 2.0 * SIZE * SIZE * SIZE / best;
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /// The processor by its name, as far as the system tells.
    private static String processor() {
        try {
            Path cpuinfo = Path.of("/proc/cpuinfo");
            if (Files.isReadable(cpuinfo)) {
                for (String line : Files.readAllLines(cpuinfo)) {
                    if (line.startsWith("model name") || line.startsWith("Model")) {
                        return line.substring(line.indexOf(':') + 1).strip();
                    }
                }
            } else if (System.getProperty("os.name").startsWith("Mac")) {
                Process process = new ProcessBuilder("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string").start();
                String name = new String(process.getInputStream().readAllBytes()).strip();
                if (process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 && !name.isEmpty()) {
                    return name;
                }
            }
        } catch (IOException e) {
            return "unknown " + System.getProperty("os.arch");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "unknown " + System.getProperty("os.arch");
    }
}
