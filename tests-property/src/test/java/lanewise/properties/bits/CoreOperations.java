package lanewise.properties.bits;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import lanewise.core.Elementwise;
import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Reductions;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.kernel.Dropout;
import lanewise.core.kernel.LayerNorm;
import lanewise.core.random.RandomStream;

/// Fingerprints of the operations of the core: products on every path, functions, activations,
/// reductions, random numbers.
final class CoreOperations {
    private static final List<BiConsumer<Matrix, Matrix>> FUNCTIONS = List.of(Elementwise::exp, Elementwise::expm1,
        Elementwise::log, Elementwise::log1p, Elementwise::tanh, Elementwise::sigmoid, Elementwise::softplus,
        Elementwise::erf);

    private final Arena arena;
    private final Workspace workspace;

    CoreOperations(Arena arena, Workspace workspace) {
        this.arena = arena;
        this.workspace = workspace;
    }

    /// Runs everything; `large` adds products over several blocks and enough work for several threads.
    void run(Map<String, String> fingerprints, boolean large) {
        fingerprints.put("gemm", products(new int[][] {{1, 40, 70}, {2, 33, 65}, {3, 19, 31}, {7, 5, 1}, {33, 37, 41},
            {48, 16, 64}, {5, 0, 9}}));
        if (large) {
            fingerprints.put("gemm of many blocks",
                products(new int[][] {{131, 300, 150}, {1, 700, 900}, {250, 257, 100}, {20, 30, 2100}}));
        }
        fingerprints.put("functions", functions());
        fingerprints.put("activations", activations());
        fingerprints.put("reductions", reductions());
        fingerprints.put("layers", layers());
        fingerprints.put("random numbers", randomNumbers());
    }

    private Matrix gaussian(int rows, int columns, int stream) {
        Matrix matrix = Matrix.allocate(arena, rows, columns);
        RandomStream source = new RandomStream(17, stream);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                // one element at a time and in integers: the inputs must not depend on what is tested
                matrix.set(r, c, (source.bits((long) r * columns + c) >> 8) * 0x1p-22f);
            }
        }
        return matrix;
    }

    private String products(int[][] shapes) {
        Digest digest = new Digest();
        Activation[] activations = Activation.all().toArray(Activation[]::new);
        int count = 0;
        for (int[] shape : shapes) {
            int m = shape[0];
            int k = shape[1];
            int n = shape[2];
            for (int transposes = 0; transposes < 4; transposes++) {
                boolean ta = (transposes & 1) != 0;
                boolean tb = (transposes & 2) != 0;
                Matrix a = gaussian(ta ? k : m, ta ? m : k, 1);
                Matrix b = gaussian(tb ? n : k, tb ? k : n, 2);
                Matrix bias = gaussian(1, n, 3);
                Matrix before = Matrix.allocate(arena, m, n);
                float alpha = count % 2 == 0 ? 1 : 0.3f;
                float beta = count % 3 - 1;
                Epilogue epilogue = count % 4 == 0 ? Epilogue.NONE
                    : new Epilogue(bias, activations[count % activations.length], before);
                Matrix c = gaussian(m, n, 4);
                Gemm.multiply(ta, tb, alpha, a, b, beta, c, epilogue, workspace);
                digest.add(c).add(before);
                Gemm.multiply(ta, alpha, a, PackedMatrix.pack(arena, tb, b), beta, c, epilogue, workspace);
                digest.add(c);
                count++;
            }
        }
        return digest.hex();
    }

    /// Every 2^22nd float, then ordinary ones; the length is odd.
    private Matrix arguments() {
        Matrix x = Matrix.allocateDense(arena, 3, 509);
        for (int i = 0; i < 3 * 509; i++) {
            float value = i < 1024 ? Float.intBitsToFloat(i << 22 | 0x1234) : (i - 1275) / 17f;
            x.set(i / 509, i % 509, value);
        }
        return x;
    }

    private String functions() {
        Digest digest = new Digest();
        Matrix x = arguments();
        Matrix y = Matrix.allocate(arena, x.rows(), x.columns());
        for (BiConsumer<Matrix, Matrix> function : FUNCTIONS) {
            function.accept(x, y);
            digest.add(y);
        }
        return digest.hex();
    }

    private String activations() {
        Digest digest = new Digest();
        Matrix x = arguments();
        Matrix y = Matrix.allocate(arena, x.rows(), x.columns());
        Matrix dy = gaussian(x.rows(), x.columns(), 5);
        Matrix dx = Matrix.allocate(arena, x.rows(), x.columns());
        for (Activation activation : Activation.all()) {
            activation.forward(x, y);
            activation.backward(activation.needsInput() ? x : null, y, dy, dx);
            digest.add(y).add(dx);
        }
        return digest.hex();
    }

    private String reductions() {
        Digest digest = new Digest();
        Matrix x = gaussian(1, 4001, 6);
        MemorySegment s = x.segment();
        for (int n : new int[] {0, 1, 15, 16, 17, 100, 1023, 1024, 1025, 4001}) {
            digest.add(Reductions.sum(s, 0, n)).add(Reductions.sumOfSquares(s, 0, n))
                .add(Reductions.logSumExp(s, 0, n));
            digest.add(Reductions.allFinite(s, 0, n) ? 1L : 0L);
        }
        for (int columns : new int[] {1, 15, 16, 70, 257}) {
            Matrix sums = gaussian(1, columns, 7);
            Reductions.columnSums(gaussian(45, columns, 8), 0.5f, sums, workspace);
            digest.add(sums);
        }
        return digest.hex();
    }

    private String layers() {
        Digest digest = new Digest();
        for (int n : new int[] {1, 15, 16, 70, 257}) {
            Matrix x = gaussian(9, n, 9);
            Matrix gain = gaussian(1, n, 10);
            Matrix y = gaussian(9, n, 11);
            Matrix statistics = gaussian(9, LayerNorm.STATISTICS, 12);
            Matrix dGain = gaussian(1, n, 13);
            Matrix dShift = gaussian(1, n, 14);
            LayerNorm.forward(x, gain, dShift, y, statistics, 0, 9);
            digest.add(y).add(statistics);
            LayerNorm.parameterGradients(x, statistics, y, dGain, dShift, 0, n);
            LayerNorm.backward(x, gain, statistics, y, y, 0, 9);
            digest.add(y).add(dGain).add(dShift);
            Matrix mask = Matrix.allocateDense(arena, 9, n);
            Dropout.mask(new RandomStream(99, n), n, 0.3, mask.segment(), 0, 9 * n);
            Dropout.multiply(x, mask, y, 0, 9);
            digest.add(mask).add(y);
        }
        return digest.hex();
    }

    private String randomNumbers() {
        Digest digest = new Digest();
        for (long first : new long[] {0, 5, 64, (1L << 33) + 17}) {
            RandomStream stream = new RandomStream(99 + first, first);
            Matrix out = Matrix.allocate(arena, 7, 173);
            stream.fillGaussian(out, first);
            digest.add(out);
            stream.fillUniform(out, first);
            digest.add(out);
            Matrix draws = Matrix.allocate(arena, 7, 173);
            stream.fillBernoulli(out, draws, first + 1);
            digest.add(draws);
            for (int index : stream.permutation(100)) {
                digest.add(index);
            }
        }
        return digest.hex();
    }
}
