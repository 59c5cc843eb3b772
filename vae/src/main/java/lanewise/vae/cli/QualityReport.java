package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.quality.ComparedTables;
import lanewise.vae.quality.Marginals;
import lanewise.vae.quality.Neighbours;
import lanewise.vae.quality.Pairs;
import lanewise.vae.quality.Utility;
import lanewise.vae.schema.Column;

/// What `quality` found, as lines and as JSON.
final class QualityReport {

    private static final int SHOWN = 5;
    private static final int WORST_PAIRS = 20;

    private final ComparedTables tables;
    private final Marginals marginals;
    private final Pairs pairs;
    private final Neighbours neighbours;
    private final Utility utility;
    private final String label;

    /// @param utility or null where there is no label
    /// @param label name of the label column, or null
    QualityReport(ComparedTables tables, Marginals marginals, Pairs pairs, Neighbours neighbours, Utility utility,
            String label) {
        this.tables = tables;
        this.marginals = marginals;
        this.pairs = pairs;
        this.neighbours = neighbours;
        this.utility = utility;
        this.label = label;
    }

    private String name(int column) {
        return tables.columns().get(column).name();
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }

    void say(Terminal terminal) {
        terminal.say(format("%,d real and %,d synthetic rows of %,d columns%s", tables.real().rows(),
                tables.synthetic().rows(), tables.columns().size(), tables.omitted().isEmpty() ? ""
                        : format("; %,d not compared: %s", tables.omitted().size(), String.join(", ",
                        tables.omitted().stream().limit(SHOWN).map(Column.Omitted::name).toList()))));
        sayColumns(terminal);
        sayPairs(terminal);
        sayNeighbours(terminal);
        if (utility != null) {
            terminal.say(format("%s of %,d test rows, told by a logistic regression", label, utility.tested()));
            terminal.say(format("  %-32s%9s%8s%8s", "learned from", "accuracy", "F1", "AUROC"));
            sayAnswers(terminal, format("%,d real rows", utility.learned()), utility.real());
            sayAnswers(terminal, format("%,d synthetic rows", utility.learnedSynthetic()), utility.synthetic());
            terminal.say(format("  %-32s%9.4f", "(the most frequent class)", utility.mostFrequent()));
        }
    }

    private static void sayAnswers(Terminal terminal, String from, Utility.Answers answers) {
        terminal.say(format("  %-32s%9.4f%8.4f%8s", from, answers.accuracy(), answers.f1(),
                Double.isNaN(answers.auroc()) ? "-" : format("%.4f", answers.auroc())));
    }

    private void sayColumns(Terminal terminal) {
        terminal.say(format("Columns: %.4f apart on average, 0 being alike and 1 without a common value; the farthest:",
                marginals.mean()));
        terminal.say(format("  %-28s%-20s%8s%12s%12s", "column", "measure", "apart", "gaps real", "synthetic"));
        for (Marginals.Of one : marginals.worst().subList(0, Math.min(SHOWN, marginals.columns().size()))) {
            terminal.say(format("  %-28s%-20s%8.4f%11.2f%%%11.2f%%%s", one.column().name(),
                    one.isNumber() ? "Kolmogorov-Smirnov" : "total variation", one.distance(), 100 * one.gaps(),
                    100 * one.gapsSynthetic(), one.outside() == 0 ? ""
                            : format("; %.2f%% %s", 100 * one.outside(), one.isNumber() ? "out of range" : "unknown")));
        }
        if (marginals.common() > 0) {
            List<String> lost = new ArrayList<>();
            marginals.columns().forEach(one -> one.lost().forEach(text -> lost.add(one.column().name() + "=" + text)));
            terminal.say(format("  %,d of %,d categories with more than %.1f%% of the real cells occur%s",
                    marginals.common() - marginals.lost(), marginals.common(), 100 * Marginals.COMMON,
                    lost.isEmpty() ? "" : "; lost: " + String.join(", ", lost.subList(0, Math.min(SHOWN, lost.size())))
                            + (lost.size() > SHOWN ? ", ..." : "")));
        }
    }

    private void sayPairs(Terminal terminal) {
        if (pairs.all().isEmpty()) {
            return;
        }
        terminal.say(format("Pairs: associations differ by %.4f on average%s, most:", pairs.mean(),
                pairs.size() < tables.columns().size() ? format(" among the first %,d columns", pairs.size()) : ""));
        for (Pairs.Of pair : pairs.worst().subList(0, Math.min(SHOWN, pairs.all().size()))) {
            terminal.say(format("  %-40s%-18s real %7.4f, synthetic %7.4f", name(pair.first()) + ", "
                    + name(pair.second()), measure(pair.measure()), pair.real(), pair.synthetic()));
        }
    }

    private static String measure(String id) {
        return switch (id) {
            case "spearman" -> "rank correlation";
            case "cramer" -> "Cramer's V";
            default -> "correlation ratio";
        };
    }

