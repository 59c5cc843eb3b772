package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Relu;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;

import org.junit.jupiter.api.Test;

class TrainingNetworkTest {

    private static final ParameterLayout LAYOUT = ParameterLayout.builder().map("a", Dense.of(3), Shape.of(2),
            Normalization.NONE).map("b", Dense.of(1), Shape.of(3), Normalization.NONE).build();

    @Test
    void headsHaveNoActivationAndGradientsReachTheInput() {
        try (Arena arena = Arena.ofConfined(); Workspace workspace = Workspace.single()) {
            TrainingNetwork mlp = new TrainingNetwork(DenseNets.placed(LAYOUT, new Relu()), 1, arena);
            Parameters p = Parameters.allocate(arena, LAYOUT);
            p.tensor("a.weight").copyFrom(new float[] {1, 0, 0, 1, -1, -1});
            p.tensor("b.weight").copyFrom(new float[] {-2, -3, 5});
            p.tensor("b.bias").set(0, 0, 1);
            Matrix x = Matrix.allocate(arena, 1, 2);
            x.copyFrom(new float[] {4, 1});
            assertArrayEquals(new float[] {-10}, mlp.forward(p, x, workspace).toArray());
            assertArrayEquals(new float[] {4, 1, 0}, mlp.hidden(0).toArray());
            assertEquals(1, mlp.hiddenLayers());

            Parameters g = Parameters.allocate(arena, LAYOUT);
            Matrix dx = Matrix.allocate(arena, 1, 2);
            mlp.outputGradient().set(0, 0, 2);
            mlp.backward(p, g, dx, workspace);
            assertArrayEquals(new float[] {8, 2, 0}, g.tensor("b.weight").toArray());
            assertArrayEquals(new float[] {2}, g.tensor("b.bias").toArray());
            assertArrayEquals(new float[] {-16, -4, -24, -6, 0, 0}, g.tensor("a.weight").toArray());
            assertArrayEquals(new float[] {-4, -6, 0}, g.tensor("a.bias").toArray());
            assertArrayEquals(new float[] {-4, -6}, dx.toArray());
        }
    }

    @Test
    void layersThatDoNotFitAreNamed() {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(3), Shape.of(2), Normalization.NONE)
                .map("b", Dense.of(1), Shape.of(4), Normalization.NONE).build();
        try (Arena arena = Arena.ofConfined()) {
            PlacedNetwork other = DenseNets.placed(ParameterLayout.builder().map("a", Dense.of(3), Shape.of(2),
                    Normalization.NONE).map("b", Dense.of(2), Shape.of(3), Normalization.NONE)
                    .map("c", Dense.of(1), Shape.of(2), Normalization.NONE).build(), new Relu());
            assertEquals("slots: [b] has weights 1 x 4, expected [2, 3]", assertThrows(IllegalArgumentException.class,
                    () -> new TrainingNetwork(new PlacedNetwork(other.network(), 0, List.of(layout.slots().getFirst(),
                            layout.slots().getLast(), other.slots().getLast())), 1, arena)).getMessage());
            assertEquals("slots: are 1, expected one for each of the 2 hidden layers, and the heads'",
                    assertThrows(IllegalArgumentException.class,
                            () -> new PlacedNetwork(other.network(), 0, layout.slots().subList(0, 1))).getMessage());
        }
    }
}
