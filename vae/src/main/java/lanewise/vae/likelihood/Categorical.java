package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.ParameterLayout.Head;

/// Groups of neighbouring columns, each a one-hot choice given by logits l:
/// `-log p(x | l) = sum_groups log sum_c e^(l_c) - sum_c l_c x_c`, gradient `softmax(l) - x` within each group.
///
/// The largest logit of a group is taken out; sums over a group go up in double. The mean are the probabilities, the
/// mode is the first of the largest. A draw of a group takes the random element of its first column.
///
/// @param groups the widths of the groups from the first column on, each at least 2; empty for one group of all columns
public record Categorical(List<Integer> groups) implements Likelihood {

    /// Refuses groups without a choice.
    ///
    /// @throws IllegalArgumentException if a width is below 2
    public Categorical {
        groups = List.copyOf(groups);
        if (groups.stream().anyMatch(columns -> columns < 2)) {
            throw new IllegalArgumentException("groups: " + groups + ", expected widths of at least 2");
        }
    }

    /// One group of all columns.
    public Categorical() {
        this(List.of());
    }

    @Override
    public String name() {
        return "categorical";
    }

    @Override
    public List<Head> heads(int width) {
        return List.of(new Head("out", width));
    }

    @Override
    public int outputWidth(int width) {
        return width;
    }

    @Override
    public Domain domain() {
        return Domain.ONE_HOT;
    }

    @Override
    public int width() {
        int width = 0;
        for (int group : groups) {
            width = Math.addExact(width, group);
        }
        return width;
    }

    private int groupCount() {
        return Math.max(1, groups.size());
    }

    private int groupWidth(int group, int width) {
        return groups.isEmpty() ? width : groups.get(group);
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        int from = 0;
        for (int group = 0; group < groupCount(); group++) {
            int n = groupWidth(group, width);
            long lo = outputsOffset + 4L * from;
            float largest = largest(outputs, lo, n);
            double sum = sum(outputs, lo, n, largest);
            for (int c = 0; c < n; c++) {
                float power = Exp.exp(outputs.get(Matrix.FLOAT, lo + 4L * c) - largest);
                mean.set(Matrix.FLOAT, meanOffset + 4L * (from + c), (float) (power / sum));
            }
            from += n;
        }
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        int from = 0;
        for (int group = 0; group < groupCount(); group++) {
            int n = groupWidth(group, width);
            int best = 0;
            for (int c = 1; c < n; c++) {
                best = logit(outputs, outputsOffset, from + c) > logit(outputs, outputsOffset, from + best) ? c : best;
            }
            choose(mode, modeOffset, from, n, best);
            from += n;
        }
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        int from = 0;
        for (int group = 0; group < groupCount(); group++) {
            int n = groupWidth(group, width);
            long lo = outputsOffset + 4L * from;
            float largest = largest(outputs, lo, n);
            double rest = Draws.uniform(noise, first + from, 0) * sum(outputs, lo, n, largest);
            int choice = 0;
            for (int c = 0; c < n; c++) {
                float power = Exp.exp(outputs.get(Matrix.FLOAT, lo + 4L * c) - largest);
                if (power > 0) {
                    choice = c;
                    rest -= power;
                    if (rest < 0) {
                        break;
                    }
                }
            }
            choose(out, outOffset, from, n, choice);
            from += n;
        }
    }

    private static void choose(MemorySegment out, long outOffset, int from, int n, int choice) {
        for (int c = 0; c < n; c++) {
            out.set(Matrix.FLOAT, outOffset + 4L * (from + c), c == choice ? 1f : 0f);
        }
    }

    private static float logit(MemorySegment outputs, long offset, int c) {
        return outputs.get(Matrix.FLOAT, offset + 4L * c);
    }

    private static float largest(MemorySegment l, long lo, int n) {
        float largest = logit(l, lo, 0);
        for (int c = 1; c < n; c++) {
            largest = Math.max(largest, logit(l, lo, c));
        }
        return largest;
    }

    private static double sum(MemorySegment l, long lo, int n, float largest) {
        double sum = 0;
        for (int c = 0; c < n; c++) {
            sum += Exp.exp(logit(l, lo, c) - largest);
        }
        return sum;
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        double loss = 0;
        int from = 0;
        for (int group = 0; group < groupCount(); group++) {
            int n = groupWidth(group, width);
            loss += group(x, xOffset + 4L * from, outputs, outputsOffset + 4L * from, gradient,
                    gradientOffset + 4L * from, n, scale);
            from += n;
        }
        return loss;
    }

    /// The same where groups with a value that is NaN are missing: such a group adds nothing, its gradient is 0.
    double observedRow(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        double loss = 0;
        int from = 0;
        for (int group = 0; group < groupCount(); group++) {
            int n = groupWidth(group, width);
            long at = 4L * from;
            if (ObservedRow.count(x, xOffset + at, n) == n) {
                loss += group(x, xOffset + at, outputs, outputsOffset + at, gradient, gradientOffset + at, n, scale);
            } else {
                ObservedRow.zero(gradient, gradientOffset + at, n);
            }
            from += n;
        }
        return loss;
    }

    private static double group(MemorySegment x, long xo, MemorySegment l, long lo, MemorySegment g, long go, int n,
            float scale) {
        float largest = largest(l, lo, n);
        double sum = sum(l, lo, n, largest);
        double missed = 0;
        for (int c = 0; c < n; c++) {
            float value = x.get(Matrix.FLOAT, xo + 4L * c);
            float below = logit(l, lo, c) - largest;
            if (value != 0) {
                missed -= (double) value * below;
            }
            if (g != null) {
                g.set(Matrix.FLOAT, go + 4L * c, ((float) (Exp.exp(below) / sum) - value) * scale);
            }
        }
        return StrictMath.log(sum) + missed;
    }

    @Override
    public void check(Dataset data, int from, int to) {
        check(data, from, to, false);
    }

    /// With gaps, a group may be NaN as a whole.
    void check(Dataset data, int from, int to, boolean gaps) {
        for (int r = 0; r < data.size(); r++) {
            int column = from;
            for (int group = 0; group < groupCount(); group++) {
                int n = groupWidth(group, to - from);
                if (gaps && isMissing(data, r, column, n)) {
                    column += n;
                    continue;
                }
                int chosen = 0;
                for (int c = column; c < column + n; c++) {
                    float value = data.value(r, c);
                    chosen += value == 1 ? 1 : 0;
                    if (value != 0 && (value != 1 || chosen > 1)) {
                        throw DataCheck.refusal(this, data, new Dataset.Cell(r, c, value),
                                expectation(column, n), from, to);
                    }
                }
                if (chosen == 0) {
                    throw DataCheck.refusal(this, data, new Dataset.Cell(r, column, 0),
                            expectation(column, n), from, to);
                }
                column += n;
            }
        }
    }

    private static boolean isMissing(Dataset data, int row, int column, int n) {
        int missing = 0;
        for (int c = column; c < column + n; c++) {
            missing += Float.isNaN(data.value(row, c)) ? 1 : 0;
        }
        return missing == n;
    }

    private static String expectation(int column, int n) {
        return "expects one 1 and otherwise 0 in columns " + column + " to " + (column + n - 1);
    }
}
