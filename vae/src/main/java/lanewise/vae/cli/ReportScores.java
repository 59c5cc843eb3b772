package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.AnomalyThresholds;
import lanewise.vae.model.Session;
import lanewise.vae.quality.Detection;
import lanewise.vae.report.Mosaic;
import lanewise.vae.report.Part;
import lanewise.vae.report.RunReport;
import lanewise.vae.report.Topic;

/// How strange test examples are: histograms, thresholds, and the strangest of them.
final class ReportScores {

    private static final int STANDARD_SAMPLES = 100;
    private static final int STRANGEST = 12;

    private final ModelSource source;
    private final ReportScope scope;
    private final int count;

    ReportScores(ModelSource source, ReportScope scope, int count) {
        this.source = source;
        this.scope = scope;
        this.count = count;
    }

    void addTo(RunReport report, Terminal terminal, Arena arena, Team team)
            throws IOException, CommandException {
        AnomalyThresholds thresholds = thresholds();
        int samples = scope.samples() != null ? scope.samples()
                : thresholds != null ? thresholds.samples() : STANDARD_SAMPLES;
        if (thresholds != null && thresholds.samples() != samples) {
            report.note(Topic.SCORES, "The thresholds of 'calibrate' are left out: they are of scores of "
                    + thresholds.samples() + " draws, these are of " + samples + ".");
            thresholds = null;
        }
        DataSource all = scope.source(source).withAllLabels();
        ImageSet images = scope.read(source, all, arena, team);
        Dataset data = source.judged(source.requireSuited(images, images.test())).head(count);
        List<String> labels = source.table() == null || !data.hasLabels() ? List.of()
                : EncodedSource.labels(all, source.table(), false);
        boolean[] anomalous = anomalous(data, labels);
        AnomalyScores scores = source.scores(data, samples, scope.seed(source), team, terminal);
        for (AnomalyScore score : AnomalyScore.values()) {
            report.add(Topic.SCORES, histogram(scores, score, anomalous, thresholds));
        }
        report.note(Topic.SCORES, String.format(Locale.ROOT, "Scores of the first %,d test examples, %d draws each,"
                + " seed %d: higher is stranger. What is simpler than what was learned scores low.%s", data.size(),
                samples, scope.seed(source), thresholds == null ? "" : String.format(Locale.ROOT, " Thresholds are"
                + " the percentile %s of %,d validation rows.", thresholds.percentile(), thresholds.rows())));
        if (anomalous != null) {
            report.add(Topic.SCORES, detection(scores, anomalous));
        }
        if (source.table() != null) {
            rows(report, new RowReasons(scores, data, source.table(), labels), data);
        } else if (!source.config().data().isTable()) {
            images(report, scores, data, arena);
        }
    }

    private AnomalyThresholds thresholds() throws IOException {
        Path file = Score.thresholdsBeside(source);
        if (!Files.exists(file)) {
            return null;
        }
        AnomalyThresholds thresholds = AnomalyThresholds.load(file);
        return thresholds.model().isEmpty() || thresholds.model().equals(RunFiles.sha256(source.file())) ? thresholds
                : null;
    }

    /// Which rows the run calls anomalies by their labels; null if it calls none, or there are not both kinds.
    private boolean[] anomalous(Dataset data, List<String> labels) {
        if (!data.hasLabels()) {
            return null;
        }
        List<Integer> numbers = source.table() == null ? source.config().data().withoutLabels()
                : new RowLabels(labels, null).numbersOf(source.config().data().table().anomalies());
        boolean[] anomalous = new boolean[data.size()];
        int found = 0;
        for (int r = 0; r < anomalous.length; r++) {
            anomalous[r] = numbers.contains(data.label(r));
            found += anomalous[r] ? 1 : 0;
        }
        return found == 0 || found == anomalous.length ? null : anomalous;
    }

