package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PackedNetworkTest {

    @ParameterizedTest
    @EnumSource
    void packedWeightsGiveTheSameBits(Normalization normalization) {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(33), Shape.of(50), normalization)
                .map("b", Dense.of(20), Shape.of(33), normalization)
                .map("c", Dense.of(41), Shape.of(20), Normalization.NONE).build();
        try (Arena arena = Arena.ofConfined(); Workspace workspace = Workspace.single()) {
            Parameters p = Parameters.allocate(arena, layout);
            Initialization.PYTORCH.fill(p, 5);
            Matrix x = Matrix.allocate(arena, 19, 50);
            new RandomStream(3, 3).fillGaussian(x, 0);
            float[] expected = new TrainingNetwork(DenseNets.placed(layout, new Tanh()), 19, arena)
                    .forward(p, x, workspace).toArray();
            PackedNetwork packed = new PackedNetwork(p, DenseNets.placed(layout, new Tanh()), arena);
            assertEquals(50, packed.inputs());
            assertEquals(41, packed.outputs());
            PackedNetwork.Buffers buffers = new PackedNetwork.Buffers(packed, 19, arena);
            Matrix out = Matrix.allocate(arena, 19, 41);
            packed.forward(x, out, buffers, workspace);
            assertArrayEquals(expected, out.toArray());
            for (int head : new int[] {1, 10, 40, 41}) {
                PackedNetwork first = packed.firstOutputs(head, arena);
                assertEquals(head, first.outputs());
                Matrix some = Matrix.allocate(arena, 19, head);
                first.forward(x, some, buffers, workspace);
                assertArrayEquals(out.columns(0, head).toArray(), some.toArray(), "head " + head);
            }
            Matrix one = Matrix.allocate(arena, 1, 41);
            for (int r = 0; r < 19; r++) {
                packed.forward(x.rows(r, r + 1), one, buffers, workspace);
                assertArrayEquals(out.rows(r, r + 1).toArray(), one.toArray(), "row " + r);
            }
        }
    }
}
