package lanewise.vae.interchange;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.GeluErf;
import lanewise.core.activation.GeluTanh;
import lanewise.core.activation.Identity;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Sigmoid;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Softplus;
import lanewise.core.activation.Tanh;
import lanewise.vae.interchange.OnnxGraph.Attribute;

/// Activations as nodes of an ONNX graph.
final class OnnxActivation {

    // As in GeluTanh: 2 sqrt(2 / pi), and that times 0.044715.
    private static final float GELU_LINEAR = 1.5957691f;
    private static final float GELU_CUBIC = 0.071354816f;

    private OnnxActivation() {
    }

    /// Adds `output = f(input)` and gives back the name of the value, the input's for the identity. Refuses an
    /// activation that it does not know.
    static String add(OnnxGraph graph, Activation activation, String input, String output) {
        return switch (activation) {
            case Identity _ -> input;
            case Relu _ -> graph.node("Relu", output, input);
            case LeakyRelu leaky -> graph.node("LeakyRelu", output, new String[] {input},
                    new Attribute("alpha", leaky.slope()));
            case Elu elu -> graph.node("Elu", output, new String[] {input}, new Attribute("alpha", elu.alpha()));
            case Silu _ -> graph.node("Mul", output, input, graph.node("Sigmoid", output + ".gate", input));
            case GeluErf _ -> geluErf(graph, input, output);
            case GeluTanh _ -> geluTanh(graph, input, output);
            case Softplus _ -> graph.node("Softplus", output, input);
            case Sigmoid _ -> graph.node("Sigmoid", output, input);
            case Tanh _ -> graph.node("Tanh", output, input);
            default -> throw new IllegalArgumentException("activation: " + activation.name() + " has no ONNX graph");
        };
    }

    /// `x (1 + erf(x / sqrt 2)) / 2`.
    private static String geluErf(OnnxGraph graph, String x, String output) {
        String scaled = graph.node("Mul", output + ".scaled", x, graph.number("root_half", (float) Math.sqrt(0.5)));
        String erf = graph.node("Erf", output + ".erf", scaled);
        String sum = graph.node("Add", output + ".sum", erf, graph.number("one", 1));
        String twice = graph.node("Mul", output + ".twice", x, sum);
        return graph.node("Mul", output, twice, graph.number("half", 0.5f));
    }

    /// `x sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3))`, which is `x (1 + tanh(...)) / 2` of half the argument.
    private static String geluTanh(OnnxGraph graph, String x, String output) {
        String square = graph.node("Mul", output + ".square", x, x);
        String cubic = graph.node("Mul", output + ".cubic", square, graph.number("gelu_cubic", GELU_CUBIC));
        String factor = graph.node("Add", output + ".factor", cubic, graph.number("gelu_linear", GELU_LINEAR));
        String argument = graph.node("Mul", output + ".argument", x, factor);
        return graph.node("Mul", output, x, graph.node("Sigmoid", output + ".gate", argument));
    }
}
