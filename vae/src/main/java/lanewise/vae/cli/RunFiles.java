package lanewise.vae.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import lanewise.core.Matrix;
import lanewise.vae.check.Targets;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.file.Csv;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.picture.ContactSheet;
import lanewise.vae.picture.LineChart;
import lanewise.vae.picture.Picture;
import lanewise.vae.tabular.RowSampler;
import lanewise.vae.train.EpochRecord;
import lanewise.vae.train.TrainingResult;

/// What a finished run leaves in its directory besides configuration and checkpoint.
final class RunFiles {

    private static final int SCALE = 3;
    private static final int CHART_WIDTH = 1600;
    private static final int CHART_HEIGHT = 1000;

    private RunFiles() {
    }

    /// Writes model, metrics and pictures.
    static void write(RunDirectory run, RunConfig config, TrainingResult result, ImageSet images)
            throws IOException, CommandException {
        VaeModel model = result.model();
        model.save(run.model());
        List<EpochRecord> history = result.history();
        writeMetrics(run, history);
        Shape image = config.image();
        int count = Math.min(Sheets.PAIRS, images.test().size());
        try (Arena arena = Arena.ofShared(); Session session = model.session(Math.max(Sheets.PAIRS, Sheets.IMAGES))) {
            Dataset test = config.conditioned(images.test());
            Matrix originals = Matrix.allocate(arena, count, test.width());
            Matrix reconstructions = Matrix.allocate(arena, count, image.size());
            test.copy(0, count, originals);
            session.reconstruct(originals, reconstructions);
            if (config.data().isTable()) {
                writeTables(run, config, model, test, reconstructions, arena);
                curve(history).write(run.curve());
                return;
            }
            int pairs = Sheets.columns(count, 2 * image.width(), image.height());
            ContactSheet.pairs(originals.columns(0, image.size()), reconstructions, image, pairs, SCALE)
                    .write(run.reconstructions());
            Matrix samples = Matrix.allocate(arena, Sheets.IMAGES, image.size());
            generate(config, model, test, Decoder.Output.MEAN, samples, arena);
            int columns = Sheets.columns(Sheets.IMAGES, image.width(), image.height());
            ContactSheet.grid(samples, image, columns, SCALE).write(run.samples());
        }
        curve(history).write(run.curve());
    }

    /// The first test rows through the model, and draws of new rows, as tables.
    private static void writeTables(RunDirectory run, RunConfig config, VaeModel model, Dataset test,
            Matrix reconstructions, Arena arena)
            throws IOException {
        TableSource.write(run.path().resolve("reconstructions.csv"), config, reconstructions);
        Path rows = run.path().resolve("samples.csv");
        if (config.table() != null) {
            RowSampler sampler = RowSampler.of(model.decoder(), config.table());
            RowsFile.write(rows, sampler, config.table(), Sheets.IMAGES,
                    out -> sampler.draw(config.training().seed(), Sheets.IMAGES, out));
            return;
        }
        Matrix samples = Matrix.allocate(arena, Sheets.IMAGES, config.architecture().inputs());
        generate(config, model, test, Decoder.Output.DRAW, samples, arena);
        TableSource.write(rows, config, samples);
    }

    /// The conditions of the first test examples, in turn.
    static void conditionsOf(Dataset test, Matrix conditions) {
        int[] rows = IntStream.range(0, conditions.rows()).map(row -> row % test.size()).toArray();
        test.columns(test.width() - conditions.columns(), test.width()).gather(rows, 0, rows.length, conditions);
    }

    /// New examples; those of a conditional model have the classes in turn, or the conditions of the
    /// first test examples.
    private static void generate(RunConfig config, VaeModel model, Dataset test, Decoder.Output output, Matrix samples,
            Arena arena) {
        int width = config.architecture().conditionWidth();
        Matrix conditions = width == 0 ? null : Matrix.allocate(arena, samples.rows(), width);
        if (width > 0 && config.condition().isLabels()) {
            Condition.fill(conditions, IntStream.range(0, width).boxed().toList());
        } else if (width > 0) {
            conditionsOf(test, conditions);
        }
        try (DecoderSession session = model.decoder().session(samples.rows())) {
            session.generate(config.training().seed(), output, conditions, samples);
        }
    }

    private static Picture curve(List<EpochRecord> history) {
        double[] epochs = history.stream().mapToDouble(EpochRecord::epoch).toArray();
        LineChart chart = new LineChart("Training", "epoch", "loss in nats per example");
        chart.add("training", epochs, history.stream().mapToDouble(epoch -> epoch.training().total()).toArray());
        if (history.stream().anyMatch(epoch -> epoch.validation() != null)) {
            chart.add("validation", epochs,
                    history.stream().mapToDouble(epoch -> epoch.validation() == null ? Double.NaN
                            : epoch.validation().total()).toArray());
        }
        return chart.draw(CHART_WIDTH, CHART_HEIGHT);
    }

    /// `metrics.csv`: a function of the run alone, so that a resumed run has the same.
    static void writeMetrics(RunDirectory run, List<EpochRecord> history) throws IOException {
        List<String> columns = new ArrayList<>(List.of("epoch", "train_loss", "train_reconstruction", "train_kl"));
        if (!history.isEmpty()) {
            history.getFirst().training().others().keySet().forEach(name -> columns.add("train_" + name));
        }
        columns.addAll(List.of("validation_loss", "validation_reconstruction", "validation_kl"));
        Csv csv = new Csv(columns.toArray(String[]::new));
        for (EpochRecord epoch : history) {
            LossTerms training = epoch.training();
            LossTerms validation = epoch.validation();
            List<Object> row = new ArrayList<>(List.of(epoch.epoch(), training.total(), training.reconstruction(),
                    training.kl()));
            row.addAll(training.others().values());
            row.add(validation == null ? null : validation.total());
            row.add(validation == null ? null : validation.reconstruction());
            row.add(validation == null ? null : validation.kl());
            csv.add(row.toArray());
        }
        csv.write(run.metrics());
    }

    /// The files that are there, by their names.
    static List<String> names(RunDirectory run) throws IOException {
        try (Stream<Path> files = Files.list(run.path())) {
            return files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith("."))
                    .sorted().toList();
        }
    }

    /// In hexadecimal digits; null of what cannot be read again, a device or a pipe.
    static String sha256(Path file) throws IOException {
        if (Targets.isStream(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
