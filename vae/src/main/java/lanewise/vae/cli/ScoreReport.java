package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.AnomalyThresholds;
import lanewise.vae.file.Csv;
import lanewise.vae.picture.LineChart;
import lanewise.vae.picture.Picture;
import lanewise.vae.quality.Detection;

/// What `score` found, as lines, table, pictures and JSON.
final class ScoreReport {

    private static final int BINS = 60;
    private static final double TAIL = 0.5;
    private static final int NAMED = 10;

    private final AnomalyScores scores;
    private final Dataset data;
    private final boolean[] anomalous;
    private final AnomalyThresholds thresholds;
    private final RowReasons reasons;
    private final Map<AnomalyScore, Detection> detections = new EnumMap<>(AnomalyScore.class);

    /// @param anomalous which rows are anomalies in truth, at least one and not all, or null if nobody knows
    /// @param thresholds or null if there are none
    /// @param reasons why rows of a table are strange; null for others
    ScoreReport(AnomalyScores scores, Dataset data, boolean[] anomalous, AnomalyThresholds thresholds,
            RowReasons reasons) {
        this.scores = scores;
        this.data = data;
        this.anomalous = anomalous;
        this.thresholds = thresholds;
        this.reasons = reasons;
        for (AnomalyScore score : AnomalyScore.values()) {
            if (anomalous != null) {
                detections.put(score, Detection.of(strangestIfNone(scores.scores(score)), anomalous));
            }
        }
    }

    /// A row whose score is no number is as strange as can be.
    private static double[] strangestIfNone(double[] values) {
        return Arrays.stream(values).map(value -> Double.isNaN(value) ? Double.POSITIVE_INFINITY : value).toArray();
    }

    /// What to say of rows without finite scores; null if there are none.
    String notFinite(boolean bounded) {
        int[] rows = scores.notFinite();
        if (rows.length == 0) {
            return null;
        }
        String named = IntStream.of(rows).limit(NAMED).mapToObj(row -> Integer.toString(numbered(row)))
                .collect(Collectors.joining(", "));
        return data.name() + ": the scores of row" + (rows.length == 1 ? " " : "s ") + named
                + (rows.length > NAMED ? " and " + (rows.length - NAMED) + " more" : "")
                + ", counted from 1, are not finite, in float64 neither: their numbers are too far from those of the"
                + " training rows"
                + (bounded ? "" : "; a model of 'train --log-variance-bound 10' tells such rows apart")
                + ". All other scores hold, and JSON has null for these";
    }

    /// A row as the file counts it, from 1.
    private int numbered(int row) {
        return (reasons == null ? row : data.origin(row)) + 1;
    }

    /// The rows of one kind; all where the kinds are not known.
    private double[] of(AnomalyScore score, boolean kind) {
        double[] values = scores.scores(score);
        double[] chosen = new double[values.length];
        int n = 0;
        for (int r = 0; r < values.length; r++) {
            if (anomalous == null || anomalous[r] == kind) {
                chosen[n++] = values[r];
            }
        }
        return Arrays.copyOf(chosen, n);
    }

