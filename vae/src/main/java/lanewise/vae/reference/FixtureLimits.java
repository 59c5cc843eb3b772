package lanewise.vae.reference;

import java.util.Arrays;

import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Shape;

/// What a fixture asks for, known before it is taken: a description of few bytes may tell of any net and any number of
/// steps.
final class FixtureLimits {

    /// Multiplications and additions of a forward and a backward pass for each weight and row.
    private static final int PASSES = 6;
    /// What a step costs besides its arithmetic, in operations.
    private static final int STEP = 100_000;

    private FixtureLimits() {
    }

    /// Refuses what takes more heap or work than there is for a fixture. Heap counts parameters and gradients, those of
    /// each step where they are results, and the rows of data and noise.
    ///
    /// @param steps of a trajectory, or 0
    static void require(ReferenceModel model, int rows, int steps) {
        long parameters = model.parameterShapes().values().stream()
            .mapToLong(shape -> Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b)).sum();
        int samples = Math.max(1, model.objective().samples());
        Budget heap = Budget.heap("metadata");
        Budget work = Budget.fixtureWork("metadata");
        try {
            heap.takeProduct("a net of " + parameters + " parameters", 2L * Double.BYTES, parameters, 1L + steps);
            heap.takeProduct("a batch of " + rows + " rows", Double.BYTES, rows, model.inputs());
            heap.takeProduct("noise of " + samples + " samples", Double.BYTES, samples, rows, model.latent(),
                Math.max(1, steps));
            String passes = Math.max(1, steps) + (steps > 1 ? " steps" : " pass");
            work.takeProduct(passes + " of " + rows + " rows", PASSES, rows, samples,
                products(model.encoder()) + products(model.decoder()) + 1, Math.max(1, steps));
            work.takeProduct(passes, STEP, Math.max(1, steps));
        } catch (FormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Multiplications of a row with all weights, those of a convolution at each of its pixels.
    private static long products(Network network) {
        Shape in = network.input();
        double products = 0;
        for (int i = 0; i <= network.hidden().size(); i++) {
            LinearMap map = network.map(i);
            double weights = map.weight(in).stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
            Shape out = map.output(in);
            products += weights * (map.slides() ? Math.max(in.pixels(), out.pixels()) : 1);
            in = out;
        }
        return (long) products;
    }
}
