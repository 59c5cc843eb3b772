package lanewise.vae.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.Matrix;
import lanewise.core.activation.Silu;
import lanewise.core.random.RandomStream;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// A small model and what a session makes of some rows.
abstract class PoolFixture {

    static final int INPUTS = 60;
    static final int CONDITION = 3;
    static final int LATENT = 5;
    static final int ROWS = 12;
    static final int DRAWS = 10;

    final Arena arena = Arena.ofShared();
    final VaeModel model = model();
    final Matrix x = Matrix.allocateDense(arena, ROWS, INPUTS + CONDITION);
    final Matrix z = Matrix.allocateDense(arena, ROWS, LATENT + CONDITION);
    final Matrix means = Matrix.allocateDense(arena, ROWS, LATENT);
    final Matrix decoded = Matrix.allocateDense(arena, ROWS, INPUTS);
    final Matrix reconstructed = Matrix.allocateDense(arena, ROWS, INPUTS);

    PoolFixture() {
        new RandomStream(2, 2).fillUniform(x, 0);
        new RandomStream(2, 3).fillGaussian(z, 0);
        try (Session session = model.session(ROWS)) {
            session.encode(x, means);
            session.decode(z, decoded);
            session.reconstruct(x, reconstructed);
        }
    }

    /// With an activation that uses the thread's scratch memory.
    private VaeModel model() {
        Architecture net = Architecture.of(INPUTS, LATENT, 33).withCondition(CONDITION).withActivation(new Silu());
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        return VaeModel.of(net, parameters);
    }

    @AfterEach
    void free() {
        model.close();
        arena.close();
    }

    SessionPool pool(int sessions) {
        return SessionPool.builder(model).sessions(sessions).maxRows(ROWS).scoring(Scoring.of(DRAWS, 3)).build();
    }

    static float[] row(Matrix matrix, int r) {
        return matrix.rows(r, r + 1).toArray();
    }

    static void refused(Class<? extends RuntimeException> type, String message, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }
}
