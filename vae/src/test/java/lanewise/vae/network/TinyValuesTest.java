package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Softplus;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;

class TinyValuesTest {

    private static final float BELOW = Math.nextDown(TinyValues.BOUND);
    private static final List<Float> VALUES = List.of(0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, -1e-40f,
            Float.MIN_NORMAL, BELOW, -BELOW, TinyValues.BOUND, -TinyValues.BOUND, 1f, -1f, Float.MAX_VALUE,
            Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.intBitsToFloat(0xffc00001),
            Float.intBitsToFloat(0x7f800001));

    @Test
    void readsZeroWithTheSignBelowTheBound() {
        assertEquals(0f, TinyValues.read(BELOW));
        assertEquals(-0f, TinyValues.read(-Float.MIN_VALUE));
        assertEquals(TinyValues.BOUND, TinyValues.read(TinyValues.BOUND));
        assertEquals(-0f, TinyValues.read(-0f));
        assertTrue(Float.isNaN(TinyValues.read(Float.NaN)));
    }

    @Test
    void theLoopsFollowTheSpecification() {
        try (Arena arena = Arena.ofShared()) {
            for (int columns = 1; columns < 40; columns++) {
                for (int v = 0; v < VALUES.size(); v++) {
                    Matrix whole = Matrix.allocate(arena, 3, columns + 2);
                    whole.fill(1e-39f);
                    Matrix m = whole.columns(1, columns + 1);
                    m.fill(0.5f);
                    m.set(2, columns / 2, VALUES.get(v));
                    m.set(0, columns - 1, VALUES.get((v + 7) % VALUES.size()));
                    int[] expected = new int[3 * columns];
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = Float.floatToRawIntBits(TinyValues.read(m.get(i / columns, i % columns)));
                    }
                    TinyValues.replace(m);
                    for (int i = 0; i < expected.length; i++) {
                        assertEquals(expected[i], Float.floatToRawIntBits(m.get(i / columns, i % columns)));
                    }
                    assertEquals(1e-39f, whole.get(1, 0), "what lies beside it stays");
                }
            }
        }
    }

    @Test
    void theCallersMatrixStaysAsItIs() {
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(2)) {
            TinyValues tiny = new TinyValues(200, arena);
            Matrix x = Matrix.allocate(arena, 200, 100);
            x.fill(-0f);
            assertSame(x, tiny.readable(x, team));
            x.set(199, 99, -1e-40f);
            Matrix copy = tiny.readable(x, team);
            assertNotSame(x, copy);
            assertEquals(-1e-40f, x.get(199, 99));
            assertEquals(-0f, copy.get(199, 99));
            Matrix one = x.rows(199, 200);
            assertArrayEquals(copy.rows(199, 200).toArray(), tiny.readable(one, team).toArray());
        }
    }

    /// Softplus of the first layer is about e^-95, a denormal number, in its even columns.
    @ParameterizedTest
    @ValueSource(floats = {1e-40f, -3e-33f, Float.MIN_NORMAL})
    void everyMapReadsSo(float small) {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(33), Shape.of(50), Normalization.NONE)
                .map("b", Dense.of(7), Shape.of(33), Normalization.NONE).build();
        Activation softplus = new Softplus();
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            Parameters p = Parameters.allocate(arena, layout);
            Initialization.PYTORCH.fill(p, 5);
            for (int j = 0; j < 33; j += 2) {
                p.bias(layout.slots().getFirst()).set(0, j, -95f);
            }
            p.bias(layout.slots().getLast()).fill(0f);
            Matrix x = Matrix.allocate(arena, 3, 50);
            new RandomStream(3, 3).fillGaussian(x, 0);
            for (int c = 0; c < 50; c += 3) {
                x.set(1, c, small);
            }
            x.rows(2, 3).fill(small);
            PlacedNetwork placed = DenseNets.placed(layout, softplus);
            PackedNetwork packed = new PackedNetwork(p, placed, arena);
            Matrix out = Matrix.allocate(arena, 3, 7);
            float[] before = x.toArray();
            packed.forward(x, out, new PackedNetwork.Buffers(packed, 3, arena), workspace);
            assertArrayEquals(before, x.toArray());
            float[] expected = new float[3 * 7];
            for (int r = 0; r < 3; r++) {
                float[] hidden = layer(p, layout.slots().getFirst(), x.rows(r, r + 1).toArray());
                for (int j = 0; j < 33; j++) {
                    hidden[j] = softplus.value(hidden[j]);
                    assertEquals(j % 2 == 0, hidden[j] != 0 && hidden[j] < Float.MIN_NORMAL,
                            "a case of what is tested");
                }
                System.arraycopy(layer(p, layout.slots().getLast(), hidden), 0, expected, r * 7, 7);
            }
            assertArrayEquals(expected, out.toArray());
            assertArrayEquals(expected, new TrainingNetwork(placed, 3, arena).forward(p, x, workspace).toArray());
        }
    }

    private static float[] layer(Parameters p, ParameterLayout.Slot slot, float[] x) {
        float[] y = new float[slot.biases()];
        for (int j = 0; j < y.length; j++) {
            float sum = 0;
            for (int k = 0; k < x.length; k++) {
                sum = Math.fma(TinyValues.read(x[k]), p.weight(slot).get(j, k), sum);
            }
            y[j] = sum + p.bias(slot).get(0, j);
        }
        return y;
    }
}