    private void sayNeighbours(Terminal terminal) {
        Neighbours.Of drawn = neighbours.synthetic();
        Neighbours.Of test = neighbours.test();
        String other = tables.test() == null ? "held out" : "test";
        terminal.say(format("Nearest of %,d real rows, of %,d synthetic and %,d %s rows", neighbours.known(),
                drawn.asked(), test.asked(), other));
        terminal.say(format("  %-32s%10s%10s%10s", "", "copies", "distance", "ratio"));
        terminal.say(format("  %-32s%9.2f%%%10.4f%10.4f", "synthetic rows", 100 * drawn.copies(), drawn.distance(),
                drawn.ratio()));
        terminal.say(format("  %-32s%9.2f%%%10.4f%10.4f", other + " rows", 100 * test.copies(), test.distance(),
                test.ratio()));
        terminal.say(format("  (medians; a synthetic row is nearer than a %s one with a probability of %.3f, 0.5 being"
                + " as new)", other, neighbours.nearer()));
    }

    Map<String, Object> result() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("rows", rows());
        result.put("marginals", marginals());
        result.put("pairs", pairs());
        result.put("neighbours", neighbours());
        if (utility != null) {
            result.put("classifier", classifier());
        }
        result.put("columns", marginals.columns().stream().map(QualityReport::column).toList());
        result.put("notCompared", tables.omitted().stream().map(QualityReport::omitted).toList());
        return result;
    }

    private static Map<String, Object> omitted(Column.Omitted column) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", column.name());
        fields.put("reason", column.reason());
        return fields;
    }

    private Map<String, Object> rows() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("real", tables.real().rows());
        fields.put("synthetic", tables.synthetic().rows());
        fields.put("test", tables.test() == null ? null : tables.test().rows());
        return fields;
    }

    private Map<String, Object> marginals() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mean", marginals.mean());
        fields.put("largest", marginals.worst().getFirst().distance());
        fields.put("worst", marginals.worst().getFirst().column().name());
        fields.put("categories", marginals.common());
        fields.put("lost", marginals.lost());
        return fields;
    }

    private static Map<String, Object> column(Marginals.Of one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", one.column().name());
        fields.put("measure", one.isNumber() ? "ks" : "tv");
        fields.put("distance", one.distance());
        fields.put("missingReal", one.gaps());
        fields.put("missingSynthetic", one.gapsSynthetic());
        fields.put(one.isNumber() ? "outOfRange" : "unknown", one.outside());
        if (!one.isNumber()) {
            fields.put("categories", one.common());
            fields.put("lost", one.lost());
        }
        return fields;
    }

    private Map<String, Object> pairs() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("columns", pairs.size());
        fields.put("rows", pairs.rows());
        fields.put("mean", pairs.mean());
        fields.put("largest", pairs.largest());
        fields.put("pearsonMean", pairs.pearsonMean());
        fields.put("pearsonLargest", pairs.pearsonLargest());
        List<Object> worst = new ArrayList<>();
        for (Pairs.Of pair : pairs.worst().subList(0, Math.min(WORST_PAIRS, pairs.all().size()))) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("first", name(pair.first()));
            one.put("second", name(pair.second()));
            one.put("measure", pair.measure());
            one.put("real", pair.real());
            one.put("synthetic", pair.synthetic());
            one.put("difference", pair.difference());
            worst.add(one);
        }
        fields.put("worst", worst);
        return fields;
    }

    private Map<String, Object> neighbours() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("known", neighbours.known());
        fields.put("synthetic", neighbour(neighbours.synthetic()));
        fields.put(tables.test() == null ? "heldOut" : "test", neighbour(neighbours.test()));
        fields.put("nearer", neighbours.nearer());
        return fields;
    }

    private static Map<String, Object> neighbour(Neighbours.Of found) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rows", found.asked());
        fields.put("copies", found.copies());
        fields.put("distance", found.distance());
        fields.put("lowDistance", found.lowDistance());
        fields.put("ratio", found.ratio());
        fields.put("lowRatio", found.lowRatio());
        return fields;
    }

    private Map<String, Object> classifier() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("label", label);
        fields.put("classes", tables.classes());
        fields.put("testRows", utility.tested());
        fields.put("real", answers(utility.real(), utility.learned()));
        fields.put("synthetic", answers(utility.synthetic(), utility.learnedSynthetic()));
        fields.put("mostFrequent", utility.mostFrequent());
        return fields;
    }

    private static Map<String, Object> answers(Utility.Answers answers, int learned) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rows", learned);
        fields.put("accuracy", answers.accuracy());
        fields.put("f1", answers.f1());
        fields.put("auroc", Double.isNaN(answers.auroc()) ? null : answers.auroc());
        return fields;
    }
}
