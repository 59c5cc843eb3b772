package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.network.RowBuffer;

class DecoderBiasTest {

    @Test
    void biasGivesTheMeanOfEachColumn() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix values = Matrix.allocate(arena, 5, TestData.WIDTH);
            for (int row = 0; row < 5; row++) {
                for (int column = 0; column < TestData.WIDTH; column++) {
                    values.set(row, column, column == 0 ? 0 : column == 1 ? 1 : (row + column) % 5 / 7f);
                }
            }
            Dataset data = Dataset.of("rows", values, null);
            Parameters parameters = Parameters.allocate(arena, TestData.SMALL.layout());
            DecoderBias.setFromMean(parameters, new Bernoulli(), data, new RowBuffer(arena, 2, TestData.WIDTH));
            Matrix bias = parameters.tensor("decoder.out.bias");
            assertEquals(Math.log(0.001 / 0.999), bias.get(0, 0), 1e-6);
            assertEquals(Math.log(0.999 / 0.001), bias.get(0, 1), 1e-6);
            for (int column = 2; column < TestData.WIDTH; column++) {
                assertEquals(2 / 7.0, 1 / (1 + Math.exp(-bias.get(0, column))), 1e-7);
            }
            Parameters gaussian = Parameters.allocate(arena,
                    TestData.SMALL.withLikelihood(new GaussianLearned()).layout());
            DecoderBias.setFromMean(gaussian, new GaussianLearned(), data, new RowBuffer(arena, 5, TestData.WIDTH));
            assertEquals(2 / 7.0, gaussian.tensor("decoder.out.bias").get(0, 4), 1e-7);
            assertEquals(0, gaussian.tensor("decoder.logvar.bias").get(0, 4));
        }
    }
}
