package lanewise.vae.interchange;

import java.util.ArrayList;
import java.util.List;

import lanewise.core.math.GammaRatio;
import lanewise.vae.interchange.OnnxGraph.Attribute;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.Exponential;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.GaussianOptimal;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Laplace;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.likelihood.StudentT;

/// Negative log-likelihoods as nodes of an ONNX graph, from the heads and never from the mean.
///
/// All of it is float64, and the sum of a row is rounded to float32 once: runtimes differ in what they make of
/// `Softplus`, `Log` and long sums of floats.
final class OnnxLoss {

    private final OnnxGraph graph;
    private final boolean gaps;

    private OnnxLoss(OnnxGraph graph, boolean gaps) {
        this.graph = graph;
        this.gaps = gaps;
    }

    /// Adds the loss of each row of x, `[batch, 1]`, given the heads. Refuses a likelihood that it does not know.
    static void add(OnnxGraph graph, Likelihood likelihood, int width, String x, String loss) {
        boolean gaps = likelihood instanceof Observed;
        Likelihood whole = likelihood instanceof Observed observed ? observed.likelihood() : likelihood;
        OnnxLoss terms = new OnnxLoss(graph, gaps);
        String exact = terms.exact(x, loss + ".x");
        String all = whole instanceof Composite composite ? terms.composite(composite, exact, loss)
                : terms.terms(whole, width, exact, "", loss);
        graph.node("Cast", loss, new String[] {terms.sum(all, loss + ".sum")}, new Attribute("to", OnnxGraph.FLOAT));
    }

    private String composite(Composite composite, String x, String loss) {
        List<Composite.Part> parts = composite.parts();
        String[] columns = graph.split(x, loss + ".columns", parts.stream().map(Composite.Part::columns).toList());
        String[] terms = new String[columns.length];
        for (int p = 0; p < terms.length; p++) {
            terms[p] = terms(parts.get(p).likelihood(), parts.get(p).columns(), columns[p], "." + p, loss + "." + p);
        }
        return graph.node("Concat", loss + ".parts", terms, new Attribute("axis", 1));
    }

    /// What sums up to the loss: one term for a column, or for a group of them.
    private String terms(Likelihood likelihood, int width, String x, String part, String at) {
        String out = exact("out" + part, at + ".out");
        return switch (likelihood) {
            case Bernoulli _ -> observed(bernoulli(x, out, at), x, at);
            case GaussianFixed fixed -> {
                String square = square(difference(x, out, at), at + ".square");
                String scaled = node("Mul", at + ".scaled", square, number(at + ".factor", 0.5 / fixed.variance()));
                yield observed(shifted(scaled, 0.5 * StrictMath.log(2 * Math.PI * fixed.variance()), at), x, at);
            }
            case GaussianLearned _, GaussianShared _, GaussianOptimal _ -> observed(gaussian(x, out, part, at), x, at);
            case Laplace _ -> {
                String logScale = exact("logscale" + part, at + ".logscale");
                String distance = node("Abs", at + ".distance", difference(x, out, at));
                String scaled = node("Mul", at + ".scaled", distance, inverse(logScale, at));
                yield observed(shifted(node("Add", at + ".both", scaled, logScale), StrictMath.log(2), at), x, at);
            }
            case StudentT student -> observed(student(student, x, out, part, at), x, at);
            case Exponential _ -> {
                String share = node("Mul", at + ".share", x, node("Exp", at + ".rate", out));
                yield observed(node("Sub", at + ".terms", share, out), x, at);
            }
            case Categorical categorical -> categorical(categorical.groups().isEmpty() ? List.of(width)
                    : categorical.groups(), x, out, at);
            default -> throw new IllegalArgumentException("likelihood: " + likelihood.text()
                    + " has no ONNX graph of its negative log-likelihood");
        };
    }

    /// `max(l, 0) - l x + log(1 + e^-|l|)`.
    private String bernoulli(String x, String l, String at) {
        String size = node("Neg", at + ".minus", node("Abs", at + ".size", l));
        String power = node("Add", at + ".power", node("Exp", at + ".exp", size), number("one.exact", 1));
        String softplus = node("Add", at + ".softplus", node("Relu", at + ".positive", l), node("Log", at + ".log",
                power));
        return node("Sub", at + ".terms", softplus, node("Mul", at + ".product", l, x));
    }

