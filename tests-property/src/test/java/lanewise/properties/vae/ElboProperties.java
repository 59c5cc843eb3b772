package lanewise.properties.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.properties.core.Bits;
import lanewise.properties.reference.RandomCase;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.reference.Deviation;
import lanewise.vae.reference.DoubleTensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/// Laws of a whole forward and backward pass in fp32, over random architectures, batches and objectives.
class ElboProperties {
    private static final List<Workspace> WORKSPACES = List.of(Workspace.single(), Workspace.with(Team.ofThreads(2)),
        Workspace.with(Team.ofThreads(3)));

    @AfterContainer
    static void closeTeams() {
        for (Workspace workspace : WORKSPACES) {
            workspace.close();
            workspace.team().close();
        }
    }

    private static RandomCase randomCase(long seed, int width) {
        Random random = new Random(seed);
        double beta = List.of(0.0, 0.5, 1.0, 4.0).get(random.nextInt(4));
        return Nets.plainElbo(RandomCase.any(random.nextLong(), width), beta, 1 + random.nextInt(3), random.nextLong());
    }

    /// Deviations are max |fp32 - float64| / max |float64| of a tensor; the reference in turn is held against
    /// differences of its loss (ReferenceGradientProperties).
    @Property(tries = 400, seed = "81")
    void lossesAndGradientsAreThoseOfTheReference(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int team) {
        RandomCase net = randomCase(seed, 48);
        Map<String, DoubleTensor> truth = net.model().evaluate(net.tensors());
        Architecture architecture = net.model().architecture();
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Nets.parameters(arena, architecture, net.tensors());
            Parameters gradients = Parameters.allocate(arena, architecture.layout());
            Matrix x = Nets.batch(arena, net.tensors());
            Matrix dx = Matrix.allocate(arena, x.rows(), x.columns());
            try (ObjectivePass pass = new ObjectivePass(architecture, Nets.elbo(net.model()), x.rows(),
                WORKSPACES.get(team))) {
                pass.forwardBackward(parameters, x, Nets.matrix(arena, net.tensors().get("eps")), gradients, dx);
                double total = truth.get("loss.total").item();
                assertEquals(total, pass.total(), 3e-6 * Math.max(1, Math.abs(total)), "total");
                assertEquals(truth.get("loss.recon").item(), pass.reconstruction(), 3e-6 * Math.max(1, Math.abs(total)),
                    "reconstruction");
                assertEquals(truth.get("loss.kl").item(), pass.kl(),
                    3e-6 * Math.max(1, Math.abs(truth.get("loss.kl").item())), "kl");
                close("out.z", truth.get("out.z"), pass.z(), 2e-6, 0);
                close("grad.x_enc", truth.get("grad.x_enc"), dx.columns(0, architecture.inputs()), 1e-5, total);
                for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
                    String name = "grad." + Nets.shortName(tensor.name());
                    close(name, truth.get(name), gradients.tensor(tensor.name()), 1e-5, total);
                }
            }
        }
    }

    /// A tensor whose elements all nearly cancel may be off by 2e-8 of the loss instead.
    private static void close(String name, DoubleTensor truth, Matrix actual, double limit, double loss) {
        Deviation deviation = Deviation.between(name, truth, Nets.tensor(actual), true);
        assertTrue(deviation.relative() < limit || deviation.absolute() < 2e-8 * Math.abs(loss), deviation::toString);
    }

    @Property(tries = 60, seed = "82")
    void bitsDependOnNeitherThreadsNorBuffersNorPlace(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2) int team,
        @ForAll @IntRange(min = 0, max = 9) int spare) {
        RandomCase net = randomCase(seed, 150);
        Architecture architecture = net.model().architecture();
        Random random = new Random(seed);
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Nets.parameters(arena, architecture, net.tensors());
            Parameters expected = Parameters.allocate(arena, architecture.layout());
            Parameters actual = Parameters.allocate(arena, architecture.layout());
            Matrix x = Nets.batch(arena, net.tensors());
            Matrix placed = Bits.placed(arena, x.rows(), x.columns(), random);
            placed.copyFrom(x);
            RandomStream noise = new RandomStream(seed, 5);
            try (ObjectivePass one = new ObjectivePass(architecture,
                Nets.elbo(net.model()), x.rows(), WORKSPACES.get(0));
                ObjectivePass other = new ObjectivePass(architecture, Nets.elbo(net.model()), x.rows() + spare,
                    WORKSPACES.get(team))) {
                one.forwardBackward(parameters, x, noise, expected);
                other.forwardBackward(parameters, placed, noise, actual);
                assertEquals(one.total(), other.total());
                Bits.assertSame(expected.flat(), actual.flat(), "gradient of " + architecture);
                other.forwardBackward(parameters, placed, noise, actual);
                Bits.assertSame(expected.flat(), actual.flat(), "gradient at the second call");
            }
        }
    }

    @Property(tries = 100, seed = "83")
    void theLossOfABatchIsTheSumOfItsRows(@ForAll long seed) {
        RandomCase net = randomCase(seed, 30);
        Architecture architecture = net.model().architecture();
        DoubleTensor eps = net.tensors().get("eps");
        int samples = eps.extent(0);
        int latent = eps.extent(2);
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Nets.parameters(arena, architecture, net.tensors());
            Matrix x = Nets.batch(arena, net.tensors());
            Matrix noise = Nets.matrix(arena, eps);
            try (ObjectivePass pass = new ObjectivePass(architecture, Nets.elbo(net.model()), x.rows(),
                WORKSPACES.get(0))) {
                pass.forward(parameters, x, noise);
                double whole = pass.total();
                double sum = 0;
                for (int b = 0; b < x.rows(); b++) {
                    Matrix own = Matrix.allocate(arena, samples, latent);
                    for (int s = 0; s < samples; s++) {
                        own.rows(s, s + 1).copyFrom(noise.rows(s * x.rows() + b, s * x.rows() + b + 1));
                    }
                    pass.forward(parameters, x.rows(b, b + 1), own);
                    sum += pass.total();
                }
                double factor = Nets.elbo(net.model()).reduction().factor(x.rows());
                assertEquals(whole, sum * factor, 1e-12 * Math.max(1, Math.abs(whole)));
            }
        }
    }
}
