package lanewise.bench.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import lanewise.bench.peers.encode.Exchange;
import lanewise.bench.peers.function.Accuracy;
import lanewise.bench.peers.golden.Goldens;
import lanewise.bench.peers.report.Csv;
import lanewise.bench.peers.report.Markdown;
import lanewise.bench.peers.report.Report;
import lanewise.bench.peers.report.Roof;
import lanewise.bench.peers.report.Svg;
import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Runner;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Unit;

/// The command line of `bench/bin/peers`.
///
/// One section runs in this process. Of several each runs in a process of its own, so that neither the libraries nor
/// the JIT profile of one reach the next.
public final class Peers {

    private Peers() {
    }

    /// Measures and prints; ends with status 1 if a result of Lanewise was wrong or nothing was measured, with 2 if an
    /// argument is wrong.
    ///
    /// @param args see [Options#USAGE]
    /// @throws Exception if a job cannot be set up or a file not be written
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("accuracy")) {
            try {
                Accuracy.main(List.of(args).subList(1, args.length), System.out);
            } catch (IllegalArgumentException e) {
                System.err.println("peers: " + e.getMessage());
                System.exit(2);
            }
            return;
        }
        if (args.length > 0 && args[0].equals("goldens")) {
            try {
                Goldens.main(List.of(args).subList(1, args.length), System.out);
            } catch (IllegalArgumentException e) {
                System.err.println("peers: " + e.getMessage());
                System.exit(2);
            }
            return;
        }
        if (args.length > 0 && args[0].equals("exchange")) {
            Exchange.main(List.of(args).subList(1, args.length), System.out);
            return;
        }
        if (args.length == 1 && args[0].equals("machine")) {
            System.exit(MachineLine.run(System.out) ? 0 : 1);
        }
        Options options;
        try {
            options = new Options(args);
        } catch (IllegalArgumentException e) {
            System.err.println("peers: " + e.getMessage());
            System.exit(2);
            return;
        }
        if (options.help) {
            System.out.println(
                    Options.USAGE.formatted(String.join(", ", Sections.all().stream().map(Section::name).toList())));
            return;
        }
        List<Section> sections = Sections.all().stream().filter(s -> options.sections.contains(s.name())).toList();
        if (options.list) {
            for (Section section : sections) {
                section.jobs(options.selection()).forEach(
                        job -> System.out.println(section.name() + ": " + job.name() + ", threads " + job.threads()));
            }
            return;
        }
        var report = new Report();
        if (!options.from.isEmpty()) {
            for (Path file : options.from) {
                report.add(Csv.read(file));
            }
        } else if (sections.size() == 1) {
            measure(sections.getFirst(), options, report);
            report.head().addAll(0, Machine.describe(Arrays.asList(args)));
        } else {
            for (Section section : sections) {
                report.add(elsewhere(section, options));
            }
            report.head().removeIf(line -> line.startsWith("Command"));
            report.head().add("Command: bench/bin/peers " + String.join(" ", args));
        }
        write(report, sections, options);
        if (report.outcomes().stream().allMatch(o -> o.rows().isEmpty()) || report.outcomes().stream().flatMap(
                o -> o.unavailable().keySet().stream()).anyMatch(name -> name.startsWith("Lanewise"))) {
            System.err.println("peers: nothing measured, or Lanewise failed: see \"Not measured\"");
            System.exit(1);
        }
    }

    private static void measure(Section section, Options options, Report report) throws Exception {
        List<Job> jobs = section.jobs(options.selection());
        if (jobs.isEmpty()) {
            return;
        }
        Map<Integer, Double> before = Roof.measure(options.threads);
        var runner = new Runner(options.rounds, options.quick ? 20 : 40, options.quick ? 1000 : 2000, System.err);
        for (Job job : jobs) {
            report.outcomes().add(runner.run(section, job, options.selection()));
        }
        report.roof().putAll(Roof.larger(before, Roof.measure(options.threads)));
        report.head().addAll(section.versions());
    }

    /// Runs one section in a process of its own, with this one's options.
    static Report elsewhere(Section section, Options options) throws IOException, InterruptedException {
        Path csv = Files.createTempFile("peers", ".csv");
        Path tables = Files.createTempFile("peers", ".md");
        try {
            var command = new ArrayList<String>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Peers.class.getName(),
                    section.name()));
            command.addAll(options.passed);
            command.addAll(List.of("--csv", csv.toString(), "--markdown", tables.toString()));
            new ProcessBuilder(command).inheritIO().start().waitFor();
            return Csv.read(csv);
        } finally {
            Files.deleteIfExists(csv);
            Files.deleteIfExists(tables);
        }
    }

    private static void write(Report report, List<Section> sections, Options options) throws IOException {
        if (options.csv != null) {
            Csv.write(options.csv, report);
        }
        if (options.markdown == null) {
            Markdown.print(System.out, report, Sections.all());
        } else {
            try (var out = new PrintStream(Files.newOutputStream(options.markdown), false, StandardCharsets.UTF_8)) {
                Markdown.print(out, report, Sections.all());
            }
        }
        if (options.svg != null) {
            List<Section> drawn = sections.stream()
                    .filter(s -> report.of(s).stream().anyMatch(o -> o.unit() == Unit.GFLOPS)).toList();
            for (Section section : drawn) {
                Path file = drawn.size() == 1 ? options.svg
                        : options.svg.resolveSibling(options.svg.getFileName().toString()
                                .replaceFirst("(\\.svg)?$", "-" + section.name() + ".svg"));
                Files.writeString(file, new Svg(report, section).draw());
            }
            if (drawn.isEmpty()) {
                System.err.println("peers: nothing counted in GFLOP/s, no plot written");
            }
        }
    }
}
