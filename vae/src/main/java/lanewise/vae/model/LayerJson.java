package lanewise.vae.model;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.check.Require;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.record.Records;

/// The JSON forms of layers, their maps and activations: a `name` and the components of the record.
final class LayerJson {

    private static final Records RECORDS = Records.of(MethodHandles.lookup());

    private LayerJson() {
    }

    static Map<String, Object> layer(Layer layer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("map", map(layer.map()));
        fields.put("activation", activation(layer.activation()));
        if (layer.normalization() != Normalization.NONE) {
            fields.put("normalization", layer.normalization().id());
        }
        return fields;
    }

    static Layer layer(JsonObject fields) throws FormatException {
        LinearMap map = map(fields.object("map"));
        Activation activation = activation(fields.object("activation"));
        Normalization normalization = fields.has("normalization") ? Normalization.named(fields.string("normalization"))
                : Normalization.NONE;
        fields.requireAllRead();
        return new Layer(map, normalization, activation);
    }

    static Map<String, Object> map(LinearMap map) {
        return switch (map) {
            case Dense dense -> named(map.name(), Map.of("shape", shape(dense.out())));
            case Conv2d convolution -> named(map.name(), RECORDS.components(convolution));
            case ConvTranspose2d convolution -> named(map.name(), RECORDS.components(convolution));
        };
    }

    static LinearMap map(JsonObject fields) throws FormatException {
        String name = fields.string("name");
        LinearMap map = switch (name) {
            case "dense" -> new Dense(shape(fields, "shape"));
            case "conv2d" -> new Conv2d(count(fields, "channels"), count(fields, "kernel"), count(fields, "stride"),
                    count(fields, "padding"));
            case "conv_transpose2d" -> new ConvTranspose2d(count(fields, "channels"), count(fields, "kernel"),
                    count(fields, "stride"), count(fields, "padding"), count(fields, "outputPadding"));
            default -> throw new IllegalArgumentException("map: there is no '" + name
                    + "', expected one of [dense, conv2d, conv_transpose2d]");
        };
        fields.requireAllRead();
        return map;
    }

    private static int count(JsonObject fields, String name) throws FormatException {
        return fields.integer(name, 0, Integer.MAX_VALUE);
    }

    static List<Integer> shape(Shape shape) {
        return shape.isVector() ? List.of(shape.channels()) : List.of(shape.channels(), shape.height(), shape.width());
    }

    static Shape shape(JsonObject fields, String name) throws FormatException {
        List<Integer> extents = widths(fields, name);
        return switch (extents.size()) {
            case 1 -> Shape.of(extents.getFirst());
            case 3 -> new Shape(extents.get(0), extents.get(1), extents.get(2));
            default -> throw new IllegalArgumentException(name + ": " + extents
                    + ", expected one extent, or channels, height and width");
        };
    }

    static List<Integer> widths(JsonObject fields, String name) throws FormatException {
        List<Integer> widths = new ArrayList<>();
        List<Long> numbers = fields.integers(name);
        Require.within(0, Network.MOST_LAYERS, name, numbers.size());
        for (long width : numbers) {
            if (width < 1 || width > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("field \"" + name + "\" holds " + width
                        + ", expected widths of at least 1");
            }
            widths.add((int) width);
        }
        return widths;
    }

    static Map<String, Object> activation(Activation activation) {
        return named(activation.name(), RECORDS.components((Record) activation));
    }

    static Activation activation(JsonObject fields) throws FormatException {
        Record usual = (Record) Activation.named(fields.string("name"));
        List<Object> values = new ArrayList<>();
        for (String parameter : RECORDS.components(usual).keySet()) {
            values.add((float) fields.real(parameter));
        }
        fields.requireAllRead();
        return (Activation) RECORDS.construct(usual.getClass(), values.toArray());
    }

    /// In this order whatever the JVM, which the order of `Map.of` is not.
    static Map<String, Object> named(String name, Map<String, ?> parameters) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.putAll(parameters);
        return fields;
    }
}
