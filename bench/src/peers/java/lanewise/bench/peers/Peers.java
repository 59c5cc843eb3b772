package lanewise.bench.peers;

import java.io.PrintStream;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The command line: `bench/bin/peers [section ...] [--size S] [--peer P] [--threads N] [--rounds N] [--quick] [--markdown FILE] ...`.
public final class Peers {

    private Peers() {
    }

    /// Measures and prints.
    ///
    /// @param args see `--help`
    /// @throws Exception if a job cannot be set up or a file not be written
    public static void main(String[] args) throws Exception {
        var names = new ArrayList<String>();
        var sizes = new ArrayList<String>();
        var peers = new ArrayList<String>();
        var threads = new ArrayList<Integer>();
        int rounds = 0;
        boolean quick = false;
        String markdown = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--size" -> sizes.add(args[++i]);
                case "--peer" -> peers.add(args[++i]);
                case "--threads" -> threads.add(Integer.parseInt(args[++i]));
                case "--rounds" -> rounds = Integer.parseInt(args[++i]);
                case "--markdown" -> markdown = args[++i];
                case "--quick" -> quick = true;
                default -> {
                    if (!known(args[i])) {
                        System.err.println("unknown argument " + args[i] + "; sections: " + Sections.all().stream().map(Section::name).toList());
                        System.exit(2);
                    }
                    names.add(args[i]);
                }
            }
        }
        if (threads.isEmpty()) {
            threads.addAll(Runtime.getRuntime().availableProcessors() > 1 ? List.of(1, 2) : List.of(1));
        }
        var selection = new Selection(sizes, peers, threads, quick);
        var runner = new Runner(rounds > 0 ? rounds : quick ? 5 : 15, quick ? 20 : 40, quick ? 200 : 1000, System.err);
        try (PrintStream out = markdown == null ? System.out
                : new PrintStream(new FileOutputStream(markdown), true, StandardCharsets.UTF_8)) {
            for (Section section : Sections.all()) {
                if (names.isEmpty() || names.contains(section.name())) {
                    var outcomes = new ArrayList<Outcome>();
                    for (Job job : section.jobs(selection)) {
                        outcomes.add(runner.run(section, job, selection));
                    }
                    Markdown.print(out, section, outcomes);
                }
            }
        }
    }

    private static boolean known(String section) {
        return Sections.all().stream().anyMatch(s -> s.name().equals(section));
    }
}
