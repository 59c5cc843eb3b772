package lanewise.bench.peers;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

import lanewise.bench.peers.matmul.Matmul;
import lanewise.bench.peers.report.Report;
import lanewise.bench.peers.run.Outcome;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.step.Step;

/// What to expect of a processor, in a line for each number of threads: `peers machine`. Three products beside MKL and
/// a training step beside PyTorch's fastest form, quickly, in some three minutes.
final class MachineLine {

    private static final String CUBE = "512,512,512 NN";
    private static final String NET = "784-400-20";

    private MachineLine() {
    }

    /// Measures and prints.
    ///
    /// @param out where to
    /// @return whether something was measured and all of Lanewise's results were right
    static boolean run(PrintStream out) throws Exception {
        Report report = new Report();
        report.add(measured(new Matmul(), "--size", CUBE, "--size", "128,400,784 NT", "--size", "400,784,128 TN",
                "--peer", "MKL"));
        report.add(measured(new Step(), "--size", NET, "--peer", "PyTorch fastest"));
        report.head().stream().filter(line -> !line.startsWith("Command")).forEach(out::println);
        var threads = new TreeSet<Integer>();
        report.outcomes().forEach(outcome -> threads.add(outcome.threads()));
        for (int count : threads) {
            out.println(line(report, count));
        }
        report.outcomes().stream().flatMap(outcome -> outcome.unavailable().entrySet().stream())
                .map(entry -> entry.getKey() + ": " + entry.getValue()).distinct().forEach(out::println);
        return !threads.isEmpty() && report.outcomes().stream()
                .flatMap(outcome -> outcome.unavailable().keySet().stream()).noneMatch(who -> who.startsWith("Lane"));
    }

    private static Report measured(Section section, String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = section.name();
        all[1] = "--quick";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Peers.elsewhere(section, new Options(all));
    }

    /// This machine: share of the peak, ratio to MKL, ratio to PyTorch.
    static String line(Report report, int threads) {
        List<Outcome> here = report.outcomes().stream().filter(outcome -> outcome.threads() == threads).toList();
        List<Outcome> products = here.stream().filter(outcome -> outcome.section().equals("matmul")).toList();
        List<Outcome> steps = here.stream().filter(outcome -> outcome.section().equals("step")).toList();
        double peak = report.roof().getOrDefault(threads, Double.NaN);
        double share = products.stream().filter(outcome -> outcome.job().startsWith(CUBE))
                .filter(outcome -> !outcome.rows().isEmpty())
                .mapToDouble(outcome -> outcome.value(outcome.rows().getFirst()) / peak).findFirst().orElse(Double.NaN);
        return String.format(Locale.ROOT, "%d thread%s: product of 512 cubed at %s of the peak of %s GFLOP/s; products"
                + " %s of MKL (%s); training step %s of PyTorch", threads, threads == 1 ? "" : "s",
                told(100 * share, "%.0f%%"), told(peak, "%.0f"), told(ratio(products), "%.2f"),
                products.stream().map(Outcome::job).collect(Collectors.joining("; ")), told(ratio(steps), "%.2f"));
    }

    /// The geometric mean over jobs of how many times as fast as the fastest peer Lanewise's first form is.
    private static double ratio(List<Outcome> outcomes) {
        return Math.exp(outcomes.stream().mapToDouble(outcome -> outcome.rows().stream().filter(row -> !row.own())
                .mapToDouble(row -> Outcome.ratio(outcome.rows().getFirst(), row)).min().orElse(Double.NaN))
                .filter(ratio -> !Double.isNaN(ratio)).map(Math::log).average().orElse(Double.NaN));
    }

    private static String told(double value, String format) {
        return Double.isNaN(value) ? "(not measured)" : String.format(Locale.ROOT, format, value);
    }
}
