package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Nearest;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Shape;

/// The linear maps of layers on the command line: `NAME:component=value:component=value`, separated by commas, such as
/// `conv2d:channels=32:kernel=3:stride=2:padding=1,dense:units=16`. Strides are 1 and paddings 0 where they are not
/// said; the units of a dense map are a number
/// or a shape, `64x7x7`. A head is one such map without its number of outputs, which follows from the likelihood.
final class LayerText {

    private static final int LARGEST = Network.MOST_UNITS;
    private static final String DENSE = "dense";
    private static final String CONVOLUTION = "conv2d";
    private static final String TRANSPOSED = "conv_transpose2d";
    private static final List<String> NAMES = List.of(DENSE, CONVOLUTION, TRANSPOSED);

    private final String place;
    private final String name;
    private final List<String> components;
    private final boolean head;
    private final Map<String, String> values = new LinkedHashMap<>();

    private LayerText(String place, String text, boolean head) {
        String[] parts = text.strip().split(":", -1);
        this.place = place;
        this.name = parts[0];
        this.components = Arrays.asList(parts).subList(1, parts.length);
        this.head = head;
    }

    /// The maps of a chain of layers.
    ///
    /// @param option whose value the text is, for messages
    /// @throws UsageException naming the option, the layer's index, what is wrong with it and what was expected
    static List<LinearMap> maps(Option<String> option, String text) throws UsageException {
        List<LinearMap> maps = new ArrayList<>();
        for (String layer : text.split(",", -1)) {
            maps.add(new LayerText("--" + option.name() + ": layer " + maps.size(), layer, false).map());
        }
        return maps;
    }

    /// The map of a head, of one output.
    static LinearMap head(Option<String> option, String text) throws UsageException {
        return new LayerText("--" + option.name(), text, true).map();
    }

    private LinearMap map() throws UsageException {
        try {
            return switch (name) {
                case DENSE -> {
                    expect("units");
                    yield new Dense(shape("units"));
                }
                case CONVOLUTION -> {
                    expect("channels", "kernel", "stride=1", "padding=0");
                    yield new Conv2d(count("channels"), count("kernel"), count("stride"), count("padding"));
                }
                case TRANSPOSED -> {
                    expect("channels", "kernel", "stride=1", "padding=0", "output_padding=0");
                    yield new ConvTranspose2d(count("channels"), count("kernel"), count("stride"), count("padding"),
                            count("output_padding"));
                }
                default -> throw new UsageException(place + ": '" + name + "', expected one of "
                        + String.join(", ", NAMES) + Nearest.hint(name, NAMES));
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException(place + ": " + e.getMessage());
        }
    }

    /// Reads the components of a map: `name`, or `name=value` with what it is where it is not said. The first is the
    /// number of outputs, which a head does not have.
    private void expect(String... known) throws UsageException {
        List<String> names = Arrays.stream(known).map(component -> component.split("=")[0]).toList();
        List<String> allowed = head ? names.subList(1, names.size()) : names;
        for (String component : components) {
            int equals = component.indexOf('=');
            String word = equals < 0 ? component : component.substring(0, equals);
            if (equals < 0 || !allowed.contains(word)) {
                throw new UsageException(place + ": '" + component + "' after " + name + ", expected "
                        + (allowed.isEmpty() ? "nothing"
                        : String.join(" or ", allowed.stream().map(key -> key + "=...").toList()))
                        + (names.contains(word) && head ? ": the " + word + " of a head follow from the likelihood"
                        : ""));
            }
            if (values.put(word, component.substring(equals + 1)) != null) {
                throw new UsageException(place + ": " + name + " has " + word + " twice, expected it once");
            }
        }
        if (head) {
            values.put(names.getFirst(), "1");
        }
        for (String component : known) {
            String[] parts = component.split("=");
            if (parts.length == 2) {
                values.putIfAbsent(parts[0], parts[1]);
            } else if (!values.containsKey(parts[0])) {
                throw new UsageException(place + ": " + name + " has no " + parts[0] + ", expected " + parts[0]
                        + "=...");
            }
        }
    }

    private int count(String component) throws UsageException {
        String text = values.get(component);
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > LARGEST) {
            throw new UsageException(place + ": " + name + ": " + component + " is '" + text
                    + "', expected a whole number up to " + LARGEST);
        }
        return Integer.parseInt(text);
    }

    private Shape shape(String component) throws UsageException {
        String text = values.get(component);
        try {
            return Shape.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(place + ": " + name + ": " + component + " is '" + text
                    + "', expected a number such as 400 or channels, height and width such as 64x7x7, each at least 1");
        }
    }
}
