package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.vae.file.Tensor;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.FixtureFile;
import lanewise.vae.reference.SplitMixWeights;

/// What the fp32 kernels make of the inputs of a fixture, as a fixture of its own: losses, latent variables and
/// gradients of a pass, the steps of an optimizer, or activations on a grid.
final class FixtureKernels {

    private FixtureKernels() {
    }

    /// Computes.
    ///
    /// @throws IllegalArgumentException if the fixture is of no use, or the fp32 path does not offer what it describes
    static FixtureFile of(FixtureFile file) {
        Fixture fixture = file.fixture();
        // refuses what is missing or wrong before anything is laid out for it
        Map<String, DoubleTensor> truth = fixture.recompute();
        Map<String, DoubleTensor> results = switch (fixture.description().get("kind")) {
            case "elementwise" -> activations(fixture.tensors().get("x"));
            case "optimizer_trajectory" -> FixtureSteps.of(fixture, parameters(fixture, "step0."), truth);
            default -> pass(fixture);
        };
        Map<String, String> description = new LinkedHashMap<>(fixture.description());
        description.put("dtype", "F32");
        Map<String, DoubleTensor> all = new LinkedHashMap<>(fixture.tensors());
        all.keySet().removeIf(FixtureKernels::isResult);
        all.putAll(results);
        Map<String, Tensor.Type> types = new LinkedHashMap<>();
        all.keySet()
                .forEach(name -> types.put(name, results.containsKey(name) ? Tensor.Type.F32 : file.types().get(name)));
        return new FixtureFile(file.source(), new Fixture(description, all), types);
    }

    private static boolean isResult(String name) {
        return name.matches("(out|loss|grad|wcheck|gradsample\\.(value|l2norm|sum)|step[1-9]\\d*)\\..*|.*\\.(y|dy|dx)");
    }

    private static Map<String, DoubleTensor> activations(DoubleTensor grid) {
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        try (Arena arena = Arena.ofShared()) {
            Matrix x = FixturePass.matrix(arena, grid);
            Matrix ones = Matrix.allocate(arena, x.rows(), x.columns());
            ones.fill(1);
            for (Activation activation : Activation.all()) {
                Matrix y = Matrix.allocate(arena, x.rows(), x.columns());
                Matrix dx = Matrix.allocate(arena, x.rows(), x.columns());
                activation.forward(x, y);
                activation.backward(activation.needsInput() ? x : null, y, ones, dx);
                results.put(activation.name() + ".y", FixturePass.tensor(y, grid.shape()));
                results.put(activation.name() + ".dy", FixturePass.tensor(dx, grid.shape()));
            }
        }
        return results;
    }

    private static Map<String, DoubleTensor> pass(Fixture fixture) {
        try (FixturePass pass = new FixturePass(fixture)) {
            return pass.run(parameters(fixture, ""), fixture.tensors(), 1);
        }
    }

    /// The parameters by name, made or those in the file under a prefix.
    private static Map<String, DoubleTensor> parameters(Fixture fixture, String prefix) {
        if (fixture.description().getOrDefault("weights", "").equals("splitmix64")) {
            return SplitMixWeights.of(fixture.model(), Long.parseLong(fixture.description().get("seed").strip()));
        }
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        fixture.model().parameterShapes().keySet()
                .forEach(name -> parameters.put(name, fixture.tensors().get(prefix + name)));
        return parameters;
    }
}
