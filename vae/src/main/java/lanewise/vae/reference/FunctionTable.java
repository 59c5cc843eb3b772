package lanewise.vae.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// Functions of one variable on a grid, in float64: what a fixture of kind `elementwise` holds.
///
/// `<activation>.y` and `.dy` for every activation, `bce_with_logits.target{0.0,0.3,1.0}.y` and `.dx`, `exp.y`, `erf.y` at `x` (N); `logsumexp.y` (rows) over the last
/// axis of `logsumexp.x` (rows, columns), and `.dx`, the gradient of the sum of y.
final class FunctionTable {
    private FunctionTable() {
    }

    static Map<String, DoubleTensor> of(Map<String, DoubleTensor> tensors) {
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        DoubleTensor x = tensors.get("x");
        if (x != null) {
            for (ReferenceActivation activation : ReferenceActivation.values()) {
                results.put(activation.label() + ".y", map(x, activation::value));
                results.put(activation.label() + ".dy", map(x, activation::derivative));
            }
            ReferenceLikelihood bernoulli = new ReferenceLikelihood.BernoulliLogits();
            for (double target : new double[] {0.0, 0.3, 1.0}) {
                results.put("bce_with_logits.target" + target + ".y", map(x, l -> bernoulli.nll(target, l, 0)));
                results.put("bce_with_logits.target" + target + ".dx", map(x, l -> bernoulli.derivative(0, target, l, 0)));
            }
            results.put("exp.y", map(x, Math::exp));
            results.put("erf.y", map(x, SpecialFunctions::erf));
        }
        DoubleTensor rows = tensors.get("logsumexp.x");
        if (rows != null) {
            logSumExp(rows, results);
        }
        return results;
    }

    private static void logSumExp(DoubleTensor x, Map<String, DoubleTensor> results) {
        int columns = x.extent(-1);
        DoubleTensor y = DoubleTensor.zeros(x.size() / columns);
        DoubleTensor dx = DoubleTensor.zeros(x.shape());
        for (int i = 0; i < x.size(); i++) {
            int row = i / columns;
            if (i % columns == 0) {
                y.values()[row] = SpecialFunctions.logSumExp(x.values(), i, 1, columns);
            }
            dx.values()[i] = Math.exp(x.values()[i] - y.values()[row]);
        }
        results.put("logsumexp.y", y);
        results.put("logsumexp.dx", dx);
    }

    private static DoubleTensor map(DoubleTensor x, DoubleUnaryOperator function) {
        DoubleTensor y = DoubleTensor.zeros(x.shape());
        for (int i = 0; i < x.size(); i++) {
            y.values()[i] = function.applyAsDouble(x.values()[i]);
        }
        return y;
    }
}
