package lanewise.vae.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.evaluate.LatentDiagnostics;
import lanewise.vae.explore.PrincipalComponents;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.report.Part;
import lanewise.vae.report.RunReport;
import lanewise.vae.report.Topic;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.train.Checkpoint;

/// What a report shows that follows from examples: all of it is there, or nothing and the reason.
final class ReportData {

    private static final int POINTS = 3000;
    private static final int DIMENSIONS = 24;

    private final ModelSource source;
    private final ReportScope scope;
    private final String refusal;
    private Dataset test;
    private Dataset training;
    private boolean same;
    private boolean known;
    private LossTerms loss;
    private LatentDiagnostics diagnostics;
    private Matrix codes;

    private ReportData(ModelSource source, ReportScope scope, String refusal) {
        this.source = source;
        this.scope = scope;
        this.refusal = refusal;
    }

    /// Reads the data that the command line names, which is to succeed, else those of the run, if they are there.
    static ReportData read(ModelSource source, Checkpoint checkpoint, ReportScope scope, Arena arena, Team team)
            throws IOException, CommandException {
        ReportData data = new ReportData(source, scope, null);
        try {
            data.fill(checkpoint, arena, team);
            return data;
        } catch (IOException | CommandException | IllegalArgumentException | UncheckedIOException e) {
            if (scope.data() != null) {
                throw e;
            }
            Path path = source.config().data().directory();
            String reason = Messages.of(e);
            return new ReportData(source, scope, path == null ? reason
                    : reason.replace(path.toString(), source.config().data().name()));
        }
    }

    private void fill(Checkpoint checkpoint, Arena arena, Team team)
            throws IOException, CommandException {
        ImageSet images = scope.read(source, scope.source(source), arena, team);
        test = source.requireSuited(images, images.test());
        training = images.train();
        known = checkpoint != null;
        same = known && checkpoint.trainingRows() == training.size()
                && checkpoint.dataSha256().equals(source.config().conditioned(images.train()).sha256());
        Dataset judged = source.judged(test);
        loss = Evaluator.evaluate(source.model(), judged, source.config().training().objective().evaluated(1),
                source.config().training().seed(), team);
        diagnostics = LatentDiagnostics.of(source.model(), judged, team);
        codes = Examples.embed(source, test.head(Math.min(POINTS, count())), arena, team);
    }

    /// Why there are no examples; null if there are some.
    String refusal() {
        return refusal;
    }

    /// Whether the rows are those that the run was trained on; null if nothing tells.
    Boolean same() {
        return known && refusal == null ? (Boolean) same : null;
    }

    int testRows() {
        return test == null ? 0 : test.size();
    }

    LossTerms loss() {
        return loss;
    }

    LatentDiagnostics diagnostics() {
        return diagnostics;
    }

    /// The latent dimensions, that of the largest divergence first where it is known.
    List<Integer> order() {
        IntStream all = IntStream.range(0, source.model().architecture().latent());
        return diagnostics == null ? all.boxed().toList() : all.boxed()
                .sorted(Comparator.comparingDouble((Integer d) -> -diagnostics.divergence(d))).toList();
    }

    /// Examples to begin from and their embeddings.
    Map<String, float[]> starts(int most) {
        Map<String, float[]> starts = new LinkedHashMap<>();
        for (int r = 0; codes != null && r < Math.min(most, codes.rows()); r++) {
            starts.put("test example " + r + (test.hasLabels() ? " (" + test.label(r) + ")" : ""),
                    codes.rows(r, r + 1).toArray());
        }
        return starts;
    }

    /// Conditions of the first test examples where they are columns of the data.
    Matrix conditions(int rows, Arena arena) {
        Matrix conditions = Matrix.allocate(arena, rows, source.model().architecture().conditionWidth());
        RunFiles.conditionsOf(test, conditions);
        return conditions;
    }

