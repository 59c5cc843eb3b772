package lanewise.core.convolution;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.PackedFilters;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;

/// What [Window] and [Convolution] refuse, and in which words.
class ConvolutionArgumentsTest {

    private final Arena arena = Arena.ofShared();
    private final Team threads = Team.ofThreads(2);
    private final Workspace one = Workspace.single();
    private final Workspace two = Workspace.with(threads);
    private final Window window = new Window(2, 5, 4, 3, 3, 3, 1, 1);
    private final Matrix image = Matrix.allocate(arena, 2, 40);
    private final Matrix map = Matrix.allocate(arena, 2, 60);
    private final Matrix weight = Matrix.allocate(arena, 3, 18);

    @AfterEach
    void close() {
        one.close();
        two.close();
        threads.close();
        arena.close();
    }

    @Test
    void refusesGeometriesWithoutAMap() {
        refused("kernelHeight x kernelWidth: 5 x 3 is larger than the image, which is 2 x 9 with padding 1",
                () -> new Window(1, 2, 9, 1, 5, 3, 1, 1));
        refused("padding: 3, expected at least 0 and less than the kernel", () -> new Window(1, 9, 9, 1, 3, 3, 1, 3));
        refused("stride: 0, expected at least 1", () -> new Window(1, 9, 9, 1, 3, 3, 0, 0));
        refused("channels: 0, expected at least 1", () -> new Window(0, 9, 9, 1, 3, 3, 1, 0));
        refused("image: 70000 x 70000 positions", () -> new Window(1, 70000, 70000, 1, 1, 1, 1, 0));
        refused("of 512 channels are more than", () -> new Window(512, 3000, 3000, 1, 1, 1, 1, 0));
        refused("filters x channels: 20000 x 4000 kernels of 3 x 3 are more than 536870911 weights",
                () -> new Window(4000, 5, 5, 20000, 3, 3, 1, 1));
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Matrix narrow = Matrix.allocate(arena, 2, 39);
        refused("image: is 2 x 39, expected any number of rows x 40", () -> forward(narrow, weight, map, one));
        refused("map: is 2 x 40, expected any number of rows x 60", () -> forward(image, weight, image, one));
        refused("image, map: are 1 x 40 and 2 x 60", () -> forward(image.rows(0, 1), weight, map, one));
        refused("weight: is 2 x 40, expected 3 x 18", () -> forward(image, image, map, one));
        Epilogue wide = Epilogue.bias(Matrix.allocate(arena, 1, 4));
        refused("bias: is 1 x 4, expected 1 x 3", () -> Convolution.forward(window, image, weight, map, wide, one));
        refused("bias: is 1 x 4, expected 1 x 2", () -> Convolution.adjoint(window, map, weight, image, wide, one));
        refused("dWeight: is 2 x 40, expected 3 x 18",
                () -> Convolution.weightGradient(window, image, map, image, one));
        refused("channels: 7, expected a divisor of the columns of gradient, which is 2 x 60",
                () -> Convolution.biasGradient(7, map, weight, one));
        PackedFilters packed = PackedFilters.forAdjoint(arena, window, weight);
        refused("weight: is packed for the adjoint of",
                () -> Convolution.forward(window, image, packed, map, Epilogue.NONE, one));
    }

    @Test
    void refusesMemoryThatCannotServe() {
        Matrix both = Matrix.allocateDense(arena, 4, 60);
        Matrix readOnly = Matrix.of(map.segment().asReadOnly(), 2, 60, map.rowStride());
        refused("map: is read-only", () -> forward(image, weight, readOnly, one));
        refused("map, image: map 2 x 60 shares memory with image 2 x 40",
                () -> forward(both.block(1, 3, 0, 40), weight, both.rows(0, 2), one));
        try (Arena confined = Arena.ofConfined()) {
            Matrix own = Matrix.allocate(confined, 2, 40);
            refused("image: its arena is confined to one thread", () -> forward(own, weight, map, two));
        }
        Arena closed = Arena.ofShared();
        Matrix gone = Matrix.allocate(closed, 2, 40);
        closed.close();
        assertTrue(assertThrows(IllegalStateException.class, () -> forward(gone, weight, map, one)).getMessage()
                .startsWith("image: the arena"));
    }

    private void forward(Matrix from, Matrix filters, Matrix to, Workspace workspace) {
        Convolution.forward(window, from, filters, to, Epilogue.NONE, workspace);
    }

    private static void refused(String words, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(words), message);
    }
}
