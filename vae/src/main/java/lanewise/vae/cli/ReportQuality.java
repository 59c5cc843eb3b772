package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.quality.ComparedTables;
import lanewise.vae.quality.Marginals;
import lanewise.vae.quality.Neighbours;
import lanewise.vae.quality.Pairs;
import lanewise.vae.random.Purpose;
import lanewise.vae.report.Part;
import lanewise.vae.report.RunReport;
import lanewise.vae.report.Topic;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.RowSampler;
import lanewise.vae.writing.TableWriter;

/// How much rows that the model draws are like some of those that it learned from, beside how much test rows are: what
/// two samples of one table differ by is no fault of the model.
final class ReportQuality {

    private static final int SHOWN = 12;
    private static final int STREAM = 5;

    private final ModelSource source;
    private final ReportScope scope;
    private final Dataset training;
    private final Dataset test;
    private final TableEncoder encoder;

    ReportQuality(ModelSource source, ReportScope scope, Dataset training, Dataset test) {
        this.source = source;
        this.scope = scope;
        this.training = training;
        this.test = test;
        this.encoder = source.table().encoder();
    }

    void addTo(RunReport report, Arena arena, Team team) throws IOException {
        int told = source.model().architecture().conditionWidth();
        if (told > 0 && !source.config().condition().isLabels()) {
            report.note(Topic.QUALITY, "Rows are not drawn: the model is told columns of the data.");
            return;
        }
        Path work = Files.createTempDirectory("lanewise-report");
        try {
            report(report, work, arena, team);
        } finally {
            for (String name : List.of("real.csv", "drawn.csv", "test.csv")) {
                Files.deleteIfExists(work.resolve(name));
            }
            Files.delete(work);
        }
    }

    private void report(RunReport report, Path work, Arena arena, Team team) throws IOException {
        TableFile real = written(work.resolve("real.csv"), chosen(training));
        TableFile others = written(work.resolve("test.csv"), chosen(test));
        TableFile drawn = written(work.resolve("drawn.csv"), drawn());
        ComparedTables tables = ComparedTables.read(encoder.schema(), null, real, drawn, others, arena);
        ComparedTables same = ComparedTables.read(encoder.schema(), null, real, others, null, arena);
        Marginals ofDrawn = Marginals.of(tables);
        Marginals ofTest = Marginals.of(same);
        try (Workspace workspace = Workspace.with(team)) {
            facts(report, tables, same, ofDrawn, ofTest, workspace);
        }
        columns(report, ofDrawn, ofTest);
    }

    /// Some rows, at random where there are more.
    private List<List<String>> chosen(Dataset rows) {
        int[] order = rows.size() <= scope.rows() ? IntStream.range(0, rows.size()).toArray()
                : IntStream.of(new RandomStream(scope.seed(source), Purpose.SPLIT.stream(STREAM))
                        .permutation(rows.size())).limit(scope.rows()).sorted().toArray();
        RowCoder coder = encoder.coder();
        float[] values = new float[encoder.width()];
        List<List<String>> cells = new ArrayList<>();
        for (int row : order) {
            for (int c = 0; c < values.length; c++) {
                values[c] = rows.value(row, c);
            }
            cells.add(filled(coder.decodeText(values, null)));
        }
        return cells;
    }

    private static List<String> filled(List<String> cells) {
        return cells.stream().map(cell -> cell == null ? "" : cell).toList();
    }

    /// Rows of the model without a label that it is told.
    private List<List<String>> drawn() {
        RowSampler sampler = RowSampler.of(source.model().decoder(), source.table()).gaps(true);
        int[] kept = encoder.places().stream().mapToInt(place -> sampler.columns().indexOf(place.column().name()))
                .toArray();
        return sampler.draw(scope.seed(source), scope.rows()).stream()
                .map(row -> IntStream.of(kept).mapToObj(row::get).toList()).toList();
    }

    private TableFile written(Path file, List<List<String>> rows) throws IOException {
        boolean comma = encoder.schema().columns().stream()
                .anyMatch(column -> column instanceof Column.Real numbers && numbers.form().comma());
        char delimiter = comma ? ';' : ',';
        List<String> names = encoder.places().stream().map(place -> place.column().name()).toList();
        new TableWriter(names, delimiter, true).write(file, rows.stream());
        ReadOptions reading = source.table().reading();
        return TableFile.open(file, new ReadOptions(delimiter, true, comma ? ',' : '.', reading.missing(), List.of()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private void facts(RunReport report, ComparedTables tables, ComparedTables same, Marginals ofDrawn,
            Marginals ofTest, Workspace workspace) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("columns, mean distance, 0 being alike", number(ofDrawn.mean()), number(ofTest.mean())));
        Pairs pairs = Pairs.of(tables, scope.seed(source));
        if (!pairs.all().isEmpty()) {
            rows.add(List.of("pairs of columns, mean difference of associations", number(pairs.mean()),
                    number(Pairs.of(same, scope.seed(source)).mean())));
        }
        Neighbours near = Neighbours.of(tables, scope.seed(source), workspace);
        rows.add(List.of("distance to the nearest training row, median", number(near.synthetic().distance()),
                number(near.test().distance())));
        rows.add(List.of("copies of training rows, percent", number(100 * near.synthetic().copies()),
                number(100 * near.test().copies())));
        report.add(Topic.QUALITY, new Part.Table(String.format(Locale.ROOT, "%,d drawn rows and %,d test rows beside"
                + " %,d training rows; good drawn rows differ from these as test rows do", tables.synthetic().rows(),
                tables.test().rows(), tables.real().rows()), List.of("measure", "drawn rows", "test rows"), rows, null,
                false));
        report.note(Topic.QUALITY, String.format(Locale.ROOT, "A drawn row is nearer to the training rows than a test"
                + " row with a probability of %.3f; 0.5 is as new, 1 is copied.", near.nearer()));
    }

    private static void columns(RunReport report, Marginals drawn, Marginals test) {
        List<Marginals.Of> worst = drawn.worst();
        List<Marginals.Of> shown = worst.subList(0, Math.min(SHOWN, worst.size()));
        List<List<String>> rows = new ArrayList<>();
        for (Marginals.Of one : shown) {
            Marginals.Of beside = test.columns().get(drawn.columns().indexOf(one));
            rows.add(List.of(ReportFacts.shortened(one.column().name()), one.isNumber() ? "Kolmogorov-Smirnov"
                    : "total variation", number(one.distance()), number(beside.distance()), percent(one.gaps()),
                    percent(one.gapsSynthetic()), remark(one)));
        }
        report.add(Topic.QUALITY, new Part.Table("Columns of drawn rows that are farthest from those of training rows"
                + (shown.size() < worst.size() ? ", " + shown.size() + " of " + worst.size() : ""), List.of("column",
                "measure", "drawn rows", "test rows", "gaps real", "gaps drawn", "remark"), rows,
                shown.stream().mapToDouble(one -> one.distance() / Math.max(1e-12, worst.getFirst().distance()))
                        .toArray(), false));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    private static String remark(Marginals.Of one) {
        return one.lost().isEmpty() ? "" : one.lost().size() + " of " + one.common() + " categories are not drawn";
    }
}
