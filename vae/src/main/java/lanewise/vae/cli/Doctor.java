package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import lanewise.core.Kernels;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.kernel.Arithmetic;
import lanewise.core.kernel.Machine;

/// `doctor`: what Lanewise runs on, whether it computes right, and how fast.
record Doctor() implements Command {

    @Override
    public String summary() {
        return "show CPU, JDK and kernels; test them bit by bit; measure their speed";
    }

    @Override
    public String description() {
        return "Shows what Lanewise runs on: processor, JDK, which kernels at which vector width, and why. Holds the"
                + " kernels against their scalar specifications, bit by bit, and measures a matrix product of 512 x 512"
                + " matrices on one thread and on all, beside the peak: multiply-adds in registers alone, with vectors"
                + " of the same width. Takes about ten seconds; fails if a bit differs.";
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
        terminal.say("Arithmetic    " + Arithmetic.reason());
        terminal.say("Version       " + Version.text());
        List<SelfTest.Check> checks;
        MachineSpeed one;
        MachineSpeed all;
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
            one = MachineSpeed.measure(Team.single(), alone, () -> terminal.status("measuring on one thread ..."));
            all = threads == 1 ? one : MachineSpeed.measure(team, together,
                    () -> terminal.status("measuring on " + threads + " threads ..."));
        }
        if (!Double.isNaN(one.peak())) {
            terminal.say(String.format(Locale.ROOT, "Peak          %.1f GFLOP/s on one thread, %.1f on %d"
                    + " (multiply-adds in registers)", one.peak(), all.peak(), threads));
        }
        terminal.say(String.format(Locale.ROOT, "Speed         %.1f GFLOP/s on one thread%s, %.1f on %d%s (matrix"
                + " product, %d cubed)", one.product(), share(one), all.product(), threads, share(all),
                MachineSpeed.SIZE));
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
        result.put("arithmetic", Arithmetic.reason());
        result.put("fusedMultiplyAdd", Arithmetic.fused());
        result.put("javaArithmetic", Arithmetic.usual());
        result.put("selfTest", checks.stream().allMatch(check -> check.difference() == null));
        result.put("differences", checks.stream().filter(check -> check.difference() != null)
                .map(check -> check.operation() + ": " + check.difference()).toList());
        result.put("gflops", rounded(one.product()));
        result.put("gflopsAllThreads", rounded(all.product()));
        result.put("peakGflops", Double.isNaN(one.peak()) ? null : rounded(one.peak()));
        result.put("peakGflopsAllThreads", Double.isNaN(all.peak()) ? null : rounded(all.peak()));
        result.put("threads", threads);
        if (checks.stream().anyMatch(check -> check.difference() != null)) {
            throw new CommandException(
                    "the self-test failed: the kernels of this machine differ from their specifications", result);
        }
        return result;
    }

    private static String share(MachineSpeed speed) {
        return Double.isNaN(speed.peak()) ? "" : String.format(Locale.ROOT, ", %.0f%% of that", 100 * speed.share());
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