    /// Over the finite ones; NaN if there are none.
    private static double mean(double[] values) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        return Arrays.stream(finite).sum() / finite.length;
    }

    private double above(AnomalyScore score, boolean kind) {
        double[] values = of(score, kind);
        return (double) Arrays.stream(values).filter(value -> thresholds.isAnomaly(score, value)).count()
                / values.length;
    }

    void say(Terminal terminal, String split, double seconds) {
        terminal.say(String.format(Locale.ROOT, "%,d %s examples, %,d draws each, %.2f s; scores in nats, higher means"
                + " stranger", scores.rows(), split, scores.samples(), seconds));
        boolean known = anomalous != null;
        terminal.say(String.format(Locale.ROOT, "  %-19s%12s%s%s", "score", known ? "normal" : "mean",
                known ? "   anomalies   AUROC   AUPRC" : "",
                thresholds == null ? "" : known ? "   threshold   found  false alarms" : "   threshold   above"));
        for (AnomalyScore score : AnomalyScore.values()) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-19s%12s", score.id(),
                    RowReasons.nats(mean(of(score, false)), "%.3f")));
            if (known) {
                Detection detection = detections.get(score);
                line.append(String.format(Locale.ROOT, "%12s%8.4f%8.4f",
                        RowReasons.nats(mean(of(score, true)), "%.3f"), detection.auroc(), detection.auprc()));
            }
            if (thresholds != null) {
                line.append(String.format(Locale.ROOT, "%12.3f%7.2f%%", thresholds.of(score),
                        100 * above(score, true)));
                line.append(known ? String.format(Locale.ROOT, "%13.2f%%", 100 * above(score, false)) : "");
            }
            terminal.say(line.toString());
        }
        if (known) {
            Detection any = detections.get(AnomalyScore.LIKELIHOOD);
            terminal.say(String.format(Locale.ROOT, "  (%,d anomalies among %,d; guessing has an AUROC of 0.5 and an"
                    + " AUPRC of %.4f)", any.anomalies(), scores.rows(), (double) any.anomalies() / scores.rows()));
        }
        if (reasons != null) {
            reasons.say(terminal);
        }
    }

    Csv table() {
        List<String> columns = new ArrayList<>(List.of("row", "label"));
        columns.addAll(AnomalyScore.ids());
        if (anomalous != null) {
            columns.add("anomalous");
        }
        if (thresholds != null) {
            AnomalyScore.ids().forEach(id -> columns.add(id + "_above"));
        }
        if (reasons != null) {
            columns.addAll(reasons.columns());
        }
        Csv table = new Csv(columns.toArray(String[]::new));
        for (int r = 0; r < scores.rows(); r++) {
            List<Object> cells = new ArrayList<>(Arrays.asList(reasons == null ? r : data.origin(r),
                    reasons != null ? reasons.label(r) : data.hasLabels() ? data.label(r) : null));
            for (AnomalyScore score : AnomalyScore.values()) {
                cells.add(scores.score(score, r));
            }
            if (anomalous != null) {
                cells.add(anomalous[r] ? 1 : 0);
            }
            if (thresholds != null) {
                for (AnomalyScore score : AnomalyScore.values()) {
                    cells.add(thresholds.isAnomaly(score, scores.score(score, r)) ? 1 : 0);
                }
            }
            if (reasons != null) {
                cells.addAll(reasons.cells(r));
            }
            table.add(cells.toArray());
        }
        return table;
    }

    /// One histogram per score, two by two; the ends of the tails are in the outer bins.
    Picture histograms() {
        int width = EvaluationOptions.PICTURE_WIDTH / 2;
        int height = EvaluationOptions.PICTURE_HEIGHT / 2;
        Picture sheet = Picture.rgb(2 * width, 2 * height, 0xffffff);
        for (AnomalyScore score : AnomalyScore.values()) {
            double[] all = Arrays.stream(scores.scores(score)).filter(Double::isFinite).toArray();
            if (all.length == 0) {
                all = new double[1];
            }
            double low = AnomalyThresholds.percentile(all, TAIL);
            double high = AnomalyThresholds.percentile(all, 100 - TAIL);
            high = high > low ? high : low + Math.max(1e-6, 1e-6 * Math.abs(low));
            LineChart chart = new LineChart(score.id() + ", " + score.formula(), "nats", "percent of the examples");
            chart.addHistogram(anomalous == null ? "examples" : "normal", of(score, false), low, high, BINS);
            if (anomalous != null) {
                chart.addHistogram("anomalies", of(score, true), low, high, BINS);
            }
            if (thresholds != null) {
                double at = Math.clamp(thresholds.of(score), low, high);
                chart.add("threshold", new double[] {at, at}, new double[] {0, 5},
                        String.format(Locale.ROOT, "%.1f", thresholds.of(score)));
            }
            Picture drawn = chart.draw(width, height);
            int place = score.ordinal();
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    sheet.set(place % 2 * width + x, place / 2 * height + y, drawn.get(x, y));
                }
            }
        }
        return sheet;
    }

    Picture roc() {
        LineChart chart = new LineChart("Receiver operating characteristic", "false alarms among normal examples",
                "anomalies found").legendLow();
        detections.forEach((score, detection) -> {
            int points = detection.points();
            double[] x = new double[points + 1];
            double[] y = new double[points + 1];
            for (int i = 0; i < points; i++) {
                x[i + 1] = detection.falsePositiveRate(i);
                y[i + 1] = detection.truePositiveRate(i);
            }
            chart.add(score.id(), x, y, String.format(Locale.ROOT, "AUROC %.4f", detection.auroc()));
        });
        return chart.draw(EvaluationOptions.PICTURE_WIDTH, EvaluationOptions.PICTURE_HEIGHT);
    }

    Map<String, Object> result() {
        Map<String, Object> byScore = new LinkedHashMap<>();
        for (AnomalyScore score : AnomalyScore.values()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("mean", mean(scores.scores(score)));
            if (anomalous != null) {
                fields.put("meanNormal", mean(of(score, false)));
                fields.put("meanAnomalous", mean(of(score, true)));
                fields.put("auroc", detections.get(score).auroc());
                fields.put("auprc", detections.get(score).auprc());
            }
            if (thresholds != null) {
                fields.put("threshold", thresholds.of(score));
                if (anomalous == null) {
                    fields.put("above", above(score, true));
                } else {
                    fields.put("found", above(score, true));
                    fields.put("falseAlarms", above(score, false));
                }
            }
            byScore.put(score.id(), fields);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("scores", byScore);
        result.put("best", (reasons == null ? AnomalyScore.RECONSTRUCTION : RowReasons.BEST).id());
        result.put("examples", scores.rows());
        result.put("anomalies", anomalous == null ? null : detections.get(AnomalyScore.LIKELIHOOD).anomalies());
        result.put("samples", scores.samples());
        result.put("rowsNotFinite", IntStream.of(scores.notFinite()).map(this::numbered).toArray());
        return result;
    }
}
