package lanewise.bench.peers.encode;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import lanewise.core.Matrix;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/// Outputs of a graph in ONNX Runtime beside those that were expected.
///
/// @param largest the largest |difference| / max(1, |value|)
/// @param unequal how many values have not the bits that they must have
record Comparison(double largest, int unequal) {

    /// Runs a graph with all rows in one call, and with the first row alone.
    ///
    /// @param inputs by name
    /// @param expected outputs by name
    /// @param ordered those of them whose bits are known
    /// @param oneBlock whether these must be the expected ones too
    static Comparison of(Path file, Map<String, Matrix> inputs, Map<String, Matrix> expected,
            Map<String, Matrix> ordered, boolean oneBlock) throws OrtException, IOException {
        double largest = 0;
        int unequal = 0;
        int all = inputs.values().iterator().next().rows();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            try (OrtSession session = environment.createSession(Files.readAllBytes(file), options)) {
                for (int rows : new int[] {all, 1}) {
                    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
                    for (Map.Entry<String, Matrix> input : inputs.entrySet()) {
                        Matrix x = input.getValue();
                        tensors.put(input.getKey(), OnnxTensor.createTensor(environment,
                                FloatBuffer.wrap(x.rows(0, rows).toArray()), new long[] {rows, x.columns()}));
                    }
                    try (OrtSession.Result result = session.run(tensors)) {
                        for (String name : expected.keySet()) {
                            float[][] found = (float[][]) result.get(name).orElseThrow().getValue();
                            Matrix ours = expected.get(name).rows(0, rows);
                            largest = Math.max(largest, deviation(ours, found));
                            if (ordered.containsKey(name)) {
                                unequal += differing(ordered.get(name).rows(0, rows), found);
                                unequal += oneBlock ? differing(ours, found) : 0;
                            }
                        }
                    } finally {
                        tensors.values().forEach(OnnxTensor::close);
                    }
                }
            }
        }
        return new Comparison(largest, unequal);
    }

    private static double deviation(Matrix expected, float[][] found) {
        if (found.length != expected.rows() || found[0].length != expected.columns()) {
            return Double.NaN;
        }
        double largest = 0;
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.columns(); c++) {
                double value = expected.get(r, c);
                double difference = value == found[r][c] ? 0
                        : Math.abs(value - found[r][c]) / Math.max(1, Math.abs(value));
                largest = Math.max(largest, difference);
            }
        }
        return largest;
    }

    private static int differing(Matrix expected, float[][] found) {
        int count = 0;
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.columns(); c++) {
                count += expected.get(r, c) == found[r][c] ? 0 : 1;
            }
        }
        return count;
    }
}
