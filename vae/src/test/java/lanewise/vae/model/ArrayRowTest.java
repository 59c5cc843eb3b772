package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The calls for arrays beside those for matrices, of which they are one row.
@ParameterizedClass
@ValueSource(ints = {0, 3})
class ArrayRowTest {

    private static final int ROWS = 5;
    private static final int INPUTS = 60;
    private static final int LATENT = 7;

    private final int condition;
    private final Arena arena = Arena.ofShared();
    private final VaeModel model;
    private final Matrix x;
    private final Matrix z;

    ArrayRowTest(int condition) {
        this.condition = condition;
        Architecture architecture = Architecture.of(INPUTS, LATENT, 33).withActivation(new Tanh())
                .withCondition(condition);
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        model = VaeModel.of(architecture, parameters);
        x = Matrix.allocate(arena, ROWS, INPUTS + condition);
        z = Matrix.allocate(arena, ROWS, LATENT + condition);
        new RandomStream(2, 2).fillUniform(x, 0);
        new RandomStream(2, 3).fillUniform(z, 0);
    }

    @AfterEach
    void free() {
        model.close();
        arena.close();
    }

    @Test
    void eachRowHasTheBitsOfTheCallForMatrices() {
        Matrix mean = Matrix.allocate(arena, ROWS, LATENT);
        Matrix heads = Matrix.allocate(arena, ROWS, 2 * LATENT);
        Matrix reconstruction = Matrix.allocate(arena, ROWS, INPUTS);
        Matrix decoded = Matrix.allocate(arena, ROWS, INPUTS);
        Matrix mode = Matrix.allocate(arena, ROWS, INPUTS);
        try (Session session = model.session(4)) {
            session.encode(x, mean);
            session.encoderOutputs(x, heads);
            session.reconstruct(x, reconstruction);
            session.decode(z, decoded);
            session.decoding().decode(z, Decoder.Output.MODE, 0, mode);
            for (int r = 0; r < ROWS; r++) {
                float[] row = row(x, r);
                assertBits(mean, r, session.encode(row));
                assertBits(heads, r, session.encoderOutputs(row));
                assertBits(reconstruction, r, session.reconstruct(row));
                assertBits(decoded, r, session.decode(row(z, r)));
                assertBits(decoded, r, session.decoding().decode(row(z, r)));
                assertBits(mode, r, session.decoding().decode(row(z, r), Decoder.Output.MODE, 0));
                assertArrayEquals(row(x, r), row);
            }
        }
    }

    @Test
    void aDrawIsThatOfTheFirstRow() {
        Matrix draw = Matrix.allocate(arena, ROWS, INPUTS);
        try (Session session = model.session(ROWS)) {
            session.decoding().decode(z, Decoder.Output.DRAW, 11, draw);
            assertBits(draw, 0, session.decoding().decode(row(z, 0), Decoder.Output.DRAW, 11));
        }
    }

    @Test
    void anotherLengthIsRefusedByName() {
        String ending = condition == 0 ? "" : ", of which the last 3 are the condition";
        try (Session session = model.session(1)) {
            assertRefused("x: has 59 values, expected " + (INPUTS + condition) + ending,
                    () -> session.encode(new float[59]));
            assertRefused("x: has 0 values, expected " + (INPUTS + condition) + ending,
                    () -> session.reconstruct(new float[0]));
            assertRefused("x: has 99 values, expected " + (INPUTS + condition) + ending,
                    () -> session.encoderOutputs(new float[99]));
            assertRefused("z: has 6 values, expected " + (LATENT + condition) + ending,
                    () -> session.decode(new float[6]));
            assertEquals("x", assertThrows(NullPointerException.class, () -> session.encode((float[]) null))
                    .getMessage());
            assertEquals("z", assertThrows(NullPointerException.class, () -> session.decode((float[]) null))
                    .getMessage());
        }
    }

    @Test
    void aClosedSessionRefuses() {
        Session session = model.session(1);
        session.close();
        Executable encode = () -> session.encode(new float[INPUTS + condition]);
        Executable decode = () -> session.decode(new float[LATENT + condition]);
        assertEquals("session: was closed", assertThrows(IllegalStateException.class, encode).getMessage());
        assertEquals("session: was closed", assertThrows(IllegalStateException.class, decode).getMessage());
    }

    private static void assertRefused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    private static float[] row(Matrix matrix, int row) {
        return matrix.rows(row, row + 1).toArray();
    }

    private static void assertBits(Matrix expected, int row, float[] actual) {
        assertArrayEquals(bits(row(expected, row)), bits(actual));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
