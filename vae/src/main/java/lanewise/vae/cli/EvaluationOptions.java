package lanewise.vae.cli;

import java.nio.file.Path;

import lanewise.vae.data.Dataset;

/// Options of commands that judge a model row by row.
final class EvaluationOptions {

    static final Option<Integer> COUNT = Option.count("count", "N", 1, null, "use the first N of these examples only")
            .withStandard(null, "all");
    static final Option<Path> CSV = Option.output("csv", "FILE", "none",
            "a table to write, one line per example; one that exists is replaced");
    static final Option<Path> PICTURE = Option.output("picture", "FILE", "none",
            "a PNG to write; one that exists is replaced");

    static final int PICTURE_WIDTH = 1600;
    static final int PICTURE_HEIGHT = 1000;

    private EvaluationOptions() {
    }

    /// The examples that [#COUNT] leaves.
    static Dataset counted(Arguments arguments, Dataset data) {
        return arguments.has(COUNT) ? data.head(arguments.get(COUNT)) : data;
    }

    /// Refuses files that could not be written, before work is done for them.
    @SafeVarargs
    static void requireWritable(Arguments arguments, Option<Path>... options) throws UsageException, CommandException {
        for (Option<Path> option : options) {
            if (option == PICTURE && arguments.has(option)) {
                Sheets.requirePng(arguments, option, arguments.get(option));
            } else if (arguments.has(option)) {
                Outputs.requireWritable(arguments, option, arguments.get(option));
            }
        }
    }
}
