package lanewise.bench.peers.encode;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;

/// Some rows to encode with 784-400-20, ReLU, mean head: inputs, weights and truth, with equal bits in each process.
///
/// @param rows how many
record EncodeTask(int rows) {

    static final int INPUTS = 784;
    static final int HIDDEN = 400;
    static final int LATENT = 20;

    private static final double BOUND = 1e-5;

    static Architecture architecture() {
        return Architecture.of(INPUTS, LATENT, HIDDEN);
    }

    static Parameters weights(Arena arena) {
        Parameters parameters = Parameters.allocate(arena, architecture().layout());
        Initialization.PYTORCH.fill(parameters, 1);
        return parameters;
    }

    /// Dense.
    Matrix inputs(Arena arena) {
        Matrix x = Matrix.allocateDense(arena, rows, INPUTS);
        new RandomStream(1, 1).fillUniform(x, 0);
        return x;
    }

    /// The means in float64, row by row.
    double[] truth() {
        try (Arena arena = Arena.ofShared()) {
            Parameters weights = weights(arena);
            double[] hidden = layer(weights, "encoder.0", inputs(arena).toArray(), null, INPUTS, HIDDEN);
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = Math.max(0, hidden[i]);
            }
            return layer(weights, "encoder.mu", null, hidden, HIDDEN, LATENT);
        }
    }

    private double[] layer(Parameters weights, String name, float[] narrow, double[] wide, int inputs, int outputs) {
        Matrix w = weights.tensor(name + ".weight");
        Matrix b = weights.tensor(name + ".bias");
        double[] y = new double[rows * outputs];
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < outputs; o++) {
                double sum = b.get(0, o);
                for (int i = 0; i < inputs; i++) {
                    sum += w.get(o, i) * (wide == null ? narrow[r * inputs + i] : wide[r * inputs + i]);
                }
                y[r * outputs + o] = sum;
            }
        }
        return y;
    }

    /// Refuses other means than these.
    static void check(float[] result, double[] truth) {
        for (int i = 0; i < truth.length; i++) {
            if (!(Math.abs(result[i] - truth[i]) <= BOUND * Math.max(1, Math.abs(truth[i])))) {
                throw new AssertionError("row " + i / LATENT + ", dimension " + i % LATENT + " is " + result[i]
                        + ", expected " + truth[i]);
            }
        }
    }
}
