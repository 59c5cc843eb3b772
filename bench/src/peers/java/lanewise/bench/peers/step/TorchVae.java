package lanewise.bench.peers.step;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.library.Torch;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;

import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/// The variational autoencoder of PyTorch's example, with hidden layers of any kind: its parameters and its loss.
final class TorchVae {

    private static final long SUM = 2;

    private final Architecture architecture;
    private final ParameterLayout layout;
    private final TorchForm form;
    private final TorchRows arrangement;
    private final List<Tensor> start = new ArrayList<>();
    private final List<Tensor> parameters = new ArrayList<>();
    private final TensorOptional none = new TensorOptional();
    private final Scalar half = new Scalar(0.5f);
    private final Scalar one = new Scalar(1f);
    private final Scalar two = new Scalar(2);
    private final Scalar minusHalf = new Scalar(-0.5f);

    TorchVae(Architecture architecture, Parameters weights, TorchForm form) {
        this.architecture = architecture;
        this.layout = architecture.layout();
        this.form = form;
        this.arrangement = form.channelsLast() ? new TorchRows(architecture) : null;
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            float[] values = weights.tensor(tensor.name()).toArray();
            long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
            Tensor initial = Tensor.create(arrangement == null ? values : arrangement.arrange(tensor.name(), values,
                    tensor.columns()), shape);
            if (form.channelsLast() && shape.length == 4) {
                initial = initial.contiguous(MemoryFormat.ChannelsLast);
            }
            start.add(initial);
            parameters.add(initial.clone().set_requires_grad(true));
        }
    }

    /// In the layout's order.
    List<Tensor> parameters() {
        return parameters;
    }

    /// The values of a parameter or its gradient as the model's files arrange them.
    float[] values(int index, Tensor tensor) {
        ParameterLayout.Tensor place = layout.tensors().get(index);
        float[] values = Torch.array(tensor);
        return arrangement == null ? values : arrangement.restore(place.name(), values, place.columns());
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
        Network encoder = architecture.encoder();
        Network decoder = architecture.decoder();
        Tensor h = flat(hidden(encoder, "encoder.", x));
        Tensor mu = linear("encoder.mu", h);
        Tensor logVariance = linear("encoder.logvar", h);
        Tensor deviation = torch.exp(logVariance.mul(half));
        Tensor z = mu.add((noise == null ? torch.randn_like(deviation) : noise).mul(deviation));
        Tensor g = hidden(decoder, "decoder.", z);
        int last = decoder.hidden().size();
        Tensor out = flat(map(decoder.map(last), decoder.input(last), "decoder.out", g));
        Tensor reconstruction = form.fast() ? torch.binary_cross_entropy_with_logits(out, x, none, none, SUM)
                : torch.binary_cross_entropy(torch.sigmoid(out), x, none, SUM);
        Tensor divergence = logVariance.add(one).sub(mu.pow(two)).sub(logVariance.exp()).sum().mul(minusHalf);
        return reconstruction.add(divergence);
    }

    private Tensor hidden(Network network, String part, Tensor x) {
        Tensor h = x;
        for (int i = 0; i < network.hidden().size(); i++) {
            h = activation(network.hidden().get(i).activation(), map(network.map(i), network.input(i), part + i, h));
        }
        return h;
    }

    private Tensor map(LinearMap map, Shape in, String name, Tensor x) {
        return switch (map) {
            case Dense d -> linear(name, flat(x));
            case Conv2d c -> torch.conv2d(image(x, in), parameter(name + ".weight"), bias(name), both(c.stride()),
                    both(c.padding()),
                    both(1), 1);
            case ConvTranspose2d c -> {
                Tensor y = torch.conv_transpose2d(image(x, in), parameter(name + ".weight"), form.apart() ? none
                        : bias(name),
                        both(c.stride()), both(c.padding()), both(c.outputPadding()), 1, 1, 1);
                yield form.apart() ? y.add_(parameter(name + ".bias").view(1, -1, 1, 1)) : y;
            }
        };
    }

    /// Rows as images; channels last they lie so.
    private Tensor image(Tensor x, Shape shape) {
        if (x.dim() == 4) {
            return x;
        }
        return form.channelsLast() && shape.channels() > 1 ? x.view(-1, shape.height(), shape.width(),
                shape.channels()).permute(0, 3, 1, 2)
                : x.view(-1, shape.channels(), shape.height(), shape.width());
    }

    /// Images as rows; channels last this moves nothing.
    private Tensor flat(Tensor x) {
        if (x.dim() == 2) {
            return x;
        }
        return (form.channelsLast() ? x.permute(0, 2, 3, 1) : x).reshape(x.size(0), -1);
    }

    private Tensor linear(String layer, Tensor x) {
        return torch.linear(x, parameter(layer + ".weight"), bias(layer));
    }

    private TensorOptional bias(String layer) {
        return new TensorOptional(parameter(layer + ".bias"));
    }

    private Tensor parameter(String name) {
        return parameters.get(layout.indexOf(name));
    }

    private static long[] both(int extent) {
        return new long[] {extent, extent};
    }

    private Tensor activation(Activation activation, Tensor x) {
        return switch (activation) {
            case Relu r -> form.fast() && x.dim() == 4 ? x.relu_() : torch.relu(x);
            case Tanh t -> torch.tanh(x);
            default -> throw new IllegalArgumentException("activation " + activation);
        };
    }
}