    /// `1/2 ((x - m)^2 e^-v + v + log(2 pi))`.
    private String gaussian(String x, String out, String part, String at) {
        String logVariance = exact("logvar" + part, at + ".logvar");
        String square = square(difference(x, out, at), at + ".square");
        String scaled = node("Mul", at + ".scaled", square, inverse(logVariance, at));
        String both = node("Add", at + ".both", scaled, logVariance);
        return shifted(node("Mul", at + ".halves", both, number("half.exact", 0.5)), 0.5 * StrictMath.log(2 * Math.PI),
                at);
    }

    /// `(n + 1)/2 log(1 + u^2/n) + s` and the constant.
    private String student(StudentT student, String x, String out, String part, String at) {
        String logScale = exact("logscale" + part, at + ".logscale");
        String u = node("Mul", at + ".scaled", difference(x, out, at), inverse(logScale, at));
        String share = node("Div", at + ".share", square(u, at + ".square"), number(at + ".degrees",
                student.degrees()));
        String log = node("Log", at + ".log", node("Add", at + ".argument", share, number("one.exact", 1)));
        String weighted = node("Mul", at + ".weighted", log, number(at + ".weight", 0.5 * (student.degrees() + 1)));
        double constant = 0.5 * StrictMath.log(student.degrees() * Math.PI)
                - GammaRatio.logRatio(student.degrees() / 2, 0.5);
        return shifted(node("Add", at + ".both", weighted, logScale), constant, at);
    }

    /// A term for each group, which is missing as a whole if a cell of it is.
    private String categorical(List<Integer> groups, String x, String out, String at) {
        String[] values = groups.size() < 2 ? new String[] {x} : graph.split(x, at + ".values", groups);
        String[] logits = groups.size() < 2 ? new String[] {out} : graph.split(out, at + ".logits", groups);
        List<String> terms = new ArrayList<>();
        for (int g = 0; g < values.length; g++) {
            String group = at + ".group_" + g;
            String log = graph.node("LogSoftmax", group + ".log", new String[] {logits[g]}, new Attribute("axis", 1));
            String chosen = sum(node("Mul", group + ".chosen", log, values[g]), group + ".sum");
            String loss = node("Neg", group + ".terms", chosen);
            terms.add(gaps ? observed(loss, sum(values[g], group + ".cells"), group) : loss);
        }
        return terms.size() < 2 ? terms.getFirst()
                : graph.node("Concat", at + ".groups", terms.toArray(String[]::new), new Attribute("axis", 1));
    }

    /// The terms of cells that are numbers, and 0 for others, where there are such.
    private String observed(String terms, String x, String at) {
        return gaps ? graph.node("Where", at + ".observed", node("IsNaN", at + ".missing", x),
                number("zero.exact", 0), terms) : terms;
    }

    private String exact(String value, String name) {
        return graph.node("Cast", name, new String[] {value}, new Attribute("to", OnnxGraph.DOUBLE));
    }

    private String difference(String x, String out, String at) {
        return node("Sub", at + ".difference", x, out);
    }

    private String square(String value, String name) {
        return node("Mul", name, value, value);
    }

    private String inverse(String log, String at) {
        return node("Exp", at + ".inverse", node("Neg", at + ".minus", log));
    }

    private String shifted(String terms, double by, String at) {
        return node("Add", at + ".terms", terms, number(at + ".constant", by));
    }

    private String sum(String terms, String name) {
        if (!graph.has("columns.axis")) {
            graph.integers("columns.axis", 1);
        }
        return graph.node("ReduceSum", name, new String[] {terms, "columns.axis"}, new Attribute("keepdims", 1));
    }

    private String number(String name, double value) {
        return graph.exact(name, value);
    }

    private String node(String operator, String name, String... inputs) {
        return graph.node(operator, name, inputs);
    }
}
