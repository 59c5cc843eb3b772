package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.GeluErf;
import lanewise.core.activation.GeluTanh;
import lanewise.core.activation.Identity;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Sigmoid;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Softplus;
import lanewise.core.activation.Tanh;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerPassTest {

    private static final ParameterLayout LAYOUT = ParameterLayout.builder()
            .map("a", Dense.of(5), Shape.of(3), Normalization.NONE).build();

    private final Arena arena = Arena.ofConfined();
    private final Workspace workspace = Workspace.single();
    private Matrix moved;
    private int movedRow;
    private int movedColumn;
    private double move;

    @AfterEach
    void free() {
        workspace.close();
        arena.close();
    }

    static List<Activation> activations() {
        return Activation.all();
    }

    private Matrix gaussian(int rows, int columns, long seed) {
        Random random = new Random(seed);
        Matrix out = Matrix.allocate(arena, rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out.set(r, c, (float) random.nextGaussian());
            }
        }
        return out;
    }

    @Test
    void smallIntegersComeOutExactly() {
        LayerPass dense = new LayerPass(new Layer(Dense.of(5), new Relu()), Shape.of(3), LAYOUT.slot("a"), 2, arena);
        Parameters p = Parameters.allocate(arena, LAYOUT);
        p.tensor("a.weight").copyFrom(new float[] {1, 2, 3, 0, 1, 0, -1, -1, -1, 2, 0, 0, 0, 0, 5});
        p.tensor("a.bias").copyFrom(new float[] {1, 0, 0, -10, 0});
        Matrix x = Matrix.allocate(arena, 2, 3);
        x.copyFrom(new float[] {1, 2, 3, -1, 0, 1});
        assertArrayEquals(new float[] {15, 2, 0, 0, 15, 3, 0, 0, 0, 5}, dense.forward(p, x, workspace).toArray());

        Parameters g = Parameters.allocate(arena, LAYOUT);
        g.flat().fill(Float.NaN);
        dense.gradient(2).copyFrom(new float[] {1, 2, 4, 8, 1, 1, 1, 1, 1, 2});
        Matrix dx = Matrix.allocate(arena, 2, 3);
        dense.backward(p, x, g, dx, workspace);
        // ReLU passes 15, 2, 15 of the first row and 3, 5 of the second
        assertArrayEquals(new float[] {0, 2, 4, 2, 4, 6, 0, 0, 0, 0, 0, 0, -1, 2, 5}, g.tensor("a.weight").toArray());
        assertArrayEquals(new float[] {2, 2, 0, 0, 3}, g.tensor("a.bias").toArray());
        assertArrayEquals(new float[] {1, 4, 8, 1, 2, 13}, dx.toArray());
    }

    @ParameterizedTest
    @MethodSource("activations")
    void backwardIsTheCentralDifference(Activation activation) {
        LayerPass dense = new LayerPass(new Layer(Dense.of(5), activation), Shape.of(3), LAYOUT.slot("a"), 4, arena);
        Parameters p = Parameters.allocate(arena, LAYOUT);
        p.tensor("a.weight").copyFrom(gaussian(5, 3, 1));
        p.tensor("a.bias").copyFrom(gaussian(1, 5, 2));
        Matrix x = gaussian(4, 3, 3);
        Matrix dy = gaussian(4, 5, 4);
        Parameters g = Parameters.allocate(arena, LAYOUT);
        Matrix dx = Matrix.allocate(arena, 4, 3);
        dense.forward(p, x, workspace);
        dense.gradient(4).copyFrom(dy);
        dense.backward(p, x, g, dx, workspace);
        check(activation, p, x, dy, p.tensor("a.weight"), g.tensor("a.weight"));
        check(activation, p, x, dy, p.tensor("a.bias"), g.tensor("a.bias"));
        check(activation, p, x, dy, x, dx);
    }

    /// Central differences of sum(dy * y), all in double.
    private void check(Activation activation, Parameters p, Matrix x, Matrix dy, Matrix at, Matrix gradient) {
        double h = 1e-6;
        moved = at;
        for (movedRow = 0; movedRow < at.rows(); movedRow++) {
            for (movedColumn = 0; movedColumn < at.columns(); movedColumn++) {
                move = h;
                double high = loss(activation, p, x, dy);
                move = -h;
                double low = loss(activation, p, x, dy);
                assertEquals((high - low) / (2 * h), gradient.get(movedRow, movedColumn), 1e-5, activation.name());
            }
        }
    }

    private double loss(Activation activation, Parameters p, Matrix x, Matrix dy) {
        double loss = 0;
        for (int r = 0; r < x.rows(); r++) {
            for (int o = 0; o < 5; o++) {
                double a = element(p.tensor("a.bias"), 0, o);
                for (int i = 0; i < 3; i++) {
                    a += element(x, r, i) * element(p.tensor("a.weight"), o, i);
                }
                loss += dy.get(r, o) * value(activation, a);
            }
        }
        return loss;
    }

    private double element(Matrix matrix, int row, int column) {
        return matrix.get(row, column) + (matrix == moved && row == movedRow && column == movedColumn ? move : 0);
    }

    private static double value(Activation activation, double a) {
        return switch (activation) {
            case Identity _ -> a;
            case Relu _ -> Math.max(a, 0);
            case LeakyRelu leaky -> a > 0 ? a : leaky.slope() * a;
            case Elu elu -> a > 0 ? a : elu.alpha() * Math.expm1(a);
            case Silu _ -> a / (1 + Math.exp(-a));
            case GeluTanh _ -> 0.5 * a * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + 0.044715 * a * a * a)));
            case GeluErf _ -> a * normal(a);
            case Softplus _ -> Math.log1p(Math.exp(a));
            case Sigmoid _ -> 1 / (1 + Math.exp(-a));
            case Tanh _ -> Math.tanh(a);
        };
    }

    /// The standard normal distribution function by Simpson's rule.
    private static double normal(double a) {
        int n = 200;
        double step = a / n;
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            double t = i * step;
            sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * Math.exp(-0.5 * t * t);
        }
        return 0.5 + sum * step / 3 / Math.sqrt(2 * Math.PI);
    }

    @Test
    void fewerRowsAreTheFirstRowsOfMore() {
        LayerPass dense = new LayerPass(new Layer(Dense.of(5), new Silu()), Shape.of(3), LAYOUT.slot("a"), 4, arena);
        Parameters p = Parameters.allocate(arena, LAYOUT);
        p.tensor("a.weight").copyFrom(gaussian(5, 3, 1));
        Matrix x = gaussian(4, 3, 3);
        float[] all = dense.forward(p, x, workspace).toArray();
        float[] two = dense.forward(p, x.rows(0, 2), workspace).toArray();
        assertArrayEquals(Arrays.copyOf(all, 10), two);
    }
}
