package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanewise.vae.layer.Shape;

/// One run of the encoder: hidden layers, then the heads of the posterior, all dense and on the last hidden layer.
final class Encoder {
    private final Hidden hidden;
    private final List<AffineMap> heads = new ArrayList<>();
    private final List<LogBound> bounds = new ArrayList<>();
    private final double[] h;
    private final Posterior posterior;

    /// Runs it; hidden layers are put into `results` under the name of the side, see [Hidden].
    Encoder(ReferenceModel model, Map<String, DoubleTensor> parameters, double[] input, String side,
        Map<String, DoubleTensor> results) {
        int rows = input.length / (model.inputs() + model.condition());
        hidden = new Hidden(model.encoder(), model.condition(), "enc.", side, model.dropout() > 0, parameters);
        h = hidden.forward(input, results, rows);
        Shape last = Hidden.input(model.encoder(), model.condition(), model.encoder().hidden().size());
        List<double[]> outputs = new ArrayList<>();
        model.posterior().heads(model.latent()).forEach((name, width) -> {
            heads.add(AffineMap.of(model.encoder().head().sized(width, last), last, "enc." + name, parameters));
            bounds.add(LogBound.of(model.encoder(), name, true));
            outputs.add(bounds.getLast().forward(heads.getLast().forward(h)));
        });
        posterior = model.posterior().of(outputs, model.latent());
    }

    /// What came of it, and where derivatives gather.
    Posterior posterior() {
        return posterior;
    }

    /// From the derivatives gathered at the heads to those of the parameters, added to `results`, and of the input.
    double[] backward(Map<String, DoubleTensor> results) {
        double[] dh = new double[h.length];
        for (int head = 0; head < heads.size(); head++) {
            double[] gradient = bounds.get(head).backward(posterior.gradients()[head]);
            heads.get(head).backward(h, gradient, dh, results);
        }
        return hidden.backward(dh, results);
    }
}
