package lanewise.vae.tabular;

import java.util.List;

import lanewise.core.random.RandomStream;

/// The column that a conditional model is told and does not describe: which label a row has.
///
/// @param name of the column
/// @param values its texts, one for each value of the condition
/// @param upTo the share of the rows that have a label up to this one, the last 1
/// @param at its place among the columns that rows are written with
record LabelColumn(String name, List<String> values, double[] upTo, int at) {

    /// The labels that a model is told.
    ///
    /// @param width how many it knows
    static LabelColumn of(TableForm form, int width) {
        double[] upTo = new double[width];
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += form.labelCounts().isEmpty() ? 1 : form.labelCounts().get(i);
            upTo[i] = sum;
        }
        for (int i = 0; i < width; i++) {
            upTo[i] = sum > 0 ? upTo[i] / sum : (i + 1.0) / width;
        }
        List<String> names = form.encoder().schema().columns().stream()
                .filter(column -> column.width() > 0 || column.name().equals(form.label()))
                .map(column -> column.name()).toList();
        int at = names.indexOf(form.label());
        return new LabelColumn(form.label(), form.labels().subList(0, width), upTo, at < 0 ? names.size() : at);
    }

    /// A label by the shares.
    int draw(RandomStream stream, long row) {
        double u = stream.uniform(row);
        int label = 0;
        while (label < upTo.length - 1 && u >= upTo[label]) {
            label++;
        }
        return label;
    }
}
