package lanewise.vae.reference;

import java.util.List;

/// One-hot groups of columns, l = logits: -log p = sum over groups of log sum_c exp(l_c) - sum_c x_c l_c;
/// d/dl = softmax(l) - x.
///
/// @param groups widths of the groups from the first column on; empty for one group of all columns
public record CategoricalGroups(List<Integer> groups) implements ReferenceLikelihood {

    /// Copies the list.
    public CategoricalGroups {
        groups = List.copyOf(groups);
    }

    @Override
    public String label() {
        return "categorical";
    }

    @Override
    public String text() {
        return groups.isEmpty() ? label()
                : label() + ":groups=" + String.join("/", groups.stream().map(String::valueOf).toList());
    }

    @Override
    public List<Head> heads(int width) {
        return List.of(new Head("out", "logits", width, true));
    }

    @Override
    public String formula() {
        return "log(sum_c exp(l_c)) - sum_c x_c*l_c for each group of features, l = logits";
    }

    @Override
    public List<String> data() {
        return List.of("one_hot");
    }

    List<Integer> widths(int width) {
        return groups.isEmpty() ? List.of(width) : groups;
    }

    @Override
    public double nll(double[] x, int xAt, double[] o, int oAt, int width) {
        double sum = 0;
        int from = 0;
        for (int n : widths(width)) {
            if (Double.isNaN(x[xAt + from])) {
                from += n;
                continue;
            }
            sum += SpecialFunctions.logSumExp(o, oAt + from, 1, n);
            for (int c = from; c < from + n; c++) {
                sum -= x[xAt + c] * o[oAt + c];
            }
            from += n;
        }
        return sum;
    }

    @Override
    public void derivatives(double[] x, int xAt, double[] o, int oAt, int width, double factor, double[] d) {
        int from = 0;
        for (int n : widths(width)) {
            double normaliser = SpecialFunctions.logSumExp(o, oAt + from, 1, n);
            for (int c = from; c < from + n; c++) {
                d[oAt + c] = Double.isNaN(x[xAt + c]) ? 0
                    : factor * (StrictMath.exp(o[oAt + c] - normaliser) - x[xAt + c]);
            }
            from += n;
        }
    }
}
