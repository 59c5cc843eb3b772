package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.FixtureMaker;
import lanewise.vae.reference.ReferenceModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogVarianceBoundTest {

    private static final float[] HARD = {Float.NaN, 0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f,
        -3e38f, 1e-6f, Float.MIN_VALUE, -1e-7f, 9.99f, -10f};

    /// Ranges of all widths and places, rows one by one and shared: the bits of the scalar law.
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 16, 37, 600})
    void aRangeHasTheBitsOfItsElements(int width) {
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(2)) {
            int rows = 40;
            Matrix t = Matrix.allocate(arena, rows, width + 5);
            Matrix d = Matrix.allocate(arena, rows, width + 5);
            new RandomStream(1, width).fillGaussian(t, 0);
            new RandomStream(2, width).fillGaussian(d, 0);
            for (int i = 0; i < HARD.length * rows; i++) {
                t.set(i % rows, (i * 7 + i / rows) % (width + 5), 30 * HARD[i % HARD.length]);
            }
            Matrix y = Matrix.allocate(arena, rows, width + 5);
            y.copyFrom(t);
            Matrix dy = Matrix.allocate(arena, rows, width + 5);
            dy.copyFrom(d);
            LogVarianceBound bound = new LogVarianceBound(10, List.of(0, 2, 3, 3 + width));
            LogVarianceBound.Pass pass = new LogVarianceBound.Pass();
            pass.forward(bound, y, team);
            pass.backward(bound, y, dy, team);
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < width + 5; c++) {
                    boolean inside = c < 2 || c >= 3 && c < 3 + width;
                    float expected = inside ? LogVarianceBound.value(t.get(r, c), 10) : t.get(r, c);
                    assertEquals(expected, y.get(r, c));
                    assertEquals(inside ? LogVarianceBound.slope(expected, d.get(r, c), 10) : d.get(r, c),
                            dy.get(r, c));
                }
            }
        }
    }

    @Test
    void theLawIsSmoothGrowsAndStaysWithin() {
        for (float b : new float[] {0.5f, 3, 10, 80}) {
            float last = -b;
            for (float t = -6 * b; t <= 6 * b; t += b / 64) {
                float v = LogVarianceBound.value(t, b);
                assertEquals(b * Math.tanh((double) t / b), v, 4e-7 * b);
                assertTrue(v >= last && Math.abs(v) <= b, t + " of " + b);
                double h = 1e-3 * b;
                double slope = b * (Math.tanh((t + h) / b) - Math.tanh((t - h) / b)) / (2 * h);
                assertEquals(slope, LogVarianceBound.slope(v, 1, b), 2e-6);
                last = v;
            }
        }
        assertTrue(Float.isNaN(LogVarianceBound.value(Float.NaN, 5)));
    }

    private static Map<String, String> description(Architecture net) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("kind", "vae_gradients");
        keys.put("dtype", "F64");
        keys.put("seed", "5");
        keys.put("architecture", net.toJson());
        keys.put("objective", "elbo");
        keys.put("reduction", "mean");
        keys.put("batch", "4");
        keys.put("x_kind", net.likelihood().name().equals("composite") ? "mixed" : "real");
        return keys;
    }

    private static List<Architecture> nets() {
        Architecture dense = Architecture.of(6, 2, 5).withLikelihood(new GaussianLearned()).withLogVarianceBound(0.7);
        return List.of(dense, dense.withPosterior(new FullGaussian()).withPrior(new VampPrior(2)),
                dense.withLikelihood(Likelihood.parse("laplace@0-2+gaussian_learned@3-5")).withCondition(1),
                Architecture.builder(new Shape(1, 3, 2)).latent(2).decoder(List.of(new Layer(
                        new Dense(new Shape(3, 3, 2)), new Tanh())),
                        new Conv2d(1, 3, 1, 1)).likelihood(new GaussianLearned()).logVarianceBound(0.7).build());
    }

    /// All gradients of the float64 reference against central differences, for dense, correlated, composite and sliding
    /// heads.
    @Test
    void theReferenceHasTheSlopesOfDifferences() {
        for (Architecture net : nets()) {
            Fixture fixture = FixtureMaker.make(description(net)).fixture();
            ReferenceModel model = fixture.model();
            Map<String, DoubleTensor> tensors = new LinkedHashMap<>(fixture.tensors());
            Map<String, DoubleTensor> results = model.evaluate(tensors);
            double most = 0;
            for (String name : new String[] {"out.logvar"}) {
                for (double v : results.get(name).values()) {
                    most = Math.max(most, Math.abs(v));
                }
            }
            assertTrue(most < 0.7 && most > 0.02, "logvar reaches " + most);
            for (String name : model.parameterShapes().keySet()) {
                double[] slope = results.get("grad." + name).values();
                for (int i = 0; i < slope.length; i += Math.max(1, slope.length / 5)) {
                    double h = 1e-5;
                    double difference = (total(model, tensors, name, i, h) - total(model, tensors, name, i, -h))
                            / (2 * h);
                    assertEquals(difference, slope[i], 1e-8 * Math.max(1, Math.abs(difference)), name + " " + i);
                }
            }
        }
    }

    private static double total(ReferenceModel model, Map<String, DoubleTensor> tensors, String name, int i, double h) {
        Map<String, DoubleTensor> moved = new LinkedHashMap<>(tensors);
        DoubleTensor copy = tensors.get(name).copy();
        copy.values()[i] += h;
        moved.put(name, copy);
        return model.forward(moved).get("loss.total").item();
    }

    /// Training, sessions and the encoder of means alone agree to the bit, and the bound is reached but not passed.
    @Test
    void sessionsGiveTheBitsOfTraining() {
        for (Architecture net : nets()) {
            try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
                Parameters parameters = Parameters.allocate(arena, net.layout());
                Initialization.HE_NORMAL.fill(parameters, 4);
                Random random = new Random(3);
                Matrix x = Matrix.allocate(arena, 5, net.encoderInputs());
                for (int r = 0; r < 5; r++) {
                    for (int c = 0; c < x.columns(); c++) {
                        x.set(r, c, (float) (random.nextGaussian() * Math.pow(10, 4 * r)));
                    }
                }
                Matrix heads = Matrix.allocate(arena, 5, net.posterior().width(net.latent()));
                Matrix outputs = Matrix.allocate(arena, 5, net.likelihood().outputWidth(net.inputs()));
                Matrix decoderInput = Matrix.allocate(arena, 5, net.decoderInputs());
                try (VaeModel model = VaeModel.of(net, parameters); Session session = model.session(5);
                        ObjectivePass pass = new ObjectivePass(net, new Elbo(1, 1, Reduction.SUM), 5, workspace)) {
                    PriorKernel.of(net.prior()).start(parameters, Dataset.of("x", x, null), 1);
                    pass.forward(parameters, x, new RandomStream(1, 2));
                    session.encoderOutputs(x, heads);
                    assertArrayEquals(pass.encoder().outputs().toArray(), heads.toArray());
                    decoderInput.columns(0, net.latent()).copyFrom(pass.z());
                    for (int r = 0; r < 5 && net.conditionWidth() > 0; r++) {
                        decoderInput.set(r, net.latent(), x.get(r, net.inputs()));
                    }
                    session.decoderOutputs(decoderInput, outputs);
                    assertArrayEquals(pass.decoder().outputs().toArray(), outputs.toArray());
                    float most = 0;
                    for (int r = 0; r < 5; r++) {
                        for (int d = 0; d < net.latent(); d++) {
                            most = Math.max(most, Math.abs(heads.get(r, net.latent() + d)));
                        }
                    }
                    assertTrue(most <= 0.7f && most > 0.6f, "log-variance " + most);
                }
            }
        }
    }

    /// A head without weights is a parameter; a model without the field is as it was, and one with it says so.
    @Test
    void itIsOfHeadsWithWeightsAndInTheFileOnlyWhereAsked() throws Exception {
        Architecture plain = Architecture.of(6, 2, 5).withLikelihood(new GaussianShared());
        assertFalse(plain.toJson().contains("bound"));
        Architecture bounded = plain.withLogVarianceBound(12.5);
        assertTrue(bounded.toJson().endsWith(",\"log_variance_bound\":12.5}"), bounded.toJson());
        assertEquals(bounded, Architecture.fromJson(bounded.toJson(), "text"));
        assertEquals(plain, bounded.withLogVarianceBound(0));
        assertEquals(12.5, bounded.withCondition(3).toBuilder().build().decoder().logVarianceBound());
        Network network = bounded.encoder();
        assertTrue(network.bounds("encoder.logvar", true) && network.bounds("logscale.12", true));
        assertFalse(network.bounds("decoder.logvar", false) || network.bounds("decoder.out", true)
                || network.bounds("logvariance", true) || plain.encoder().bounds("logvar", true));
        for (double wrong : new double[] {-1, 81, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertTrue(assertThrows(IllegalArgumentException.class, () -> plain.withLogVarianceBound(wrong))
                    .getMessage().contains("logVarianceBound: " + wrong));
        }
    }
}
