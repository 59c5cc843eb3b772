package lanewise.properties.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.util.List;

import org.junit.jupiter.api.Test;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;
import lanewise.vae.model.VaeModel;

/// Vector loops are flat, as `lanewise.core.kernel.Species` asks: no vector crosses a call of ours, so that no vector
/// can become an object for the rest of a process because C2 happened to leave that call in.
class FlatLoopsTest {

    @Test
    void noVectorCrossesACallOfOurs() throws Exception {
        assertEquals(List.of(), VectorCalls.in(Kernels.class));
        assertEquals(List.of(), VectorCalls.in(VaeModel.class));
    }

    @Test
    void suchACallIsFound() throws Exception {
        try (InputStream own = Crooked.class.getResourceAsStream("FlatLoopsTest$Crooked.class")) {
            String name = Crooked.class.getName().replace('.', '/');
            assertEquals(List.of(name + ".loop calls " + name + ".twice"), VectorCalls.of(own.readAllBytes()));
        }
    }

    /// Never run: an example of a loop that is not flat.
    private static final class Crooked {

        static void loop(float[] x) {
            for (int i = 0; i < x.length; i += FloatVector.SPECIES_128.length()) {
                twice(FloatVector.fromArray(FloatVector.SPECIES_128, x, i)).intoArray(x, i);
            }
        }

        private static FloatVector twice(FloatVector x) {
            return x.add(x);
        }
    }
}
