package lanewise.vae.model;

import java.lang.foreign.Arena;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;

import org.junit.jupiter.api.AfterEach;

/// A small model and latent variables for tests of its decoder.
abstract class DecoderFixture {

    static final Architecture ARCHITECTURE = Architecture.builder(37).latent(3).hidden(21)
            .decoderHidden(List.of(21, 18)).activation(new Tanh()).build();

    final Arena arena = Arena.ofShared();
    final VaeModel model = model(ARCHITECTURE);
    final Matrix z = matrix(9, 3);

    DecoderFixture() {
        new RandomStream(4, 4).fillGaussian(z, 0);
    }

    VaeModel model(Architecture architecture) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        return VaeModel.of(architecture, parameters);
    }

    @AfterEach
    void free() {
        model.close();
        arena.close();
    }

    Matrix matrix(int rows, int columns) {
        return Matrix.allocate(arena, rows, columns);
    }

    float[] decoded(Decoder decoder, int maxRows, Decoder.Output output) {
        Matrix x = matrix(9, 37);
        try (DecoderSession session = decoder.session(maxRows)) {
            session.decode(z, output, 5, x);
        }
        return x.toArray();
    }
}
