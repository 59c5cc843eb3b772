package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.file.AtomicFile;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;
import lanewise.vae.random.Purpose;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.train.Binarization;
import lanewise.vae.train.TrainingConfiguration;

/// `config.json` of a run: all that is needed to train it again.
///
/// @param data where the examples come from
/// @param image the shape of an image; a row of a table is one of height 1
/// @param architecture what was trained
/// @param training how
/// @param condition what the model is told besides its examples; null for nothing
/// @param table how rows of a table are encoded, `table.json` beside it; null for images and for a table that is taken
/// as it is
record RunConfig(DataSource data, Shape image, Architecture architecture, TrainingConfiguration training,
        Condition condition, TableForm table) {

    static final int LARGEST = 1 << 20;
    private static final int LARGEST_TABLE = 1 << 28;

    void write(Path file) throws IOException {
        if (table != null) {
            AtomicFile.write(file.resolveSibling(RunDirectory.TABLE), table.toJson());
        }
        Map<String, Object> extents = new LinkedHashMap<>();
        if (image.channels() > 1) {
            extents.put("channels", image.channels());
        }
        extents.put("height", image.height());
        extents.put("width", image.width());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("lanewise", Version.text());
        fields.put("data", data.toMap());
        fields.put("image", extents);
        fields.put("architecture", Json.parse(architecture.toJson(), "architecture"));
        fields.put("training", training.toMap());
        if (condition != null) {
            fields.put("condition", condition.text());
        }
        AtomicFile.write(file, Json.writePretty(fields));
    }

    static RunConfig read(Path file) throws IOException {
        String source = file.toString();
        JsonObject fields = Json.parseObject(text(file, LARGEST), source);
        fields.get("lanewise");
        JsonObject told = fields.object("data");
        Path beside = file.resolveSibling(RunDirectory.TABLE);
        TableForm table = told.has("table") ? TableForm.fromJson(text(beside, LARGEST_TABLE), beside.toString()) : null;
        DataSource data = DataSource.fromJson(told, table, source);
        JsonObject extents = fields.object("image");
        int channels = extents.has("channels") ? extents.integer("channels", 1, LARGEST) : 1;
        int height = extents.integer("height", 1, LARGEST);
        int width = extents.integer("width", 1, LARGEST);
        Architecture architecture = Architecture.fromJson(Json.write(fields.get("architecture")), source + ":"
                + " architecture");
        TrainingConfiguration training =
                TrainingConfiguration.fromJson(Json.write(fields.get("training")), source + ": training");
        Condition condition = fields.has("condition") ? Condition.of(fields.string("condition")) : null;
        fields.requireAllRead();
        if (condition == null ? architecture.conditionWidth() != 0
                : !condition.isLabels() && architecture.conditionWidth() != condition.columns().size()) {
            throw new FormatException(source, "field \"condition\" does not give the " + architecture.conditionWidth()
                    + " columns that the net expects");
        }
        if ((long) height * width > Integer.MAX_VALUE || (long) channels * (height * width) != architecture.inputs()) {
            throw new FormatException(source, "images of " + (channels == 1 ? "" : channels + " x ") + height + " x "
                    + width + " are not the " + architecture.inputs() + " inputs of the net");
        }
        Shape image = new Shape(channels, height, width);
        if (!architecture.data().isVector() && !architecture.data().equals(image)) {
            throw new FormatException(source, "images of " + image + " are not those of the net, "
                    + architecture.data());
        }
        return new RunConfig(data, image, architecture, training, condition, table);
    }

    /// The same run with another number of epochs.
    RunConfig withEpochs(int epochs) {
        return epochs == training.epochs() ? this
                : new RunConfig(data, image, architecture, training.epochs(epochs), condition, table);
    }

    /// Examples as the model takes them: with their conditions after them.
    Dataset conditioned(Dataset rows) throws CommandException {
        return condition == null ? rows : condition.beside(rows, architecture.inputs(), architecture.conditionWidth());
    }

    /// Test rows as a run judges them: with the ones drawn once, or told by the threshold, where it trains on such
    /// ones. Conditions stay as they are.
    Dataset test(Dataset rows) {
        if (training.binarization() == Binarization.NONE) {
            return rows;
        }
        int inputs = architecture.inputs();
        Dataset grey = rows.columns(0, inputs);
        Dataset drawn = training.binarization() == Binarization.THRESHOLD ? grey.thresholded(Binarization.HALF)
                : grey.binarized(new RandomStream(training.seed(), Purpose.HELD_OUT.stream(1)));
        return rows.width() == inputs ? drawn : drawn.beside(rows.columns(inputs, rows.width()));
    }

    private static String text(Path file, int largest) throws IOException {
        return Inputs.text(file, largest, "the configuration of a run");
    }
}
