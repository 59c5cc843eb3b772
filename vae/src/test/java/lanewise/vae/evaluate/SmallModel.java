package lanewise.vae.evaluate;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

/// A model with random weights and data for it.
final class SmallModel {

    static final int WIDTH = 7;
    static final int LATENT = 3;

    private SmallModel() {
    }

    static Parameters parameters(Arena arena) {
        Parameters parameters = Parameters.allocate(arena, architecture().layout());
        Initialization.HE_NORMAL.fill(parameters, 4);
        return parameters;
    }

    static Architecture architecture() {
        return Architecture.of(WIDTH, LATENT, 5);
    }

    static VaeModel model(Arena arena) {
        return VaeModel.of(architecture(), parameters(arena));
    }

    /// Rows of zeros and ones, labelled by the first value.
    static Dataset dots(Arena arena, int rows) {
        Random random = new Random(1);
        Matrix values = Matrix.allocateDense(arena, rows, WIDTH);
        MemorySegment labels = arena.allocate(Math.max(1, rows));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < WIDTH; c++) {
                values.set(r, c, random.nextBoolean() ? 1 : 0);
            }
            labels.set(ValueLayout.JAVA_BYTE, r, (byte) values.get(r, 0));
        }
        return Dataset.of("dots", values, labels.asSlice(0, rows));
    }
}