    /// The cells of the first test rows; null where there are none or the table is taken as it is.
    List<List<String>> originals(int rows) {
        if (test == null || source.table() == null) {
            return null;
        }
        RowCoder coder = source.table().encoder().coder();
        List<List<String>> originals = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            if (r >= test.size()) {
                return null;
            }
            float[] values = new float[source.table().encoder().width()];
            for (int c = 0; c < values.length; c++) {
                values[c] = test.value(r, c);
            }
            originals.add(coder.decodeText(values, null).stream()
                    .map(cell -> cell == null ? "" : ReportFacts.shortened(cell)).toList());
        }
        return originals;
    }

    private int count() {
        return scope.count() != null ? scope.count() : source.config().data().isTable() ? 10_000 : 2_000;
    }

    /// Latent dimensions, embeddings and scores.
    void addTo(RunReport report, Terminal terminal, Arena arena, Team team)
            throws IOException, CommandException {
        if (refusal != null) {
            return;
        }
        addDimensions(report);
        addEmbeddings(report, arena);
        new ReportScores(source, scope, count()).addTo(report, terminal, arena, team);
        if (source.table() != null) {
            terminal.status("Comparing drawn rows with real ones ...");
            new ReportQuality(source, scope, training, test).addTo(report, arena, team);
        }
    }

    private void addDimensions(RunReport report) {
        List<List<String>> rows = new ArrayList<>();
        List<Integer> order = order();
        double[] bars = new double[order.size()];
        double largest = Math.max(1e-12, diagnostics.divergence(order.getFirst()));
        for (int i = 0; i < bars.length; i++) {
            int d = order.get(i);
            bars[i] = diagnostics.divergence(d) / largest;
            rows.add(List.of("z" + d, String.format(Locale.ROOT, "%.4f", diagnostics.divergence(d)),
                    String.format(Locale.ROOT, "%.4f", diagnostics.varianceOfMean(d)),
                    String.format(Locale.ROOT, "%.4f", diagnostics.meanVariance(d)),
                    diagnostics.isActive(d) ? "active" : "inactive"));
        }
        List<String> columns = List.of("dimension", "KL in nats", "variance of mean", "mean variance", "use");
        int shown = Math.min(DIMENSIONS, rows.size());
        report.add(Topic.DIMENSIONS, new Part.Table(String.format(Locale.ROOT, "Latent dimensions over %,d test"
                + " examples, the largest divergence (KL) first; %d of %d are active: the variance of the posterior's"
                + " mean is above %s", diagnostics.rows(), diagnostics.active(), diagnostics.latent(),
                LatentDiagnostics.ACTIVE_VARIANCE), columns, rows.subList(0, shown), Arrays.copyOf(bars, shown),
                false));
        if (shown < rows.size()) {
            report.add(Topic.DIMENSIONS, new Part.Table("The other " + (rows.size() - shown) + " dimensions", columns,
                    rows.subList(shown, rows.size()), Arrays.copyOfRange(bars, shown, bars.length), true));
        }
        diagnostics.warning().ifPresent(warning -> report.note(Topic.DIMENSIONS, capital(warning)));
        if (!source.model().architecture().prior().closedForm()) {
            report.note(Topic.DIMENSIONS, "The KL is that from N(0, I), while the model's prior is "
                    + source.model().architecture().prior().name() + ".");
        }
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private void addEmbeddings(RunReport report, Arena arena) throws IOException, CommandException {
        int latent = codes.columns();
        if (latent < 2 || codes.rows() < 2) {
            report.note(Topic.EMBEDDINGS, "There is no plane to show embeddings in: "
                    + (latent < 2 ? "the latent variable has one dimension." : "there is one test example."));
            return;
        }
        Matrix points = codes;
        String[] axes = {"z0", "z1"};
        if (latent > 2) {
            PrincipalComponents components = PrincipalComponents.of(codes);
            points = Matrix.allocate(arena, codes.rows(), 2);
            components.project(codes, points);
            axes = new String[] {axis("first", components.share(0)), axis("second", components.share(1))};
        }
        float[] x = new float[points.rows()];
        float[] y = new float[points.rows()];
        for (int r = 0; r < x.length; r++) {
            x[r] = points.get(r, 0);
            y[r] = points.get(r, 1);
        }
        Dataset shown = test.head(x.length);
        int[] numbers = IntStream.range(0, x.length).map(shown::origin).toArray();
        report.add(Topic.EMBEDDINGS, new Part.Scatter("Embeddings of test examples, the means of their posteriors",
                axes[0], axes[1], x, y, Examples.labels(shown), names(shown), numbers));
    }

    private static String axis(String which, double share) {
        return String.format(Locale.ROOT, "%s principal component, %.1f%% of the variance", which, 100 * share);
    }

    private Map<Integer, String> names(Dataset shown) throws IOException, CommandException {
        if (!shown.hasLabels() || source.table() == null) {
            return Map.of();
        }
        List<String> labels = EncodedSource.labels(scope.source(source), source.table(), false);
        Map<Integer, String> names = new LinkedHashMap<>();
        Arrays.stream(Examples.labels(shown)).distinct().sorted().filter(label -> label < labels.size())
                .forEach(label -> names.put(label, labels.get(label)));
        return names;
    }
}
