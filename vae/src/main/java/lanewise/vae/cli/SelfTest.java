package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Elementwise;
import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.core.math.Exp;
import lanewise.core.math.Log;
import lanewise.core.random.RandomStream;

/// Holds the kernels of this machine against their specifications, bit by bit: matrix multiply, activations, exp and
/// log, sums, random numbers.
///
/// Shapes are odd, so that edges are met; inputs reach into saturation, denormals and infinities.
final class SelfTest {

    private static final int ROWS = 37;
    private static final int INNER = 61;
    private static final int COLUMNS = 53;
    private static final int RUN = 2049;

    private SelfTest() {
    }

    /// One operation.
    ///
    /// @param operation its name
    /// @param compared how many values were compared
    /// @param difference the first difference, or null
    record Check(String operation, int compared, String difference) {
    }

    private interface Value {
        float at(int index);
    }

    static List<Check> run(Workspace workspace) {
        List<Check> checks = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            for (int transposes = 0; transposes < 4; transposes++) {
                checks.add(multiply(arena, workspace, (transposes & 1) != 0, (transposes & 2) != 0));
            }
            Matrix x = Matrix.allocateDense(arena, 1, RUN);
            for (int i = 0; i < RUN; i++) {
                x.set(0, i, argument(i));
            }
            for (Activation activation : Activation.all()) {
                checks.add(activation(arena, activation, x));
            }
            Matrix y = Matrix.allocateDense(arena, 1, RUN);
            Elementwise.exp(x, y);
            checks.add(compare("exp", RUN, i -> y.get(0, i), i -> Exp.exp(x.get(0, i))));
            Matrix z = Matrix.allocateDense(arena, 1, RUN);
            Elementwise.log(x, z);
            checks.add(compare("log", RUN, i -> z.get(0, i), i -> Log.log(x.get(0, i))));
            checks.add(sum(new RandomStream(1, 2), arena));
            checks.addAll(random(arena));
        }
        return checks;
    }

    /// A grid from -120 to 120 with the special values at its end.
    private static float argument(int i) {
        float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, -1e-40f,
                Float.MAX_VALUE};
        int fromEnd = RUN - 1 - i;
        return fromEnd < special.length ? special[fromEnd] : (i - RUN / 2) * (120f / (RUN / 2f));
    }

    private static Check multiply(Arena arena, Workspace workspace, boolean transposeA, boolean transposeB) {
        RandomStream random = new RandomStream(3, transposeA ? 1 : 0);
        Matrix a = transposeA ? Matrix.allocate(arena, INNER, ROWS) : Matrix.allocate(arena, ROWS, INNER);
        Matrix b = transposeB ? Matrix.allocate(arena, COLUMNS, INNER) : Matrix.allocate(arena, INNER, COLUMNS);
        Matrix c = Matrix.allocate(arena, ROWS, COLUMNS);
        Matrix bias = Matrix.allocate(arena, 1, COLUMNS);
        random.fillGaussian(a, 0);
        random.fillGaussian(b, 10_000);
        random.fillGaussian(c, 20_000);
        random.fillGaussian(bias, 30_000);
        float[] before = c.toArray();
        Gemm.multiply(transposeA, transposeB, 0.75f, a, b, 0.5f, c, new Epilogue(bias, new Relu(), null), workspace);
        Activation relu = new Relu();
        return compare("multiply" + (transposeA ? " A'" : " A") + (transposeB ? "B'" : "B"), ROWS * COLUMNS,
                i -> c.get(i / COLUMNS, i % COLUMNS), i -> {
                    int row = i / COLUMNS;
                    int column = i % COLUMNS;
                    float acc = 0.5f * before[i];
                    for (int k = 0; k < INNER; k++) {
                        acc = Math.fma(0.75f * (transposeA ? a.get(k, row) : a.get(row, k)),
                                transposeB ? b.get(column, k) : b.get(k, column), acc);
                    }
                    return relu.value(acc + bias.get(0, column));
                });
    }

    private static Check activation(Arena arena, Activation activation, Matrix x) {
        Matrix y = Matrix.allocateDense(arena, 1, RUN);
        Matrix dy = Matrix.allocateDense(arena, 1, RUN);
        Matrix dx = Matrix.allocateDense(arena, 1, RUN);
        dy.fill(1.5f);
        activation.forward(x, y);
        activation.backward(activation.needsInput() ? x : null, y, dy, dx);
        return compare(activation.name(), 2 * RUN, i -> i < RUN ? y.get(0, i) : dx.get(0, i - RUN), i -> {
            float input = x.get(0, i % RUN);
            float output = activation.value(input);
            return i < RUN ? output : 1.5f * activation.derivative(input, output);
        });
    }

    /// The order that [Reductions] states, written out.
    private static Check sum(RandomStream random, Arena arena) {
        Matrix m = Matrix.allocateDense(arena, 1, RUN);
        random.fillGaussian(m, 0);
        MemorySegment s = m.segment();
        double sum = 0;
        for (int block = 0; block < RUN; block += Reductions.BLOCK) {
            float[] lanes = new float[16];
            for (int i = block; i < Math.min(RUN, block + Reductions.BLOCK); i++) {
                lanes[(i - block) % 16] += m.get(0, i);
            }
            double[] tree = new double[16];
            for (int l = 0; l < 16; l++) {
                tree[l] = lanes[l];
            }
            for (int half = 8; half > 0; half /= 2) {
                for (int l = 0; l < half; l++) {
                    tree[l] += tree[l + half];
                }
            }
            sum += tree[0];
        }
        double got = Reductions.sum(s, 0, RUN);
        return new Check("sum", 1, got == sum ? null : got + ", expected " + sum);
    }

    private static List<Check> random(Arena arena) {
        RandomStream random = new RandomStream(5, 6);
        Matrix m = Matrix.allocate(arena, 9, 111);
        random.fillUniform(m, 77);
        Check uniform = compare("uniform", 999, i -> m.get(i / 111, i % 111), i -> random.uniform(77 + i));
        random.fillGaussian(m, 77);
        return List.of(uniform, compare("gaussian", 999, i -> m.get(i / 111, i % 111), i -> random.gaussian(77 + i)));
    }

    private static Check compare(String operation, int n, Value got, Value expected) {
        for (int i = 0; i < n; i++) {
            if (Float.floatToIntBits(got.at(i)) != Float.floatToIntBits(expected.at(i))) {
                return new Check(operation, n,
                        "value " + i + " is " + got.at(i) + ", its specification says " + expected.at(i));
            }
        }
        return new Check(operation, n, null);
    }
}
