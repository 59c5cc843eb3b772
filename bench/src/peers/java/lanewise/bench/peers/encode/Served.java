package lanewise.bench.peers.encode;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/// One way to embed 1 to some number of rows on one thread, by one or several models of a shape in turn.
interface Served {

    /// Embeds the first rows of the input; each call takes the next model.
    void run(int rows) throws OrtException;

    /// What the last call gave.
    float[] result(int rows);

    /// Weights of a model, drawn by its number.
    static Parameters weights(Architecture architecture, int number) {
        Parameters parameters = Parameters.allocate(Arena.ofAuto(), architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1 + number);
        return parameters;
    }

    /// Rows of uniform numbers.
    static Matrix inputs(Architecture architecture, int rows) {
        Matrix x = Matrix.allocateDense(Arena.ofAuto(), rows, architecture.inputs());
        new RandomStream(1, 1).fillUniform(x, 0);
        return x;
    }

    /// Lanewise with some storage of weights.
    static Served lanewise(Architecture architecture, Storage storage, int models, int most) {
        Session[] sessions = new Session[models];
        for (int i = 0; i < models; i++) {
            try (VaeModel wide = VaeModel.of(architecture, weights(architecture, i))) {
                sessions[i] = wide.withStorage(storage).session(most);
            }
        }
        Matrix x = inputs(architecture, most);
        Matrix means = Matrix.allocateDense(Arena.ofAuto(), most, architecture.latent());
        Matrix[] in = new Matrix[most + 1];
        Matrix[] out = new Matrix[most + 1];
        for (int r = 1; r <= most; r++) {
            in[r] = x.rows(0, r);
            out[r] = means.rows(0, r);
        }
        return new Served() {

            private int turn;

            @Override
            public void run(int rows) {
                turn = turn + 1 < models ? turn + 1 : 0;
                sessions[turn].encode(in[rows], out[rows]);
            }

            @Override
            public float[] result(int rows) {
                return out[rows].toArray();
            }
        };
    }

    /// How ONNX Runtime holds the weights.
    enum Form { FLOAT32, INT8, INT8_PER_OUTPUT }

    /// ONNX Runtime, one thread, all optimisations, input and output bound to direct buffers.
    static Served onnx(Architecture architecture, Form form, int models, int most) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession[] sessions = new OrtSession[models];
        for (int i = 0; i < models; i++) {
            sessions[i] = session(environment, model(architecture, weights(architecture, i), form));
        }
        FloatBuffer x = direct(most * architecture.inputs());
        x.put(inputs(architecture, most).toArray()).flip();
        FloatBuffer mean = direct(most * architecture.latent());
        Map<Integer, Map<String, OnnxTensor>> in = new HashMap<>();
        Map<Integer, Map<String, OnnxTensor>> out = new HashMap<>();
        for (int r = 1; r <= most; r++) {
            in.put(r, Map.of("x", OnnxTensor.createTensor(environment, x.slice(0, r * architecture.inputs()),
                    new long[] {r, architecture.inputs()})));
            out.put(r, Map.of("mean", OnnxTensor.createTensor(environment, mean.slice(0, r * architecture.latent()),
                    new long[] {r, architecture.latent()})));
        }
        return new Served() {

            private int turn;

            @Override
            public void run(int rows) throws OrtException {
                turn = turn + 1 < models ? turn + 1 : 0;
                sessions[turn].run(in.get(rows), out.get(rows)).close();
            }

            @Override
            public float[] result(int rows) {
                float[] values = new float[rows * architecture.latent()];
                mean.get(0, values);
                return values;
            }
        };
    }

    private static byte[] model(Architecture architecture, Parameters weights, Form form) {
        OnnxModel model = new OnnxModel("x", 0, architecture.inputs());
        String[][] layers = {{"x", "encoder.0", "sum"}, {"hidden", "encoder.mu", "mean"}};
        for (String[] layer : layers) {
            Matrix weight = weights.tensor(layer[1] + ".weight");
            Matrix bias = weights.tensor(layer[1] + ".bias");
            if (form == Form.FLOAT32) {
                model.gemm(layer[0], weight, bias, layer[2]);
            } else {
                model.quantizedGemm(layer[0], weight, bias, form == Form.INT8_PER_OUTPUT, layer[2]);
            }
            if (layer[2].equals("sum")) {
                model.relu("sum", "hidden");
            }
        }
        return model.toBytes("mean", 0, architecture.latent());
    }

    private static OrtSession session(OrtEnvironment environment, byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return environment.createSession(model, options);
        }
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
