package lanewise.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.run.Arguments;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;

/// The command line.
final class Options {

    static final String USAGE = """
            bench/bin/peers [SECTION ...] [OPTION ...]
            bench/bin/peers machine    this processor in a line: share of the peak, of MKL, of PyTorch

              --size S       only jobs with S in their name (512; 128,400,784; "64,64,64 NT"); may be repeated
              --peer P       only contenders with P in their name, and Lanewise; may be repeated
              --threads N    only on N threads; may be repeated (default: 1 and 2)
              --quick        5 rounds of 20 ms instead of 15 of 40 ms, short warm-up
              --rounds N     so many rounds
              --markdown F   write the tables to F instead of standard output
              --csv F        write all rounds to F
              --svg F        write a plot of GFLOP/s to F (with the section's name before the suffix if there \
            are several)
              --from F       measure nothing, read F, written by --csv before; may be repeated
              --list         name sections and jobs, measure nothing

            Sections: %s""";

    final List<String> sections = new ArrayList<>();
    final List<String> sizes = new ArrayList<>();
    final List<String> peers = new ArrayList<>();
    final List<Integer> threads = new ArrayList<>();
    final List<Path> from = new ArrayList<>();
    /// What goes on to a process that runs one section.
    final List<String> passed = new ArrayList<>();
    int rounds;
    boolean quick;
    boolean list;
    boolean help;
    Path markdown;
    Path csv;
    Path svg;

    /// Reads the arguments.
    ///
    /// @throws IllegalArgumentException saying which is wrong
    Options(String[] args) {
        List<String> known = Sections.all().stream().map(Section::name).toList();
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.startsWith("-") && List.of("--quick", "--list", "--help", "-h").contains(option)) {
                quick |= option.equals("--quick");
                list |= option.equals("--list");
                help |= option.endsWith("h") || option.equals("--help");
                passed.add(option);
                continue;
            }
            if (!option.startsWith("-")) {
                if (!known.contains(option)) {
                    throw new IllegalArgumentException("no section " + option + "; there are "
                            + String.join(", ", known));
                }
                sections.add(option);
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(option + " wants a value");
            }
            String value = args[++i];
            switch (option) {
                case "--size" -> sizes.add(value);
                case "--peer" -> peers.add(value);
                case "--threads" -> threads.add(Arguments.positive(option, value));
                case "--rounds" -> rounds = Arguments.positive(option, value);
                case "--from" -> from.add(Path.of(value));
                case "--markdown" -> markdown = Path.of(value);
                case "--csv" -> csv = Path.of(value);
                case "--svg" -> svg = Path.of(value);
                default -> throw new IllegalArgumentException("no option " + option + "; see --help");
            }
            if (List.of("--size", "--peer", "--threads", "--rounds").contains(option)) {
                passed.add(option);
                passed.add(value);
            }
        }
        if (sections.isEmpty()) {
            sections.addAll(known);
        }
        if (threads.isEmpty()) {
            threads.addAll(Runtime.getRuntime().availableProcessors() > 1 ? List.of(1, 2) : List.of(1));
        }
        if (rounds == 0) {
            rounds = quick ? 5 : 15;
        }
    }

    Selection selection() {
        return new Selection(sizes, peers, threads, quick);
    }
}
