package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

class LatentDiagnosticsTest {

    private static final int ROWS = 600;

    private final Arena arena = Arena.ofShared();
    private final Dataset data = SmallModel.dots(arena, ROWS);

    @AfterEach
    void close() {
        arena.close();
    }

    private LatentDiagnostics of(Parameters parameters, Team team) {
        try (VaeModel model = VaeModel.of(SmallModel.architecture(), parameters)) {
            return LatentDiagnostics.of(model, data, team);
        }
    }

    /// Makes the heads of a dimension ignore the input.
    private static void deaden(Parameters parameters, int dimension, float mu, float logVariance) {
        for (String head : new String[] {"mu", "logvar"}) {
            parameters.tensor("encoder." + head + ".weight").rows(dimension, dimension + 1).fill(0);
            parameters.tensor("encoder." + head + ".bias").set(0, dimension, head.equals("mu") ? mu : logVariance);
        }
    }

    @Test
    void theFormulas() {
        Parameters parameters = SmallModel.parameters(arena);
        LatentDiagnostics found = of(parameters, Team.single());
        Matrix x = Matrix.allocate(arena, ROWS, SmallModel.WIDTH);
        Matrix mu = Matrix.allocate(arena, ROWS, SmallModel.LATENT);
        Matrix v = Matrix.allocate(arena, ROWS, SmallModel.LATENT);
        data.copy(0, ROWS, x);
        try (VaeModel model = VaeModel.of(SmallModel.architecture(), parameters);
                Session session = model.session(ROWS)) {
            session.encode(x, mu, v);
        }
        double total = 0;
        for (int d = 0; d < SmallModel.LATENT; d++) {
            double mean = 0;
            double square = 0;
            double kl = 0;
            double variance = 0;
            for (int r = 0; r < ROWS; r++) {
                mean += mu.get(r, d) / (double) ROWS;
                square += mu.get(r, d) * (double) mu.get(r, d) / ROWS;
                kl += 0.5 * (mu.get(r, d) * mu.get(r, d) + Math.exp(v.get(r, d)) - 1 - v.get(r, d)) / ROWS;
                variance += Math.exp(v.get(r, d)) / ROWS;
            }
            total += kl;
            assertEquals(kl, found.divergence(d), 1e-5);
            assertEquals(square - mean * mean, found.varianceOfMean(d), 1e-6);
            assertEquals(variance, found.meanVariance(d), 1e-5);
        }
        assertEquals(total, found.divergence(), 1e-5);
        assertEquals(SmallModel.LATENT, found.active());
        assertTrue(found.warning().isEmpty());
    }

    @Test
    void teamsChangeNoBit() {
        try (Team three = Team.ofThreads(3)) {
            LatentDiagnostics one = of(SmallModel.parameters(arena), Team.single());
            LatentDiagnostics other = of(SmallModel.parameters(arena), three);
            for (int d = 0; d < SmallModel.LATENT; d++) {
                assertEquals(one.divergence(d), other.divergence(d));
                assertEquals(one.varianceOfMean(d), other.varianceOfMean(d));
            }
        }
    }

    @Test
    void deadDimensionsAreInactiveAndSaidSo() {
        Parameters parameters = SmallModel.parameters(arena);
        deaden(parameters, 0, 0, 0);
        deaden(parameters, 1, 3, -1);
        LatentDiagnostics two = of(parameters, Team.single());
        assertEquals(0, two.divergence(0));
        assertTrue(two.divergence(1) > 4, "a constant mean costs divergence, but tells nothing");
        assertFalse(two.isActive(0) || two.isActive(1));
        assertTrue(two.isActive(2) && !two.isCollapsed());
        assertTrue(two.warning().orElseThrow().startsWith("partial collapse: 1 of 3"));
        deaden(parameters, 2, 0, 0);
        LatentDiagnostics all = of(parameters, Team.single());
        assertTrue(all.isCollapsed());
        assertTrue(all.warning().orElseThrow().contains("none of the 3")
                && all.warning().orElseThrow().contains("free bits"));
    }
}
