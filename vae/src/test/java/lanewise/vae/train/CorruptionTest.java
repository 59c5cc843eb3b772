package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.format.FormatException;
import lanewise.vae.random.Purpose;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CorruptionTest {

    private static final int ROWS = 100;
    private static final int COLUMNS = 201;

    private final Arena arena = Arena.ofConfined();
    private final RandomStream stream = new RandomStream(5, Purpose.CORRUPT.stream(3));
    private final Matrix x = Matrix.allocate(arena, ROWS, COLUMNS);
    private final Matrix out = Matrix.allocate(arena, ROWS, COLUMNS);

    CorruptionTest() {
        new RandomStream(5, 0).fillUniform(x, 0);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void eachValueIsAFunctionOfItsElement() {
        for (Corruption corruption : new Corruption[] {new Corruption.None(), new Corruption.Masking(0.25),
            new Corruption.Gaussian(0.5), new Corruption.SaltAndPepper(0.5)}) {
            corruption.apply(x, stream, out);
            for (int r = 0; r < ROWS; r++) {
                for (int c = 0; c < COLUMNS; c++) {
                    long element = (long) r * COLUMNS + c;
                    float value = x.get(r, c);
                    float expected = switch (corruption) {
                        case Corruption.None _ -> value;
                        case Corruption.Masking _ -> stream.uniform(element) < 0.25f ? 0 : value;
                        case Corruption.Gaussian _ -> Math.fma(0.5f, stream.gaussian(element), value);
                        case Corruption.SaltAndPepper _ ->
                            stream.uniform(element) < 0.25f ? 0 : stream.uniform(element) < 0.5f ? 1 : value;
                    };
                    assertEquals(expected, out.get(r, c), corruption + " " + r + ", " + c);
                }
            }
        }
    }

    @Test
    void sharesAreTheProbabilities() {
        new Corruption.SaltAndPepper(0.3).apply(x, stream, out);
        int salt = 0;
        int pepper = 0;
        for (float value : out.toArray()) {
            salt += value == 1 ? 1 : 0;
            pepper += value == 0 ? 1 : 0;
        }
        double n = ROWS * COLUMNS;
        double error = 5 * Math.sqrt(0.15 * 0.85 / n);
        assertEquals(0.15, salt / n, error);
        assertEquals(0.15, pepper / n, error);
    }

    @Test
    void configurationsKeepIt() throws FormatException {
        for (Corruption corruption : new Corruption[] {new Corruption.None(), new Corruption.Masking(0.1),
            new Corruption.Gaussian(0.5), new Corruption.SaltAndPepper()}) {
            TrainingConfiguration configuration = new TrainingConfiguration().corruption(corruption);
            assertEquals(configuration, TrainingConfiguration.fromJson(configuration.toJson(), "test"));
            assertTrue(configuration.toJson().contains("\"corruption\":{\"name\":\"" + corruption.name() + '"'),
                    configuration.toJson());
        }
        assertEquals("salt_and_pepper", new Corruption.SaltAndPepper().name());
    }

    @Test
    void mistakesAreNamed() {
        assertEquals("probability: 1.0, expected at least 0 and below 1",
                assertThrows(IllegalArgumentException.class, () -> new Corruption.Masking(1)).getMessage());
        assertEquals("deviation: -1.0, expected a finite number, at least 0",
                assertThrows(IllegalArgumentException.class, () -> new Corruption.Gaussian(-1)).getMessage());
        assertEquals("out: is 1 x 201, expected 100 x 201",
                assertThrows(IllegalArgumentException.class,
                        () -> new Corruption.None().apply(x, stream, out.rows(0, 1))).getMessage());
    }
}
