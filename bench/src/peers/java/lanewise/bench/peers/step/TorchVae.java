package lanewise.bench.peers.step;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.library.Torch;
import lanewise.core.Matrix;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.Parameters;

import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The variational autoencoder of PyTorch's example, with any number of hidden layers: its parameters and its loss.
final class TorchVae {

    private final ParameterLayout layout;
    private final int hidden;
    private final boolean relu;
    private final boolean logits;
    private final List<Tensor> start = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();
    private final TensorOptional none = new TensorOptional();
    private final Scalar half = new Scalar(0.5f);
    private final Scalar one = new Scalar(1f);
    private final Scalar two = new Scalar(2);
    private final Scalar minusHalf = new Scalar(-0.5f);

    /// @param logits whether the loss takes logits instead of the probabilities that a sigmoid makes of them
    TorchVae(Architecture architecture, Parameters weights, boolean logits) {
        this.layout = architecture.layout();
        this.hidden = architecture.encoderHidden().size();
        this.relu = switch (architecture.activation()) {
            case Relu r -> true;
            case Tanh t -> false;
            default -> throw new IllegalArgumentException("activation " + architecture.activation());
        };
        this.logits = logits;
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            Matrix values = weights.tensor(tensor.name());
            Tensor initial = tensor.isWeight() ? Torch.tensor(values, tensor.rows(), tensor.columns()) : Torch.tensor(values, tensor.size());
            start.add(initial);
            parameters.add(initial.clone().set_requires_grad(true));
        }
    }

    /// In the layout's order.
    List<Tensor> parameters() {
        return parameters;
    }

    /// Puts the parameters back and drops the gradients.
    void restart() {
        try (AutoGradMode off = new AutoGradMode(false)) {
            for (int i = 0; i < parameters.size(); i++) {
                parameters.get(i).copy_(start.get(i));
                parameters.get(i).mutable_grad().reset();
            }
        }
    }

    /// The loss: sum of binary cross-entropy and KL divergence.
    ///
    /// @param x     the batch
    /// @param noise the noise, or null to draw it
    Tensor loss(Tensor x, Tensor noise) {
        Tensor h = x;
        for (int i = 0; i < hidden; i++) {
            h = activation(linear("encoder." + i, h));
        }
        Tensor mu = linear("encoder.mu", h);
        Tensor logVariance = linear("encoder.logvar", h);
        Tensor deviation = torch.exp(logVariance.mul(half));
        h = mu.add((noise == null ? torch.randn_like(deviation) : noise).mul(deviation));
        for (int i = 0; i < hidden; i++) {
            h = activation(linear("decoder." + i, h));
        }
        Tensor out = linear("decoder.out", h);
        long sum = 2;
        Tensor reconstruction = logits ? torch.binary_cross_entropy_with_logits(out, x, none, none, sum)
                : torch.binary_cross_entropy(torch.sigmoid(out), x, none, sum);
        Tensor divergence = logVariance.add(one).sub(mu.pow(two)).sub(logVariance.exp()).sum().mul(minusHalf);
        return reconstruction.add(divergence);
    }

    private Tensor linear(String layer, Tensor x) {
        return torch.linear(x, parameter(layer + ".weight"), new TensorOptional(parameter(layer + ".bias")));
    }

    private Tensor parameter(String name) {
        return parameters.get(layout.indexOf(name));
    }

    private Tensor activation(Tensor x) {
        return relu ? torch.relu(x) : torch.tanh(x);
    }
}
