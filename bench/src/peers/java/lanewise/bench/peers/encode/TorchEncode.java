package lanewise.bench.peers.encode;

import java.lang.foreign.Arena;
import java.util.List;

import lanewise.bench.peers.library.Torch;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.RemoteMaker;
import lanewise.vae.layer.Parameters;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// PyTorch's embedding; to be made in a process of its own.
final class TorchEncode implements Contender {

    private final String name;
    private final InferenceMode inference;
    private final Tensor x;
    private final Tensor hiddenWeight;
    private final TensorOptional hiddenBias;
    private final Tensor meanWeight;
    private final TensorOptional meanBias;

    TorchEncode(String name, EncodeTask task, String blas) throws Exception {
        this.name = name;
        try {
            Torch.start(Torch.Blas.valueOf(blas), 1, false);
        } catch (Exception e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
        inference = new InferenceMode(true);
        try (Arena arena = Arena.ofShared()) {
            Parameters weights = EncodeTask.weights(arena);
            x = Torch.tensor(task.inputs(arena), task.rows(), EncodeTask.INPUTS);
            hiddenWeight = Torch.tensor(weights.tensor("encoder.0.weight"), EncodeTask.HIDDEN, EncodeTask.INPUTS);
            hiddenBias = new TensorOptional(Torch.tensor(weights.tensor("encoder.0.bias"), EncodeTask.HIDDEN));
            meanWeight = Torch.tensor(weights.tensor("encoder.mu.weight"), EncodeTask.LATENT, EncodeTask.HIDDEN);
            meanBias = new TensorOptional(Torch.tensor(weights.tensor("encoder.mu.bias"), EncodeTask.LATENT));
        }
    }

    private Tensor mean() {
        return torch.linear(torch.relu(torch.linear(x, hiddenWeight, hiddenBias)), meanWeight, meanBias);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() {
        try (PointerScope scope = new PointerScope()) {
            mean();
        }
    }

    @Override
    public float[] result() {
        try (PointerScope scope = new PointerScope()) {
            return Torch.array(mean());
        }
    }

    @Override
    public void close() {
        inference.close();
    }

    /// From the arguments of a command line.
    public static final class Maker implements RemoteMaker {

        @Override
        public Contender make(List<String> arguments) throws Exception {
            return new TorchEncode(arguments.get(0), new EncodeTask(Integer.parseInt(arguments.get(1))),
                    arguments.get(2));
        }
    }
}
