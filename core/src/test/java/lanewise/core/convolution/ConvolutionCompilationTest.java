package lanewise.core.convolution;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.FreshJvm;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Window;
import lanewise.core.Workspace;

/// In fresh JVMs with default flags every way of a convolution ends up compiled without boxed vectors, whichever gets
/// hot first.
class ConvolutionCompilationTest {

    private static boolean vectors() {
        return Kernels.VECTOR;
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "backward"})
    @EnabledIf("vectors")
    void kernelsPassTheFirstTierAndReachTheLast(String order) throws Exception {
        FreshJvm.requireCompiled(Run.class, order);
    }

    /// Runs one geometry after the other until a call allocates nothing.
    static final class Run {

        /// Runs where they lie, short ones side by side, one and two vectors of channels, positions in the lanes, few
        /// taps.
        private static final List<Window> WINDOWS = List.of(new Window(32, 9, 16, 48, 3, 3, 2, 1),
                new Window(20, 9, 16, 3, 3, 3, 1, 1), new Window(1, 12, 20, 40, 3, 3, 1, 1),
                new Window(8, 9, 9, 8, 1, 1, 1, 0), new Window(1, 12, 20, 48, 3, 3, 1, 1),
                new Window(20, 9, 20, 3, 5, 5, 1, 2));

        public static void main(String[] args) {
            List<Window> windows = new ArrayList<>(WINDOWS);
            if (args[0].equals("backward")) {
                Collections.reverse(windows);
            }
            boolean all = true;
            for (Window window : windows) {
                all &= compiled(window);
            }
            FreshJvm.say(all);
        }

        private static boolean compiled(Window w) {
            Matrix image = Matrix.allocate(Arena.global(), 4, w.imageSize());
            Matrix map = Matrix.allocate(Arena.global(), 4, w.mapSize());
            Matrix weight = Matrix.allocate(Arena.global(), w.filters(), w.taps());
            Matrix gradient = Matrix.allocate(Arena.global(), w.filters(), w.taps());
            Workspace workspace = Workspace.single();
            boolean compiled = FreshJvm.isCompiled(w.toString(), () -> {
                Convolution.forward(w, image, weight, map, Epilogue.NONE, workspace);
                Convolution.adjoint(w, map, weight, image, Epilogue.NONE, workspace);
                Convolution.weightGradient(w, image, map, gradient, workspace);
            });
            workspace.close();
            return compiled;
        }
    }
}
