package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Relu;

import org.junit.jupiter.api.Test;

class MlpTest {

    private static final ParameterLayout LAYOUT = ParameterLayout.builder().layer("a", 2, 3).layer("b", 3, 1).build();

    @Test
    void headsHaveNoActivationAndGradientsReachTheInput() {
        try (Arena arena = Arena.ofConfined(); Workspace workspace = Workspace.single()) {
            TrainingNetwork mlp = new TrainingNetwork(LAYOUT.layers(), new Relu(), 1, arena);
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
        ParameterLayout layout = ParameterLayout.builder().layer("a", 2, 3).layer("b", 4, 1).build();
        try (Arena arena = Arena.ofConfined()) {
            assertEquals("layers: [b] has 4 inputs, but [a] has 3 outputs", assertThrows(IllegalArgumentException.class,
                    () -> new TrainingNetwork(layout.layers(), new Relu(), 1, arena)).getMessage());
            assertThrows(IllegalArgumentException.class, () -> new TrainingNetwork(List.of(), new Relu(), 1, arena));
        }
    }
}
