package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.DrawnDigits;
import lanewise.vae.data.ImageSet;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;
import lanewise.vae.tabular.TableForm;

/// Where examples come from.
///
/// @param directory with the files of MNIST or PNG files, or a file with a table, or null for digits drawn by the
/// program
/// @param seed of the drawn digits
/// @param limit how many training examples to use, or null for all
/// @param withoutLabels the labels of examples that are left out, of training and test, before the limit counts
/// @param withTest whether the test examples come after the training examples, to learn from them too
/// @param table how rows of a table become examples by its schema; null for images, and for a table with the ending
/// `.csv` whose numbers are taken as they are
record DataSource(Path directory, long seed, Integer limit, List<Integer> withoutLabels, boolean withTest,
        TableData table) {

    private static final String DRAWN = "drawn-digits";
    private static final String ENDING = ".csv";

    /// What the command line says.
    ///
    /// @param withTest whether to learn from the test examples even where the command line does not say so
    static DataSource of(Arguments arguments, long seed, boolean withTest) throws UsageException {
        List<Integer> withoutLabels = arguments.get(Common.WITHOUT_LABELS);
        Path data = arguments.get(Common.DATA);
        return new DataSource(data, seed, arguments.get(Common.LIMIT), withoutLabels == null
                ? List.of() : withoutLabels, withTest || arguments.get(Common.WITH_TEST), table(arguments, data));
    }

    /// A file is a table, encoded by its schema; one for which a likelihood is told is taken as it is.
    private static TableData table(Arguments arguments, Path data) throws UsageException {
        boolean file = data != null && Files.isRegularFile(data);
        Option<?> ofTables = TableOptions.TABLE.options().stream().filter(arguments::has).findFirst().orElse(null);
        if (!file && ofTables != null) {
            throw new UsageException("--" + ofTables.name() + ": is for tables, expected --data FILE with one"
                    + (data == null ? "" : ", " + data + " is none"));
        }
        boolean asItIs = file && arguments.has(NetworkOptions.LIKELIHOOD);
        if (asItIs && ofTables != null) {
            throw new UsageException("--" + ofTables.name() + " and --likelihood do not go together: a told likelihood"
                    + " describes the numbers of a table as they are, without a schema");
        }
        if (asItIs && !data.toString().endsWith(ENDING)) {
            throw new UsageException("--likelihood: a told likelihood describes the numbers of a table as they are,"
                    + " expected --data with a name that ends with " + ENDING + ", or no --likelihood");
        }
        return file && !asItIs ? TableData.of(arguments) : null;
    }

    /// The same from another directory.
    DataSource withDirectory(Path other) {
        return new DataSource(other, seed, limit, withoutLabels, withTest, table);
    }

    /// The same with another limit.
    DataSource withLimit(Integer other) {
        return new DataSource(directory, seed, other, withoutLabels, withTest, table);
    }

    /// The same with the examples of all labels.
    DataSource withAllLabels() {
        return new DataSource(directory, seed, limit, List.of(), withTest,
                table == null ? null : table.withAnomalies());
    }

    /// The same with other rows of a table.
    DataSource withTable(TableData other) {
        return new DataSource(directory, seed, limit, withoutLabels, withTest, other);
    }

    /// What to call it in names of runs.
    String name() {
        if (directory == null) {
            return DRAWN;
        }
        Path last = directory.toAbsolutePath().normalize().getFileName();
        return last == null ? "data" : last.toString();
    }

    /// Reads them.
    ///
    /// @param form how rows of a table are encoded; null for images and for a table that is taken as it is
    ImageSet read(TableForm form, Arena arena, Team team) throws IOException, CommandException {
        return form == null ? read(arena, team) : chosen(EncodedSource.read(this, form, arena));
    }

    /// Reads or draws them. A drawn digit depends on its number only, so no more of them are drawn than asked for.
    private ImageSet read(Arena arena, Team team) throws IOException, CommandException {
        if (directory == null) {
            int train = limit == null || withTest || !withoutLabels.isEmpty() ? DrawnDigits.TRAIN : Math.min(limit,
                    DrawnDigits.TRAIN);
            return chosen(DrawnDigits.draw(seed, train, DrawnDigits.TEST, arena, team));
        }
        ImageSet images = isTable() ? TableSource.read(directory, arena)
                : ImageSet.read(directory, arena);
        if (images.train().size() == 0 || images.test().size() == 0) {
            throw new CommandException(directory + ": has " + images.train().size() + " training and "
                    + images.test().size() + " test images, expected at least one of each");
        }
        return chosen(images);
    }

    private ImageSet chosen(ImageSet images) throws CommandException {
        Dataset test = kept(images.test());
        Dataset train = withTest ? kept(images.train()).above(test) : kept(images.train());
        return new ImageSet(limit == null ? train : train.head(limit), test, images.channels(),
                images.height(), images.imageWidth());
    }

    private Dataset kept(Dataset data) throws CommandException {
        if (withoutLabels.isEmpty()) {
            return data;
        }
        Dataset kept = data.withoutLabels(withoutLabels);
        if (kept.size() == 0) {
            throw new CommandException(data.name() + ": has examples with the labels " + withoutLabels
                    + " only, nothing is left without them");
        }
        return kept;
    }

    /// Whether it is a table, not images.
    boolean isTable() {
        return table != null || directory != null && directory.toString().endsWith(ENDING);
    }

    Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("directory", directory == null ? null : directory.toAbsolutePath().normalize().toString());
        fields.put("drawn_with_seed", directory == null ? seed : null);
        fields.put("limit", limit);
        if (!withoutLabels.isEmpty()) {
            fields.put("without_labels", withoutLabels);
        }
        if (withTest) {
            fields.put("with_test", true);
        }
        if (table != null) {
            fields.put("table", table.toMap());
        }
        return fields;
    }

    /// @param form beside the configuration; null where there is none
    /// @param source of the configuration, for messages
    static DataSource fromJson(JsonObject fields, TableForm form, String source) throws FormatException {
        Path directory = fields.get("directory") == null ? null : Path.of(fields.string("directory"));
        long seed = fields.get("drawn_with_seed") == null ? 0 : fields.integer("drawn_with_seed");
        Integer limit = fields.get("limit") == null ? null : (Integer) fields.integer("limit", 1, Integer.MAX_VALUE);
        List<Long> without = fields.has("without_labels") ? fields.integers("without_labels") : List.of();
        if (without.stream().anyMatch(label -> label < 0 || label > Common.LARGEST_LABEL)) {
            throw new FormatException(source, "field \"data.without_labels\" is " + without
                    + ", expected whole numbers from 0 to " + Common.LARGEST_LABEL);
        }
        if (directory == null && fields.has("table")) {
            throw new FormatException(source, "field \"data.directory\" is null, expected the file with the table"
                    + " that \"data.table\" is about");
        }
        TableData table = form == null || !fields.has("table") ? null
                : TableData.fromJson(fields.object("table"), form.reading(), source);
        return new DataSource(directory, seed, limit, without.stream().map(Long::intValue).toList(),
                fields.has("with_test") && fields.bool("with_test"), table);
    }
}