    private static Part.Histogram histogram(AnomalyScores scores, AnomalyScore score, boolean[] anomalous,
            AnomalyThresholds thresholds) {
        double[] values = scores.scores(score);
        List<Part.Line> groups = new ArrayList<>();
        if (anomalous == null) {
            groups.add(new Part.Line("examples", values));
        } else {
            groups.add(new Part.Line("normal", of(values, anomalous, false)));
            groups.add(new Part.Line("anomalies", of(values, anomalous, true)));
        }
        return new Part.Histogram(score.id() + ", " + score.formula(), "nats", groups,
                thresholds == null ? Double.NaN : thresholds.of(score));
    }

    private static double[] of(double[] values, boolean[] anomalous, boolean kind) {
        return IntStream.range(0, values.length).filter(r -> anomalous[r] == kind).mapToDouble(r -> values[r])
                .toArray();
    }

    private static Part.Table detection(AnomalyScores scores, boolean[] anomalous) {
        List<List<String>> rows = new ArrayList<>();
        for (AnomalyScore score : AnomalyScore.values()) {
            double[] values = scores.scores(score);
            for (int r = 0; r < values.length; r++) {
                values[r] = Double.isNaN(values[r]) ? Double.POSITIVE_INFINITY : values[r];
            }
            Detection found = Detection.of(values, anomalous);
            rows.add(List.of(score.id(), String.format(Locale.ROOT, "%.4f", found.auroc()),
                    String.format(Locale.ROOT, "%.4f", found.auprc())));
        }
        return new Part.Table("How well the scores tell anomalies apart", List.of("score", "AUROC", "AUPRC"), rows,
                null, false);
    }

    private static void rows(RunReport report, RowReasons reasons, Dataset data) {
        List<List<String>> rows = new ArrayList<>();
        for (RowReasons.Strange strange : reasons.strangest(STRANGEST)) {
            String label = reasons.label(strange.row());
            rows.add(List.of(Integer.toString(data.origin(strange.row())), label == null ? "" : label,
                    RowReasons.nats(strange.score(), "%.3f"), strange.reasons()));
        }
        report.add(Topic.SCORES, new Part.Table("Strangest rows by " + RowReasons.BEST.id() + ", the file's first row"
                + " being row 0, and the nats that their columns add to reconstruction", List.of("row", "label",
                "score", "columns that add most"), rows, null, false));
    }

    /// The strangest images above what the model makes of them.
    private void images(RunReport report, AnomalyScores scores, Dataset data, Arena arena) throws CommandException {
        double[] values = scores.scores(AnomalyScore.RECONSTRUCTION);
        int[] order = IntStream.range(0, values.length).boxed()
                .sorted(Comparator.comparingDouble((Integer r) -> Double.isNaN(values[r]) ? Double.NEGATIVE_INFINITY
                        : -values[r])).limit(STRANGEST).mapToInt(r -> r).toArray();
        int inputs = source.model().architecture().inputs();
        Dataset strangest = data.subset(order);
        Matrix shown = Matrix.allocate(arena, 2 * order.length, inputs);
        Matrix rows = Matrix.allocate(arena, order.length, strangest.width());
        strangest.copy(0, order.length, rows);
        shown.rows(0, order.length).copyFrom(rows.columns(0, inputs));
        try (Session session = source.model().session(STRANGEST)) {
            session.reconstruct(rows, shown.rows(order.length, 2 * order.length));
        }
        List<String> names = IntStream.of(order).mapToObj(r -> "no. " + data.origin(r) + (data.hasLabels()
                ? " (" + data.label(r) + ")" : "") + " " + RowReasons.nats(values[r], "%.1f")).toList();
        report.add(Topic.SCORES, Mosaic.part(Mosaic.of(shown, source.image(), order.length, 2), 3,
                "Strangest test examples by reconstruction, above what the model makes of them; number, label and nats"
                + " from left to right: " + String.join(", ", names) + ".",
                "The strangest test examples and their reconstructions"));
    }
}
