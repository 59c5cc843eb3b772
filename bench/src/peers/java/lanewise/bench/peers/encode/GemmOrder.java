package lanewise.bench.peers.encode;

import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Parameters;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/// The order in which ONNX Runtime's `Gemm` adds up where weights are constants of the graph: from the bias on, the
/// sums of [#BLOCK] products each, and in such a sum `acc = fma(x, w, acc)` from 0 on, k ascending. Up to one block
/// this is the order of this library, so that outputs can be held together bit for bit.
final class GemmOrder {

    /// How many products a chain has.
    static final int BLOCK = 256;

    private static final int[] INNER = {1, 20, 64, 255, 256, 257, 400, 512, 513, 784, 1100};
    private static final int[] COLUMNS = {1, 7, 16, 20, 49, 400};
    private static final int[] ROWS = {1, 2, 3, 5, 65};
    private static final int[] THREADS = {1, 2};

    private GemmOrder() {
    }

    /// Whether a network is made of sums in this order and of functions that round nothing.
    static boolean describes(Network network) {
        return network.head() instanceof Dense && network.logVarianceBound() == 0
                && network.hidden().stream().allMatch(GemmOrder::describes);
    }

    /// Whether no layer reads more than one block.
    static boolean inOneBlock(Network network, int inputs) {
        return inputs <= BLOCK && network.hidden().stream().noneMatch(layer -> layer.map() instanceof Dense dense
                && dense.out().size() > BLOCK);
    }

    private static boolean describes(Layer layer) {
        Activation activation = layer.activation();
        return layer.map() instanceof Dense && layer.normalization() == Normalization.NONE
                && (activation instanceof Relu || activation instanceof LeakyRelu || activation instanceof Identity);
    }

    /// Outputs of heads in this order, by name, given rows of inputs.
    static List<Matrix> run(Arena arena, Parameters parameters, String part, Network network, Matrix x,
            List<String> heads) {
        Matrix value = x;
        for (int i = 0; i < network.hidden().size(); i++) {
            value = layer(arena, value, parameters, part + "." + i);
            network.hidden().get(i).activation().forward(value, value);
        }
        Matrix last = value;
        return heads.stream().map(head -> layer(arena, last, parameters, part + "." + head)).toList();
    }

    private static Matrix layer(Arena arena, Matrix x, Parameters parameters, String name) {
        boolean weighted = parameters.layout().tensors().stream().anyMatch(t -> t.name().equals(name + ".weight"));
        Matrix bias = parameters.tensor(name + ".bias");
        Matrix weight = weighted ? parameters.tensor(name + ".weight")
                : Matrix.allocate(arena, bias.columns(), x.columns());
        Matrix out = Matrix.allocate(arena, x.rows(), bias.columns());
        gemm(x, weight, bias, out);
        return out;
    }

    private static void gemm(Matrix x, Matrix weight, Matrix bias, Matrix out) {
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < weight.rows(); c++) {
                float sum = bias.get(0, c);
                for (int from = 0; from < x.columns(); from += BLOCK) {
                    float chain = 0;
                    for (int k = from; k < Math.min(x.columns(), from + BLOCK); k++) {
                        chain = Math.fma(x.get(r, k), weight.get(c, k), chain);
                    }
                    sum += chain;
                }
                out.set(r, c, sum);
            }
        }
    }

    /// Single products of many shapes; true if all bits are as said.
    static boolean report(PrintStream out) throws OrtException {
        long values = 0;
        long wrong = 0;
        int shapes = 0;
        String first = "";
        for (int inner : INNER) {
            for (int columns : COLUMNS) {
                try (Arena arena = Arena.ofShared()) {
                    Matrix x = gaussian(arena, ROWS[ROWS.length - 1], inner, 1);
                    Matrix weight = gaussian(arena, columns, inner, 2);
                    Matrix bias = gaussian(arena, 1, columns, 3);
                    Matrix expected = Matrix.allocate(arena, x.rows(), columns);
                    gemm(x, weight, bias, expected);
                    for (int rows : ROWS) {
                        for (int threads : THREADS) {
                            float[] found = runtime(x.rows(0, rows), weight, bias, threads);
                            int differ = differing(expected.rows(0, rows).toArray(), found);
                            shapes++;
                            values += found.length;
                            wrong += differ;
                            if (differ > 0 && first.isEmpty()) {
                                first = ", the first of them at " + rows + " x " + inner + " x " + columns + ", "
                                        + threads + " threads";
                            }
                        }
                    }
                }
            }
        }
        out.printf("%nGemm of constant weights in blocks of %d: %d shapes (rows x inner x columns, on 1 and 2"
                + " threads), %d of %d values with other bits%s.%n", BLOCK, shapes, wrong, values, first);
        return wrong == 0;
    }

    /// How many values have other bits.
    static int differing(float[] expected, float[] found) {
        int count = expected.length == found.length ? 0 : Math.max(expected.length, found.length);
        for (int i = 0; i < Math.min(expected.length, found.length); i++) {
            count += expected[i] == found[i] ? 0 : 1;
        }
        return count;
    }

    private static Matrix gaussian(Arena arena, int rows, int columns, long seed) {
        Matrix matrix = Matrix.allocate(arena, rows, columns);
        new RandomStream(seed, columns).fillGaussian(matrix, 0);
        return matrix;
    }

    private static float[] runtime(Matrix x, Matrix weight, Matrix bias, int threads) throws OrtException {
        byte[] model = new OnnxModel("x", x.rows(), x.columns()).gemm("x", weight, bias, "y")
                .toBytes("y", x.rows(), weight.rows());
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x.toArray()),
                            new long[] {x.rows(), x.columns()});
                    OrtSession.Result result = session.run(Map.of("x", tensor))) {
                FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] found = new float[values.remaining()];
                values.get(found);
                return found;
            }
        }
    }
}
