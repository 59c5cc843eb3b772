package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.Allocations;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.random.Purpose;

/// Nets with normalised hidden layers and dropout: [TrainingNetwork], [Dense], [DrawnMasks], [GivenMasks].
class MasksTest {

    private static final int ROWS = 5;
    private static final int IN = 3;
    private static final int FIRST = 7;
    private static final int SECOND = 4;
    private static final int OUT = 2;
    private static final ParameterLayout LAYOUT = ParameterLayout.builder().map("a", Dense.of(FIRST), Shape.of(IN),
            Normalization.LAYER).map("b", Dense.of(SECOND), Shape.of(FIRST), Normalization.LAYER)
            .map("c", Dense.of(OUT), Shape.of(SECOND), Normalization.NONE).build();

    private final Arena arena = Arena.ofShared();
    private final Workspace single = Workspace.single();

    @AfterEach
    void free() {
        single.close();
        arena.close();
    }

    private Matrix gaussian(int rows, int columns, int stream) {
        Matrix out = Matrix.allocate(arena, rows, columns);
        new RandomStream(4, stream).fillGaussian(out, 0);
        return out;
    }

    private Parameters parameters(ParameterLayout layout) {
        Parameters p = Parameters.allocate(arena, layout);
        for (int t = 0; t < layout.tensors().size(); t++) {
            p.tensor(t).copyFrom(gaussian(p.tensor(t).rows(), p.tensor(t).columns(), 100 + t));
        }
        return p;
    }

    private Masks given() {
        Matrix first = Matrix.allocateDense(arena, ROWS + 2, FIRST);
        Matrix second = Matrix.allocate(arena, ROWS + 2, SECOND);
        DrawnMasks drawn = new DrawnMasks(0.4, 9, 2);
        drawn.fill(0, 0, first, 0, ROWS + 2);
        Matrix dense = Matrix.allocateDense(arena, ROWS + 2, SECOND);
        drawn.fill(1, 0, dense, 0, ROWS + 2);
        second.copyFrom(dense);
        return new GivenMasks(List.of(first, second));
    }

    /// The whole net in double, one number moved.
    private final class Twin {
        final Parameters p;
        final Matrix x;
        final Matrix dy;
        final List<Matrix> masks;
        final Activation activation;
        Matrix moved;
        int row;
        int column;
        double move;

        Twin(Parameters p, Matrix x, Matrix dy, Masks masks, Activation activation) {
            this.p = p;
            this.x = x;
            this.dy = dy;
            this.masks = ((GivenMasks) masks).factors();
            this.activation = activation;
        }

        private double at(Matrix matrix, int r, int c) {
            return matrix.get(r, c) + (matrix == moved && r == row && c == column ? move : 0);
        }

        double loss() {
            double loss = 0;
            for (int r = 0; r < ROWS; r++) {
                double[] v = new double[IN];
                for (int i = 0; i < IN; i++) {
                    v[i] = at(x, r, i);
                }
                v = hidden(v, "a", masks.get(0), r);
                v = linear(hidden(v, "b", masks.get(1), r), "c");
                for (int o = 0; o < OUT; o++) {
                    loss += dy.get(r, o) * v[o];
                }
            }
            return loss;
        }

        private double[] linear(double[] v, String name) {
            Matrix w = p.tensor(name + ".weight");
            double[] t = new double[w.rows()];
            for (int o = 0; o < t.length; o++) {
                t[o] = at(p.tensor(name + ".bias"), 0, o);
                for (int i = 0; i < v.length; i++) {
                    t[o] += v[i] * at(w, o, i);
                }
            }
            return t;
        }

        private double[] hidden(double[] v, String name, Matrix mask, int r) {
            double[] t = linear(v, name);
            double mean = 0;
            for (double value : t) {
                mean += value / t.length;
            }
            double variance = 0;
            for (double value : t) {
                variance += (value - mean) * (value - mean) / t.length;
            }
            for (int o = 0; o < t.length; o++) {
                double n = (t[o] - mean) / Math.sqrt(variance + 1e-5) * at(p.tensor(name + ".norm.weight"), 0, o)
                        + at(p.tensor(name + ".norm.bias"), 0, o);
                t[o] = (activation instanceof Tanh ? Math.tanh(n) : n / (1 + Math.exp(-n))) * mask.get(r, o);
            }
            return t;
        }

        void check(Matrix at, Matrix gradient, String name) {
            moved = at;
            for (row = 0; row < at.rows(); row++) {
                for (column = 0; column < at.columns(); column++) {
                    move = 1e-5;
                    double high = loss();
                    move = -1e-5;
                    double slope = (high - loss()) / 2e-5;
                    assertEquals(slope, gradient.get(row, column), 3e-5 * (1 + Math.abs(slope)), name);
                }
            }
        }
    }

    /// Tanh has its derivative from the output, silu from the input.
    @Test
    void gradientsAreThoseOfCentralDifferences() {
        for (Activation activation : List.of(new Tanh(), new Silu())) {
            Parameters p = parameters(LAYOUT);
            Parameters g = Parameters.allocate(arena, LAYOUT);
            g.flat().fill(Float.NaN);
            Matrix x = gaussian(ROWS, IN, 1);
            Matrix dy = gaussian(ROWS, OUT, 2);
            Matrix dx = Matrix.allocate(arena, ROWS, IN);
            Masks masks = given();
            TrainingNetwork mlp = new TrainingNetwork(DenseNets.placed(LAYOUT, activation), ROWS, arena);
            mlp.forward(p, x, masks, 0, 0, single);
            mlp.outputGradient().copyFrom(dy);
            mlp.backward(p, g, dx, single);
            Twin twin = new Twin(p, x, dy, masks, activation);
            for (ParameterLayout.Tensor tensor : LAYOUT.tensors()) {
                twin.check(p.tensor(tensor.name()), g.tensor(tensor.name()), tensor.name());
            }
            twin.check(x, dx, "x");
        }
    }

