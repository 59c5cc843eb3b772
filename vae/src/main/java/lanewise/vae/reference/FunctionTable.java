package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanewise.core.activation.Activation;

/// Functions of one variable on a grid, in float64: what a fixture of kind `elementwise` holds.
///
/// `<activation>.y` and `.dy` for every activation, `bce_with_logits.target<t>.y` and `.dx` for t = 0.0, 0.3, 1.0 and
/// any other in [0, 1], `exp.y`, `erf.y` at `x` (N); `logsumexp.y` (rows) over the last
/// axis of `logsumexp.x` (rows, columns), and `.dx`, the gradient of the sum of y.
final class FunctionTable {
    private static final String TARGET = "bce_with_logits.target";
    private static final Pattern TARGETS = Pattern.compile("bce_with_logits\\.target([01]|0?\\.\\d+|1\\.0+)\\.(y|dx)");

    private FunctionTable() {
    }

    static Map<String, DoubleTensor> of(Map<String, DoubleTensor> tensors) {
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        DoubleTensor x = tensors.get("x");
        if (x != null) {
            for (Activation activation : Activation.all()) {
                results.put(activation.name() + ".y", map(x, value -> ReferenceActivation.value(activation, value)));
                results.put(activation.name() + ".dy", map(x,
                    value -> ReferenceActivation.derivative(activation, value)));
            }
            BernoulliLogits bernoulli = new BernoulliLogits();
            for (String target : targets(tensors.keySet())) {
                double t = Double.parseDouble(target);
                results.put(TARGET + target + ".y", map(x, l -> bernoulli.nll(t, l, 0)));
                results.put(TARGET + target + ".dx", map(x, l -> bernoulli.derivative(0, t, l, 0)));
            }
            results.put("exp.y", map(x, StrictMath::exp));
            results.put("erf.y", map(x, SpecialFunctions::erf));
        }
        DoubleTensor rows = tensors.get("logsumexp.x");
        if (rows != null) {
            if (rows.rank() < 1 || rows.size() < 1) {
                throw new IllegalArgumentException("tensor \"logsumexp.x\": shape " + Arrays.toString(rows.shape())
                    + ", expected [rows, columns], none empty");
            }
            logSumExp(rows, results);
        }
        if (results.isEmpty()) {
            throw new IllegalArgumentException("tensor \"x\": missing, expected the grid of the functions");
        }
        return results;
    }

    /// 0.0, 0.3 and 1.0, and what else the names of results speak of.
    private static Set<String> targets(Set<String> names) {
        Set<String> targets = new TreeSet<>(List.of("0.0", "0.3", "1.0"));
        for (String name : names) {
            Matcher matcher = TARGETS.matcher(name);
            if (matcher.matches()) {
                targets.add(matcher.group(1));
            }
        }
        return targets;
    }

    private static void logSumExp(DoubleTensor x, Map<String, DoubleTensor> results) {
        int columns = x.extent(-1);
        DoubleTensor y = DoubleTensor.zeros(Arrays.copyOf(x.shape(), x.rank() - 1));
        DoubleTensor dx = DoubleTensor.zeros(x.shape());
        for (int i = 0; i < x.size(); i++) {
            int row = i / columns;
            if (i % columns == 0) {
                y.values()[row] = SpecialFunctions.logSumExp(x.values(), i, 1, columns);
            }
            dx.values()[i] = StrictMath.exp(x.values()[i] - y.values()[row]);
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
