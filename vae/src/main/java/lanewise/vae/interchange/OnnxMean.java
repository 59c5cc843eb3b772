package lanewise.vae.interchange;

import java.util.List;

import lanewise.vae.interchange.OnnxGraph.Attribute;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.ContinuousBernoulli;
import lanewise.vae.likelihood.Exponential;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.GaussianOptimal;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Laplace;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.NegativeBinomial;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.likelihood.Poisson;
import lanewise.vae.likelihood.StudentT;

/// Means of likelihoods as nodes of an ONNX graph.
final class OnnxMean {

    // (1 / (1 - e^-l) - 1 / l - 1/2) / l = 1/12 - l^2/720 + l^4/30240 - l^6/1209600 + l^8/47900160 - ...
    private static final float[] SERIES = {1f / 47900160, -1f / 1209600, 1f / 30240, -1f / 720, 1f / 12};

    private OnnxMean() {
    }

    /// Adds the mean given the head `out` (of a composite: `out.0`, ...). Refuses a likelihood that it does not know.
    static void add(OnnxGraph graph, Likelihood likelihood, String out, String mean) {
        switch (likelihood) {
            case Bernoulli _ -> graph.node("Sigmoid", mean, out);
            case GaussianFixed _, GaussianLearned _, GaussianShared _, GaussianOptimal _, Laplace _,
                    StudentT _ -> graph.node("Identity", mean, out);
            case Poisson _, NegativeBinomial _ -> graph.node("Exp", mean, out);
            case Exponential _ -> graph.node("Exp", mean, graph.node("Neg", mean + ".minus", out));
            case ContinuousBernoulli _ -> continuousBernoulli(graph, out, mean);
            case Categorical categorical -> categorical(graph, categorical.groups(), out, mean);
            case Composite composite -> composite(graph, composite, out, mean);
            case Observed observed -> add(graph, observed.likelihood(), out, mean);
            default -> throw new IllegalArgumentException("likelihood: " + likelihood.text()
                    + " has no ONNX graph of its mean");
        }
    }

    /// `1 / (1 - e^-l) - 1 / l`, about zero by its series.
    private static void continuousBernoulli(OnnxGraph graph, String l, String mean) {
        String one = graph.number("one", 1);
        String power = graph.node("Exp", mean + ".power", graph.node("Neg", mean + ".minus", l));
        String first = graph.node("Reciprocal", mean + ".first", graph.node("Sub", mean + ".difference", one, power));
        String far = graph.node("Sub", mean + ".far", first, graph.node("Reciprocal", mean + ".second", l));
        String square = graph.node("Mul", mean + ".square", l, l);
        String sum = graph.number("series_0", SERIES[0]);
        for (int i = 1; i < SERIES.length; i++) {
            String product = graph.node("Mul", mean + ".product_" + i, square, sum);
            sum = graph.node("Add", mean + ".sum_" + i, product, graph.number("series_" + i, SERIES[i]));
        }
        String near = graph.node("Add", mean + ".near", graph.node("Mul", mean + ".odd", sum, l),
                graph.number("half", 0.5f));
        String isNear = graph.node("Less", mean + ".is_near", graph.node("Abs", mean + ".size", l), one);
        graph.node("Where", mean, isNear, near, far);
    }

    /// A softmax over each group of columns.
    private static void categorical(OnnxGraph graph, List<Integer> groups, String out, String mean) {
        if (groups.size() < 2) {
            graph.node("Softmax", mean, new String[] {out}, new Attribute("axis", 1));
            return;
        }
        String[] means = new String[groups.size()];
        String[] parts = graph.split(out, mean + ".group", groups);
        for (int g = 0; g < means.length; g++) {
            means[g] = graph.node("Softmax", mean + ".softmax_" + g, new String[] {parts[g]}, new Attribute("axis", 1));
        }
        graph.node("Concat", mean, means, new Attribute("axis", 1));
    }

    private static void composite(OnnxGraph graph, Composite composite, String out, String mean) {
        String[] means = new String[composite.parts().size()];
        for (int p = 0; p < means.length; p++) {
            means[p] = mean + "." + p;
            add(graph, composite.parts().get(p).likelihood(), out + "." + p, means[p]);
        }
        graph.node("Concat", mean, means, new Attribute("axis", 1));
    }
}
