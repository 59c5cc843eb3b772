package lanewise.vae.quality;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.explore.LogisticProbe;

/// What synthetic rows are good for: a logistic regression learns the label from them and another one from the real
/// rows, both tell the labels of real test rows (Esteban, Hyland and Raetsch 2017, "train on synthetic, test on real").
///
/// It is given the encoded values of the other columns, a 1 for each gap, standardised by the rows that it learns from;
/// see [LogisticProbe]. At most [#MOST_ROWS] rows of each table are learned from, chosen at random.
public final class Utility {

    /// Rows that are learned from.
    public static final int MOST_ROWS = 50_000;
    /// Weight of the penalty on the squares of the weights.
    public static final double PENALTY = 1e-4;

    private static final long MOST_VALUES = 1L << 26;

    private final Answers real;
    private final Answers synthetic;
    private final double mostFrequent;
    private final int learned;
    private final int learnedSynthetic;
    private final int tested;

    private Utility(Answers real, Answers synthetic, double mostFrequent, int learned, int learnedSynthetic,
            int tested) {
        this.real = real;
        this.synthetic = synthetic;
        this.mostFrequent = mostFrequent;
        this.learned = learned;
        this.learnedSynthetic = learnedSynthetic;
        this.tested = tested;
    }

    /// How well the labels of the test rows are told.
    ///
    /// @param accuracy share of the labels told right
    /// @param f1 the mean over the classes that a test row has or is said to have of
    /// `2 hits / (rows of the class + rows said to be of it)`
    /// @param auroc the mean over the classes, each against the rest, of the area under the receiver operating
    /// characteristic of its probability; NaN if all test rows are of one class
    public record Answers(double accuracy, double f1, double auroc) {
    }

    /// Learns and tests.
    ///
    /// @param tables the tables, with a label; where there is no test table, a tenth of the real rows is held out
    /// @param seed chooses rows
    /// @param team who does the work
    /// @return how well it went
    /// @throws IllegalArgumentException if no row to learn from or to test on has a label, or there is no other column
    public static Utility of(ComparedTables tables, long seed, Team team) {
        HeldOut parts = HeldOut.of(tables, seed);
        int most = Math.clamp(MOST_VALUES / tables.width(), 1000, MOST_ROWS);
        RowSet known = labelled("real", parts.known()).sample(most, seed, Streams.LEARNED);
        RowSet drawn = labelled("synthetic", RowSet.all(tables.synthetic())).sample(most, seed, Streams.LEARNED);
        RowSet asked = labelled("test", parts.test());
        int width = tables.widthWithoutLabel();
        if (width == 0) {
            throw new IllegalArgumentException("columns: the label is the only one that is compared, expected another"
                    + " to tell it from");
        }
        int classes = tables.classes().size();
        try (Arena arena = Arena.ofShared()) {
            Matrix points = tables.points(asked, arena).columns(0, width);
            int[] truth = labels(asked);
            Answers byReal = answers(tables.points(known, arena).columns(0, width), labels(known), points, truth,
                    classes, team);
            Answers bySynthetic = answers(tables.points(drawn, arena).columns(0, width), labels(drawn), points, truth,
                    classes, team);
            int[] counts = new int[classes];
            Arrays.stream(labels(known)).forEach(c -> counts[c]++);
            int frequent = 0;
            for (int c = 1; c < classes; c++) {
                frequent = counts[c] > counts[frequent] ? c : frequent;
            }
            int guess = frequent;
            double guessed = Arrays.stream(truth).filter(c -> c == guess).count() / (double) truth.length;
            return new Utility(byReal, bySynthetic, guessed, known.size(), drawn.size(), truth.length);
        }
    }

    private static RowSet labelled(String which, RowSet rows) {
        int[] labels = rows.table().labels();
        int[] chosen = IntStream.range(0, rows.size()).map(rows::row).filter(row -> labels[row] >= 0).toArray();
        if (chosen.length == 0) {
            throw new IllegalArgumentException(which + ": no row to " + (which.equals("test") ? "test on" : "learn"
                    + " from") + " has a label, expected at least one");
        }
        return new RowSet(rows.table(), chosen);
    }

    private static int[] labels(RowSet rows) {
        return Arrays.stream(rows.numbers()).map(row -> rows.table().labels()[row]).toArray();
    }

    private static Answers answers(Matrix known, int[] labels, Matrix asked, int[] truth, int classes, Team team) {
        LogisticProbe probe = LogisticProbe.fit(known, labels, PENALTY, team);
        double auroc = 0;
        int judged = 0;
        for (int c = 0; c < classes; c++) {
            int own = c;
            boolean[] positive = new boolean[truth.length];
            for (int r = 0; r < truth.length; r++) {
                positive[r] = truth[r] == own;
            }
            long count = Arrays.stream(truth).filter(y -> y == own).count();
            if (count > 0 && count < truth.length) {
                auroc += Detection.of(probe.probabilities(asked, own), positive).auroc();
                judged++;
            }
        }
        int[] told = probe.classify(asked);
        return new Answers(accuracy(told, truth), f1(told, truth, classes), judged == 0 ? Double.NaN : auroc / judged);
    }

    static double accuracy(int[] told, int[] truth) {
        int hits = 0;
        for (int r = 0; r < truth.length; r++) {
            hits += told[r] == truth[r] ? 1 : 0;
        }
        return (double) hits / truth.length;
    }

    static double f1(int[] told, int[] truth, int classes) {
        int[] hits = new int[classes];
        int[] both = new int[classes];
        for (int r = 0; r < truth.length; r++) {
            hits[truth[r]] += told[r] == truth[r] ? 1 : 0;
            both[truth[r]]++;
            both[told[r]]++;
        }
        double sum = 0;
        int met = 0;
        for (int c = 0; c < classes; c++) {
            sum += both[c] == 0 ? 0 : 2.0 * hits[c] / both[c];
            met += both[c] == 0 ? 0 : 1;
        }
        return sum / met;
    }

    /// By the regression that learned from real rows.
    ///
    /// @return how well it told
    public Answers real() {
        return real;
    }

    /// By the regression that learned from synthetic rows.
    ///
    /// @return how well it told
    public Answers synthetic() {
        return synthetic;
    }

    /// By the class that is the most frequent one of the real rows.
    ///
    /// @return share of the labels told right
    public double mostFrequent() {
        return mostFrequent;
    }

    /// Real rows that were learned from.
    ///
    /// @return the number
    public int learned() {
        return learned;
    }

    /// Synthetic rows that were learned from.
    ///
    /// @return the number
    public int learnedSynthetic() {
        return learnedSynthetic;
    }

    /// Real rows whose labels were told.
    ///
    /// @return the number
    public int tested() {
        return tested;
    }
}
