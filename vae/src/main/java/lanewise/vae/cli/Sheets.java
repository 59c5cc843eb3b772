package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import lanewise.core.Matrix;
import lanewise.vae.check.Targets;

/// Options of commands that make a picture of many images.
final class Sheets {

    static final int IMAGES = 64;
    static final int PAIRS = 60;

    static final Option<Integer> COUNT = Option.integer("count", "N", 1, 10_000, IMAGES, "how many images");
    static final Option<Integer> COUNT_PAIRS = COUNT.withStandard(PAIRS, Integer.toString(PAIRS));
    static final Option<Integer> COLUMNS = Option.integer("columns", "N", 1, 10_000, null, "how many side by side")
            .withStandard(null, "about as many as rows");
    static final Option<Integer> SCALE = Option.integer("scale", "N", 1, 64, 3,
            "pixels of the picture per pixel of an image");

    private Sheets() {
    }

    static Option<Path> out(String standard) {
        return Option.output("out", "FILE", standard, "the PNG file to write; one that exists is replaced");
    }

    /// The same for a command that can write numbers, too.
    static Option<Path> outOrNumbers(String standard) {
        return Option.output("out", "FILE", standard,
                "the PNG file to write; one that exists is replaced. A name that ends with .csv, .npy or .safetensors"
                + " gets the numbers instead, one row per image; a table has no picture, and .csv is its default");
    }

    /// The file to write, once it is known that it could be.
    static Path file(Arguments arguments, Option<Path> option, Path standard) throws UsageException, CommandException {
        Path file = arguments.has(option) ? arguments.get(option) : standard;
        requirePng(arguments, option, file);
        return file;
    }

    /// The same for a command that can write numbers, too.
    static Path fileOrNumbers(Arguments arguments, Option<Path> option, Path standard)
            throws UsageException, CommandException {
        Path file = arguments.has(option) ? arguments.get(option) : standard;
        if (!CodesFile.takes(file) && !isPng(file) && !Files.isDirectory(file)) {
            throw new UsageException("--" + option.name() + ": '" + file
                    + "', expected a name that ends with .png, .csv, .npy or .safetensors");
        }
        Outputs.requireWritable(arguments, option, file);
        return file;
    }

    /// Refuses a picture that could not be written, or whose name says that it is none.
    static void requirePng(Arguments arguments, Option<Path> option, Path file)
            throws UsageException, CommandException {
        if (!isPng(file) && !Targets.isStream(file) && !Files.isDirectory(file)) {
            throw new UsageException("--" + option.name() + ": '" + file + "', expected a name that ends with .png");
        }
        Outputs.requireWritable(arguments, option, file);
    }

    private static boolean isPng(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
    }

    /// The file to write once it is known what the examples are: rows of a table have no picture.
    static Path of(Arguments arguments, Option<Path> option, Path file, RunConfig config) throws CommandException {
        if (config == null || !config.data().isTable() || CodesFile.takes(file)) {
            return file;
        }
        if (arguments.has(option)) {
            throw new CommandException("--" + option.name() + ": " + file + " would be a picture, and the model"
                    + " describes rows of a table, expected a name that ends with .csv, .npy or .safetensors");
        }
        return Path.of(file.toString().replaceFirst("png$", "csv"));
    }

    /// Writes rows as numbers, those of a table under the names of its columns.
    static void numbers(Path file, Matrix rows, RunConfig config) throws IOException {
        boolean named = config != null && (config.table() != null
                || config.data().isTable() && Files.isRegularFile(config.data().directory()));
        if (named && file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            TableSource.write(file, config, rows);
        } else {
            CodesFile.write(file, "x", rows, null);
        }
    }

    /// As many columns as asked for, else such that the picture is about square.
    static int columns(Arguments arguments, int cells, int cellWidth, int cellHeight) {
        Integer columns = arguments.get(COLUMNS);
        return columns != null ? columns : columns(cells, cellWidth, cellHeight);
    }

    static int columns(int cells, int cellWidth, int cellHeight) {
        return Math.clamp(Math.round(Math.sqrt((double) cells * cellHeight / cellWidth)), 1, cells);
    }
}
