package lanewise.vae.cli;

import java.nio.file.Path;
import java.util.List;

/// Options that mean the same in every command that has them.
final class Common {

    static final Option<Boolean> JSON = Option.flag("json",
            "print one JSON object on standard output at the end, all else on standard error");
    static final Option<Boolean> QUIET = Option.flag("quiet", "say results and failures only, nothing of what is going"
            + " on");
    static final Option<Boolean> VERBOSE = Option.flag("verbose", "say what runs, on what, and how long it took");
    static final Option<Boolean> DEBUG = Option.flag("debug", "show the stack trace of a failure");
    static final Option<Boolean> HELP = Option.flag("help", "show this text");

    /// What every command has.
    static final OptionGroup GROUP = OptionGroup.of("Everywhere", JSON, QUIET, VERBOSE, DEBUG, HELP);

    /// Labels of images are bytes.
    static final int LARGEST_LABEL = 255;

    static final Option<Long> SEED = Option.seed("seed", 0,
            "where all random numbers start; equal seeds give equal results");
    static final Option<Integer> THREADS = Option.integer("threads", "N", 1, 1024, null,
            "threads to compute with; the result does not depend on it").withStandard(null, "all processors");
    static final Option<Integer> LIMIT = Option.count("limit", "N", 1, null, "use the first N training examples only");
    static final Option<List<Integer>> WITHOUT_LABELS = Option.sizes("without-labels", "N,...", 0,
            LARGEST_LABEL, null,
            "leave out the examples with these labels, such as 4 or 4,9").withStandard(null, "none");
    static final Option<Boolean> WITH_TEST = Option.flag("with-test",
            "learn from the test examples too, after the training examples; the loss at the end is still that"
            + " of the test examples, which are then no test of what was not seen");
    static final Option<Path> DATA = Option.path("data", "DIR", "digits drawn by the program",
            "directory with the four MNIST files in IDX format, gzipped or not; or of PNG files of one size, grey or"
                    + " RGB, in folders by class or not, in folders train and test or not; or a table of numbers,"
                    + " FILE.csv with a line of column names");

    /// How long the threads of a team wait awake for the next piece of work: the pieces of a training step follow each
    /// other within this time.
    static final long SPIN_NANOS = 50_000;

    private Common() {
    }

    static int threads(Arguments arguments) {
        Integer threads = arguments.get(THREADS);
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
