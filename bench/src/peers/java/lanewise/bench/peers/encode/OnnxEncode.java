package lanewise.bench.peers.encode;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

import lanewise.bench.peers.run.Contender;
import lanewise.core.Matrix;
import lanewise.vae.layer.Parameters;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/// ONNX Runtime's embedding: Gemm, Relu, Gemm, which its optimiser fuses to two nodes; weights packed by it, input and
/// output bound to direct buffers.
final class OnnxEncode implements Contender {

    private final String name;
    private final OrtSession session;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final FloatBuffer mean;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    OnnxEncode(String name, EncodeTask task) throws OrtException {
        this.name = name;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        byte[] model;
        FloatBuffer x = direct(task.rows() * EncodeTask.INPUTS);
        try (Arena arena = Arena.ofShared()) {
            Parameters weights = EncodeTask.weights(arena);
            model = new OnnxModel("x", task.rows(), EncodeTask.INPUTS)
                    .gemm("x", weights.tensor("encoder.0.weight"), weights.tensor("encoder.0.bias"), "sum")
                    .relu("sum", "hidden")
                    .gemm("hidden", weights.tensor("encoder.mu.weight"), weights.tensor("encoder.mu.bias"), "mean")
                    .toBytes("mean", task.rows(), EncodeTask.LATENT);
            Matrix rows = task.inputs(arena);
            x.put(rows.toArray()).flip();
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(model, options);
        }
        mean = direct(task.rows() * EncodeTask.LATENT);
        input = OnnxTensor.createTensor(environment, x, new long[] {task.rows(), EncodeTask.INPUTS});
        output = OnnxTensor.createTensor(environment, mean, new long[] {task.rows(), EncodeTask.LATENT});
        inputs = Map.of("x", input);
        outputs = Map.of("mean", output);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() throws OrtException {
        session.run(inputs, outputs).close();
    }

    @Override
    public float[] result() {
        float[] values = new float[mean.capacity()];
        mean.get(0, values);
        return values;
    }

    @Override
    public void close() {
        input.close();
        output.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
