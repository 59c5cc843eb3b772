package lanewise.core.convolution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import lanewise.core.Allocations;
import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.PackedFilters;
import lanewise.core.Reductions;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;

/// The bits of every way to a convolution are those of the scalar twin.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConvolutionTest {

    private static final List<Activation> ACTIVATIONS = Activation.all();

    private final Team two = Team.ofThreads(2);
    private final Team three = Team.ofThreads(3);
    private Workspace[] workspaces;

    @BeforeAll
    void open() {
        workspaces = new Workspace[] {Workspace.single(), Workspace.with(two), Workspace.with(three)};
    }

    @AfterAll
    void close() {
        for (Workspace workspace : workspaces) {
            workspace.close();
        }
        two.close();
        three.close();
    }

    private void check(Window window, int batch, int variant) {
        try (Arena arena = Arena.ofShared()) {
            ConvolutionCase one = new ConvolutionCase(arena, window, batch, variant % 3, variant % 2, variant);
            one.check(ACTIVATIONS.get(variant % ACTIVATIONS.size()), variant % 5 == 0, workspaces[variant % 3]);
        }
    }

    @Test
    void bitsAreThoseOfTheLoopForEveryKernelAndStride() {
        int variant = 0;
        for (int kernel = 1; kernel <= 7; kernel++) {
            for (int stride = 1; stride <= 3; stride++) {
                for (int padding = 0; padding < Math.min(kernel, 4); padding++) {
                    check(new Window(3, 9, 8, 5, kernel, kernel, stride, padding), 2, variant++);
                    check(new Window(9, 8, 11, 17, kernel, (kernel + 2) / 2, stride, padding / 2), 1, variant++);
                }
            }
        }
    }

    @Test
    void bitsAreThoseOfTheLoopForEveryNumberOfChannels() {
        for (int channels = 1; channels <= 40; channels++) {
            check(new Window(channels, 5, 6, 1 + channels * 7 % 40, 3, 3, 1 + channels % 2, 1), 2, channels);
            check(new Window(1 + channels * 11 % 40, 6, 5, channels, 3, 3, 1 + channels / 2 % 2, 1), 2, channels);
        }
        for (int channels : new int[] {1, 2, 3, 4}) {
            for (int filters : new int[] {1, 2, 3, 4, 8, 32}) {
                for (int stride = 1; stride <= 2; stride++) {
                    check(new Window(channels, 12, 13, filters, 3, 3, stride, 1), 3, channels + filters);
                    check(new Window(filters, 12, 13, channels, 4, 4, stride, 1), 3, channels + filters);
                }
            }
        }
    }

    @Test
    void bitsAreThoseOfTheLoopForTheLayersOfKnownNets() {
        for (int batch : new int[] {0, 1, 2, 5}) {
            check(new Window(1, 28, 28, 32, 3, 3, 2, 1), batch, batch);
            check(new Window(32, 14, 14, 64, 3, 3, 2, 1), batch, batch + 1);
            check(new Window(64, 14, 14, 64, 3, 3, 2, 1), batch, batch + 2);
            check(new Window(32, 28, 28, 64, 3, 3, 2, 1), batch, batch + 3);
            check(new Window(1, 28, 28, 32, 3, 3, 1, 1), batch, batch + 4);
            check(new Window(3, 32, 32, 32, 4, 4, 2, 1), batch, batch + 5);
        }
    }

    /// Windows of few taps, whose filters fill whole vectors or do not.
    @Test
    void bitsAreThoseOfTheLoopForFewTaps() {
        int variant = 0;
        for (int kernel = 1; kernel <= 7; kernel++) {
            for (int filters : new int[] {15, 16, 32, 48, 80}) {
                int stride = 1 + variant % 3;
                int padding = variant % 2 * (kernel / 2);
                check(new Window(1, 11, 10, filters, kernel, kernel, stride, padding), 2, variant++);
                check(new Window(3, 8, 12, filters, kernel, (kernel + 3) / 2, stride, 0), 3, variant++);
            }
        }
        check(new Window(1, 200, 400, 32, 3, 3, 1, 1), 1, 2);
    }

    @Test
    void bitsAreThoseOfTheLoopForRandomGeometries() {
        SplittableRandom random = new SplittableRandom(17);
        for (int round = 0; round < 300; round++) {
            int kernelHeight = random.nextInt(1, 8);
            int kernelWidth = random.nextInt(1, 8);
            int padding = random.nextInt(Math.min(kernelHeight, kernelWidth));
            int height = Math.max(1, kernelHeight - 2 * padding) + random.nextInt(12);
            int width = Math.max(1, kernelWidth - 2 * padding) + random.nextInt(30);
            check(new Window(random.nextInt(1, 41), height, width, random.nextInt(1, 41), kernelHeight, kernelWidth,
                    random.nextInt(1, 4), padding),
                    random.nextInt(4), round);
        }
    }

    /// Beyond the blocks that fit the caches.
    @Test
    void bitsAreThoseOfTheLoopForLargeImages() {
        check(new Window(40, 70, 90, 9, 3, 3, 1, 1), 1, 0);
        check(new Window(2, 200, 300, 3, 5, 5, 2, 2), 2, 1);
        check(new Window(512, 6, 5, 70, 3, 3, 1, 1), 2, 2);
        check(new Window(33, 5, 5, 512, 3, 3, 2, 1), 2, 1);
        check(new Window(1, 7, 4000, 1, 7, 7, 1, 3), 2, 2);
    }

    @Test
    void sumsOfTheBiasAreThoseOfTheColumnsOfPositions() {
        for (int channels : new int[] {1, 3, 8, 17, 32, 64}) {
            for (Workspace workspace : workspaces) {
                try (Arena arena = Arena.ofShared()) {
                    Matrix dense = Matrix.allocateDense(arena, 6 * 49, channels);
                    Matrix gradient = Matrix.allocate(arena, 6, 49 * channels);
                    SplittableRandom random = new SplittableRandom(channels);
                    for (int i = 0; i < 6 * 49 * channels; i++) {
                        float value = (float) (random.nextDouble() - 0.5);
                        dense.set(i / channels, i % channels, value);
                        gradient.set(i / (49 * channels), i % (49 * channels), value);
                    }
                    Matrix expected = Matrix.allocate(arena, 1, channels);
                    Matrix actual = Matrix.allocate(arena, 1, channels);
                    actual.fill(Float.NaN);
                    Reductions.columnSums(dense, 0, expected, workspace);
                    Convolution.biasGradient(channels, gradient, actual, workspace);
                    for (int c = 0; c < channels; c++) {
                        assertEquals(Float.floatToIntBits(expected.get(0, c)), Float.floatToIntBits(actual.get(0, c)));
                    }
                }
            }
        }
    }

    @Test
    void allocatesNothingOnceWarm() {
        for (Workspace workspace : workspaces) {
            untilNothingIsAllocated(new Window(3, 9, 8, 20, 3, 3, 2, 1), 3, workspace);
            untilNothingIsAllocated(new Window(32, 8, 8, 16, 3, 3, 1, 1), 3, workspace);
            untilNothingIsAllocated(new Window(1, 12, 12, 8, 3, 3, 1, 1), 3, workspace);
        }
    }

    private static void untilNothingIsAllocated(Window window, int batch, Workspace workspace) {
        try (Arena arena = Arena.ofShared()) {
            Matrix image = Matrix.allocate(arena, batch, window.imageSize());
            Matrix map = Matrix.allocate(arena, batch, window.mapSize());
            Matrix weight = Matrix.allocate(arena, window.filters(), window.taps());
            Matrix dWeight = Matrix.allocate(arena, window.filters(), window.taps());
            Matrix dBias = Matrix.allocate(arena, 1, window.filters());
            PackedFilters forward = PackedFilters.forForward(arena, window, weight);
            PackedFilters adjoint = PackedFilters.forAdjoint(arena, window, weight);
            Epilogue toMap = new Epilogue(Matrix.allocate(arena, 1, window.filters()), new Relu(),
                    Matrix.allocate(arena, batch, window.mapSize()));
            Epilogue toImage = new Epilogue(Matrix.allocate(arena, 1, window.channels()), new Relu(), null);
            assertEquals(0, Allocations.fewest(0, () -> {
                Convolution.forward(window, image, weight, map, toMap, workspace);
                Convolution.forward(window, image, forward, map, toMap, workspace);
                Convolution.adjoint(window, map, weight, image, toImage, workspace);
                Convolution.adjoint(window, map, adjoint, image, toImage, workspace);
                Convolution.weightGradient(window, image, map, dWeight, workspace);
                Convolution.biasGradient(window.filters(), map, dBias, workspace);
            }), () -> "bytes allocated by six operations on " + window);
        }
    }
}
