package lanewise.vae.report;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.LeakyRelu;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;

/// The layers of a [PageDecoder] one by one: hidden ones, and behind them the first head, which is the mean's.
final class PageLayers {

    private PageLayers() {
    }

    /// Why the script cannot do what a network does, null if it can.
    static String refusal(Network network) {
        for (int i = 0; i <= network.hidden().size(); i++) {
            LinearMap map = network.map(i);
            if (!(map instanceof Dense || map instanceof Conv2d || map instanceof ConvTranspose2d)) {
                return "the page does not know the layer " + map.name();
            }
            if (i < network.hidden().size()) {
                Normalization normalization = network.hidden().get(i).normalization();
                if (normalization != Normalization.NONE && normalization != Normalization.LAYER) {
                    return "the page does not know the normalisation " + normalization.id();
                }
            }
        }
        return null;
    }

    /// The map of a layer; of the head one that gives the mean.
    private static LinearMap map(Architecture net, int index) {
        Network decoder = net.decoder();
        return index < decoder.hidden().size() ? decoder.map(index)
                : decoder.head().sized(net.inputs(), decoder.input(index));
    }

    /// Weights of a layer.
    static long weights(Architecture net, PlacedNetwork placed, int index) {
        return map(net, index).weight(placed.input(index)).stream().mapToLong(Integer::longValue)
                .reduce(1, Math::multiplyExact);
    }

    /// Products that an image takes.
    static long products(Architecture net) {
        PlacedNetwork placed = net.placedDecoder();
        return IntStream.rangeClosed(0, net.decoder().hidden().size()).mapToLong(i -> {
            LinearMap map = map(net, i);
            Shape in = placed.input(i);
            long places = !map.slides() ? 1 : map instanceof ConvTranspose2d ? in.pixels() : map.output(in).pixels();
            return places * weights(net, placed, i);
        }).sum();
    }

    /// A layer with its weights.
    static Map<String, Object> of(Architecture net, PlacedNetwork placed, int index, Parameters parameters,
            Storage storage) {
        boolean head = index == net.decoder().hidden().size();
        Slot slot = placed.slots().get(index);
        LinearMap map = map(net, index);
        Shape in = placed.input(index);
        // Dense heads share a slot, in which the mean comes first.
        int rows = map.slides() ? slot.rows() : map.biases(in);
        Map<String, Object> layer = new LinkedHashMap<>();
        layer.put("rows", rows);
        layer.put("columns", slot.columns());
        putSliding(layer, map, in);
        putWeights(layer, parameters.weight(slot).rows(0, rows), storage);
        layer.put("bias", PageDecoder.floats(parameters.bias(slot).columns(0, map.biases(in))));
        if (slot.norm() != null) {
            layer.put("gain", PageDecoder.floats(parameters.gain(slot)));
            layer.put("shift", PageDecoder.floats(parameters.shift(slot)));
        }
        putActivation(layer, head ? null : net.decoder().hidden().get(index).activation());
        return layer;
    }

    private static void putSliding(Map<String, Object> layer, LinearMap map, Shape in) {
        switch (map) {
            case Conv2d conv -> putKernel(layer, false, conv.kernel(), conv.stride(), conv.padding());
            case ConvTranspose2d conv -> putKernel(layer, true, conv.kernel(), conv.stride(), conv.padding());
            default -> {
                return;
            }
        }
        layer.put("from", extents(in));
        layer.put("to", extents(map.output(in)));
    }

    private static void putKernel(Map<String, Object> layer, boolean transposed, int kernel, int stride, int padding) {
        layer.put("transposed", transposed);
        layer.put("kernel", kernel);
        layer.put("stride", stride);
        layer.put("padding", padding);
    }

    private static List<Integer> extents(Shape shape) {
        return List.of(shape.channels(), shape.height(), shape.width());
    }

    private static void putActivation(Map<String, Object> layer, Activation activation) {
        layer.put("activation", activation == null ? "identity" : activation.name());
        if (activation instanceof LeakyRelu leaky) {
            layer.put("slope", leaky.slope());
        } else if (activation instanceof Elu elu) {
            layer.put("slope", elu.alpha());
        }
    }

    private static void putWeights(Map<String, Object> layer, Matrix weights, Storage storage) {
        ByteBuffer bytes = PageDecoder.buffer((long) weights.rows() * weights.columns() * storage.bytes());
        ByteBuffer scales = PageDecoder.buffer(4L * weights.rows());
        for (int r = 0; r < weights.rows(); r++) {
            float scale = storage == Storage.INT8 ? Storage.scale(Storage.largest(weights, r)) : 1;
            scales.putFloat(scale);
            for (int c = 0; c < weights.columns(); c++) {
                float weight = weights.get(r, c);
                switch (storage) {
                    case FLOAT32 -> bytes.putFloat(weight);
                    case BFLOAT16 -> bytes.putShort(Storage.bfloat16(weight));
                    case INT8 -> bytes.put(Storage.quantized(weight, scale));
                }
            }
        }
        layer.put("weights", PageDecoder.base64(bytes));
        if (storage == Storage.INT8) {
            layer.put("scales", PageDecoder.base64(scales));
        }
    }
}
