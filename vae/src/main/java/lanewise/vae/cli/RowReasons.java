package lanewise.vae.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.file.AtomicFile;
import lanewise.vae.format.Json;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.tabular.TableForm;

/// Why rows of a table are strange: what each column adds to `reconstruction`, in nats.
final class RowReasons {

    /// The score that is recommended for rows of a table.
    static final AnomalyScore BEST = Recipe.BEST_SCORE;

    private static final int ROWS = 5;
    private static final int REASONS = 3;

    private final AnomalyScores scores;
    private final Dataset data;
    private final TableForm form;
    private final List<String> labels;
    private final List<String> names;

    /// @param labels the values of the labels by their numbers; empty where there are none
    RowReasons(AnomalyScores scores, Dataset data, TableForm form, List<String> labels) {
        this.scores = scores;
        this.data = data;
        this.form = form;
        this.labels = labels;
        this.names = form.encoder().places().stream().map(place -> place.column().name()).toList();
    }

    /// The label of a row as the table has it; null where it has none.
    String label(int row) {
        return data.hasLabels() ? labels.get(data.label(row)) : null;
    }

    /// The names of the further columns of a table of scores.
    List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("reasons"));
        names.forEach(name -> columns.add("nats " + name));
        return columns;
    }

    /// The cells of these columns.
    List<Object> cells(int row) {
        double[] terms = scores.terms(row);
        List<Object> cells = new ArrayList<>(List.of(largest(terms).stream()
                .map(c -> names.get(c) + " " + nats(terms[c], "%.2f"))
                .collect(Collectors.joining("; "))));
        for (double term : terms) {
            cells.add(term);
        }
        return cells;
    }

    /// The columns that add most, the first one first.
    private static List<Integer> largest(double[] terms) {
        return IntStream.range(0, terms.length).boxed().sorted(Comparator.comparingDouble((Integer c) -> -terms[c]))
                .limit(REASONS).toList();
    }

    /// A score that is no number is as strange as can be.
    private double strangeness(int row) {
        double score = scores.score(BEST, row);
        return Double.isNaN(score) ? Double.POSITIVE_INFINITY : score;
    }

    /// In digits as far as they can be read.
    static String nats(double value, String format) {
        return String.format(Locale.ROOT, Math.abs(value) < 1e9 || !Double.isFinite(value) ? format : "%.3e", value);
    }

    /// A row, its score, and the columns that add most to it.
    ///
    /// @param row its number in the examples
    /// @param score in nats
    /// @param reasons such as `age = 90 12.31`
    record Strange(int row, double score, String reasons) {
    }

    /// The strangest rows, the first one first.
    List<Strange> strangest(int count) {
        List<Integer> rows = IntStream.range(0, scores.rows()).boxed()
                .sorted(Comparator.comparingDouble((Integer r) -> -strangeness(r))).limit(count).toList();
        RowCoder coder = form.encoder().coder();
        List<Strange> strangest = new ArrayList<>();
        for (int row : rows) {
            float[] values = new float[data.width()];
            for (int c = 0; c < values.length; c++) {
                values[c] = data.value(row, c);
            }
            List<String> cells = coder.decodeText(values, null);
            double[] terms = scores.terms(row);
            strangest.add(new Strange(row, scores.score(BEST, row), largest(terms).stream().map(c -> names.get(c)
                    + " = " + cells.get(c) + " " + nats(terms[c], "%.2f")).collect(Collectors.joining(", "))));
        }
        return strangest;
    }

    /// The strangest rows with their reasons.
    void say(Terminal terminal) {
        terminal.say("Strangest rows by " + BEST.id() + " (the file's first row is row 0, as in --csv), and what their"
                + " columns add to reconstruction, in nats:");
        for (Strange strange : strangest(ROWS)) {
            terminal.say(String.format(Locale.ROOT, "  row %-8d %10s   %s", data.origin(strange.row),
                    nats(strange.score, "%.3f"), strange.reasons));
        }
    }

    /// One JSON object per row.
    void writeLines(Path file) throws IOException {
        AtomicFile.write(file, stream -> {
            Writer out = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
            for (int r = 0; r < scores.rows(); r++) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("row", data.origin(r));
                for (AnomalyScore score : AnomalyScore.values()) {
                    fields.put(score.id(), scores.score(score, r));
                }
                Map<String, Object> columns = new LinkedHashMap<>();
                double[] terms = scores.terms(r);
                for (int c = 0; c < terms.length; c++) {
                    columns.put(names.get(c), terms[c]);
                }
                fields.put("columns", columns);
                out.append(Json.writeFiniteOrNull(fields)).append('\n');
            }
            out.flush();
        });
    }
}
