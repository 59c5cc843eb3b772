package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;

/// Likelihoods side by side, each for a range of columns: the sum of theirs. The heads of part p have `.p`
/// behind their names.
///
/// @param parts the parts from the first column on
public record CompositeLikelihood(List<Part> parts) implements ReferenceLikelihood {

    /// A likelihood of some columns.
    ///
    /// @param columns number of columns
    /// @param likelihood what describes them
    public record Part(int columns, ReferenceLikelihood likelihood) {
    }

    /// Copies the list.
    public CompositeLikelihood {
        parts = List.copyOf(parts);
    }

    @Override
    public String label() {
        return "composite";
    }

    @Override
    public String text() {
        List<String> texts = new ArrayList<>();
        int from = 0;
        for (Part part : parts) {
            texts.add(part.likelihood.text() + "@" + from + (part.columns == 1 ? "" : "-" + (from + part.columns - 1)));
            from += part.columns;
        }
        return String.join("+", texts);
    }

    @Override
    public List<Head> heads(int width) {
        List<Head> heads = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            for (Head head : parts.get(p).likelihood.heads(parts.get(p).columns)) {
                heads.add(new Head(head.layer() + "." + p, head.output() + "." + p, head.width(), head.weighted()));
            }
        }
        return heads;
    }

    private static int outputs(Part part) {
        return part.likelihood.heads(part.columns).stream().mapToInt(Head::width).sum();
    }

    @Override
    public String formula() {
        List<String> formulas = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            formulas.add("part " + p + ", " + parts.get(p).columns + " features: " + parts.get(p).likelihood.formula());
        }
        return String.join("; ", formulas);
    }

    @Override
    public List<String> data() {
        return List.of("mixed");
    }

    @Override
    public double nll(double[] x, int xAt, double[] o, int oAt, int width) {
        double sum = 0;
        int column = xAt;
        int output = oAt;
        for (Part part : parts) {
            sum += part.likelihood.nll(x, column, o, output, part.columns);
            column += part.columns;
            output += outputs(part);
        }
        return sum;
    }

    @Override
    public void derivatives(double[] x, int xAt, double[] o, int oAt, int width, double factor, double[] d) {
        int column = xAt;
        int output = oAt;
        for (Part part : parts) {
            part.likelihood.derivatives(x, column, o, output, part.columns, factor, d);
            column += part.columns;
            output += outputs(part);
        }
    }

    @Override
    public void prepare(double[] x, int xAt, int xStride, int xRows, double[] o, int oAt, int oStride, int rows,
            int width) {
        int column = xAt;
        int output = oAt;
        for (Part part : parts) {
            part.likelihood.prepare(x, column, xStride, xRows, o, output, oStride, rows, part.columns);
            column += part.columns;
            output += outputs(part);
        }
    }
}