    /// Enough rows for several threads.
    @Test
    void threadsChangeNoBit() {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(131), Shape.of(20), Normalization.LAYER)
                .map("b", Dense.of(70), Shape.of(131), Normalization.LAYER)
                .map("c", Dense.of(9), Shape.of(70), Normalization.NONE).build();
        Parameters p = parameters(layout);
        Matrix x = gaussian(301, 20, 1);
        Matrix dy = gaussian(301, 9, 2);
        float[][] expected = null;
        for (int threads : new int[] {1, 2, 3}) {
            try (Team team = Team.ofThreads(threads); Workspace workspace = Workspace.with(team)) {
                TrainingNetwork mlp = new TrainingNetwork(DenseNets.placed(layout, new Silu()), 301 + threads, arena);
                Parameters g = Parameters.allocate(arena, layout);
                Matrix y = mlp.forward(p, x, new DrawnMasks(0.3, 5, 2).step(7), 0, 0, workspace);
                float[] out = y.toArray();
                mlp.outputGradient().copyFrom(dy);
                mlp.backward(p, g, null, workspace);
                if (expected == null) {
                    expected = new float[][] {out, g.flat().toArray()};
                }
                assertArrayEquals(expected[0], out);
                assertArrayEquals(expected[1], g.flat().toArray());
            }
        }
    }

    @Test
    void aWarmStepAllocatesNothing() {
        Parameters p = parameters(LAYOUT);
        Parameters g = Parameters.allocate(arena, LAYOUT);
        Matrix x = gaussian(ROWS, IN, 1);
        TrainingNetwork mlp = new TrainingNetwork(DenseNets.placed(LAYOUT, new Tanh()), ROWS, arena);
        DrawnMasks masks = new DrawnMasks(0.2, 1, 2);
        assertEquals(0, Allocations.fewest(0, () -> {
            mlp.forward(p, x, masks, 0, 0, single);
            mlp.backward(p, g, null, single);
        }));
    }

    @Test
    void anElementIsAFunctionOfSeedStepLayerAndPlace() {
        Matrix all = Matrix.allocateDense(arena, 40, 13);
        new DrawnMasks(0.25, 3, 4).step(5).fill(2, 0, all, 0, 40);
        RandomStream stream = new RandomStream(3, Purpose.DROPOUT.stream(5 * 64 + 2));
        for (int r = 0; r < 40; r++) {
            for (int c = 0; c < 13; c++) {
                assertEquals(stream.uniform(r * 13 + c) < 0.25 ? 0f : 1 / 0.75f, all.get(r, c));
            }
        }
        Matrix some = Matrix.allocateDense(arena, 10, 13);
        DrawnMasks other = new DrawnMasks(0.25, 3, 4).step(5);
        other.fill(2, 30, some, 4, 10);
        other.fill(2, 30, some, 0, 4);
        assertArrayEquals(all.rows(30, 40).toArray(), some.toArray());
    }

    /// A linear net's mean over the masks is the net without them; one mask's output has the standard deviation seen,
    /// so that their mean is near.
    @Test
    void theMeanOverMasksIsTheNetWithoutThem() {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(40), Shape.of(3), Normalization.NONE)
                .map("b", Dense.of(1), Shape.of(40), Normalization.NONE).build();
        Parameters p = parameters(layout);
        Matrix x = gaussian(1, 3, 1);
        TrainingNetwork mlp = new TrainingNetwork(DenseNets.placed(layout, new Identity()), 1, arena);
        double expected = mlp.forward(p, x, single).get(0, 0);
        DrawnMasks masks = new DrawnMasks(0.3, 1, 1);
        int steps = 5_000;
        double sum = 0;
        double squares = 0;
        for (int s = 0; s < steps; s++) {
            double y = mlp.forward(p, x, masks.step(s), 0, 0, single).get(0, 0);
            sum += y;
            squares += (y - expected) * (y - expected);
        }
        assertEquals(expected, sum / steps, 4 * Math.sqrt(squares / steps / steps));
        assertEquals((float) expected, mlp.forward(p, x, single).get(0, 0));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertEquals("rate: is 1.0, expected at least 0, below 1",
                assertThrows(IllegalArgumentException.class, () -> new DrawnMasks(1, 0, 1)).getMessage());
        assertEquals("dropout: the net has 65 hidden layers, expected at most 64",
                assertThrows(IllegalArgumentException.class, () -> new DrawnMasks(0.1, 0, 65)).getMessage());
        Parameters p = parameters(LAYOUT);
        TrainingNetwork mlp = new TrainingNetwork(DenseNets.placed(LAYOUT, new Tanh()), ROWS, arena);
        Matrix x = gaussian(ROWS, IN, 1);
        Matrix small = Matrix.allocate(arena, ROWS - 1, FIRST);
        assertEquals("mask of hidden layer 0: has 4 rows, expected at least 5",
                assertThrows(IndexOutOfBoundsException.class,
                        () -> mlp.forward(p, x, new GivenMasks(List.of(small)), 0, 0, single)).getMessage());
        assertEquals("masks: are for 1 hidden layers, the net has more", assertThrows(IllegalArgumentException.class,
                () -> mlp.forward(p, x, new GivenMasks(List.of(Matrix.allocate(arena, ROWS, FIRST))), 0, 0, single))
                .getMessage());
    }
}
