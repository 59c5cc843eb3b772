package lanewise.bench.peers.golden;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// A network in PyTorch, each layer by the function that PyTorch has for it; nothing here is differentiated by hand.
final class GoldenNet {

    private static final double NORMALIZATION_EPSILON = 1e-5;

    private final GoldenFile file;
    private final Map<String, Tensor> parameters = new HashMap<>();

    /// Draws all parameters and keeps them.
    GoldenNet(Architecture architecture, GoldenFile file) {
        this.file = file;
        for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
            String name = tensor.name().replace("encoder.", "enc.").replace("decoder.", "dec.");
            long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
            double deviation = (tensor.role() == ParameterLayout.Role.WEIGHT) ? 1 / Math.sqrt(tensor.fanIn()) : 0.3;
            parameters.put(name, file.gaussian(name, deviation, shape).set_requires_grad(true));
        }
    }

    /// The hidden layers; what each gives is kept as `out.`, the side and h0, h1 ..., and what its normalisation gives
    /// as n0, n1, ...
    ///
    /// @param x    rows, flat
    /// @param lead the extents before the last
    Tensor hidden(Network network, String side, Tensor x, long... lead) {
        Tensor h = x;
        for (int i = 0; i < network.hidden().size(); i++) {
            Layer layer = network.hidden().get(i);
            Shape in = network.input(i);
            h = map(layer.map(), in, side + i, h);
            if (layer.normalization() == Normalization.LAYER) {
                Shape out = layer.map().output(in);
                // PyTorch normalises the last extents: the channels are put there for as long.
                long channels = out.channels();
                Tensor pixels = h.reshape(-1, channels, out.size() / channels).permute(0, 2, 1);
                Tensor normalized = torch.layer_norm(pixels, new long[] {channels}, optional(side + i + ".norm.weight"),
                        optional(side + i + ".norm.bias"), NORMALIZATION_EPSILON, false);
                h = normalized.permute(0, 2, 1).reshape(-1, out.size());
                file.put("out." + side + "n" + i, h, with(lead, out.size()));
            }
            h = activation(layer.activation(), h);
            file.put("out." + side + "h" + i, h, with(lead, h.size(1)));
        }
        return h;
    }

    /// A linear map of flat rows to flat rows.
    Tensor map(LinearMap map, Shape in, String name, Tensor x) {
        Tensor weight = parameters.get(name + ".weight");
        TensorOptional bias = optional(name + ".bias");
        Tensor image = x.reshape(-1, in.channels(), in.height(), in.width());
        Tensor y = switch (map) {
            case Dense d -> torch.linear(x, weight, bias);
            case Conv2d c -> conv2d(c, image, weight, bias);
            case ConvTranspose2d c -> convTranspose2d(c, image, weight, bias);
        };
        return y.reshape(x.size(0), -1);
    }

    static Tensor conv2d(Conv2d c, Tensor image, Tensor weight, TensorOptional bias) {
        return torch.conv2d(image, weight, bias, both(c.stride()), both(c.padding()), both(1), 1);
    }

    static Tensor convTranspose2d(ConvTranspose2d c, Tensor image, Tensor weight, TensorOptional bias) {
        return torch.conv_transpose2d(image, weight, bias, both(c.stride()), both(c.padding()),
                both(c.outputPadding()), 1, 1, 1);
    }

    private static long[] both(int extent) {
        return new long[] {extent, extent};
    }

    private TensorOptional optional(String name) {
        return new TensorOptional(parameters.get(name));
    }

    private static Tensor activation(Activation activation, Tensor x) {
        return switch (activation.name()) {
            case "relu" -> torch.relu(x);
            case "tanh" -> torch.tanh(x);
            case "elu" -> torch.elu(x);
            case "softplus" -> torch.softplus(x);
            default -> throw new IllegalArgumentException("activation " + activation.name());
        };
    }

    static long[] with(long[] lead, long last) {
        long[] shape = Arrays.copyOf(lead, lead.length + 1);
        shape[lead.length] = last;
        return shape;
    }

    /// Keeps the gradients of all parameters, in the layout's order.
    void putGradients(Architecture architecture) {
        for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
            String name = tensor.name().replace("encoder.", "enc.").replace("decoder.", "dec.");
            file.put("grad." + name, parameters.get(name).grad());
        }
    }
}
