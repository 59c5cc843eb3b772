package lanewise.vae.interchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What tensors of this library are called elsewhere.
///
/// An entry names a layer (`encoder.0`, which stands for `encoder.0.weight` and `encoder.0.bias`) or a tensor; whatever
/// no entry names keeps its name. A layer `y = x W^T + b` has `weight` `[out, in]` and `bias` `[out]`, as PyTorch's
/// `Linear` has, and its normalisation `encoder.0.norm`, named by itself, `weight` and `bias` `[out]`, as `LayerNorm`
/// has. Immutable and thread-safe.
public final class NameMap {

    /// The names of this library: `encoder.0`, ..., `encoder.mu`, `encoder.logvar`, `decoder.0`, ..., `decoder.out`.
    public static final NameMap OWN = new NameMap(Map.of());

    /// The names of the VAE among PyTorch's examples: `fc1`, `fc21` (mean), `fc22` (log-variance), `fc3`, `fc4`.
    public static final NameMap PYTORCH_EXAMPLE = ofPairs("encoder.0", "fc1", "encoder.mu", "fc21", "encoder.logvar",
            "fc22", "decoder.0", "fc3", "decoder.out", "fc4");

    private static final List<String> PRESETS = List.of("own", "pytorch-example");

    private final Map<String, String> there;
    private final Map<String, String> here;

    private NameMap(Map<String, String> there) {
        this.there = new LinkedHashMap<>(there);
        this.here = new LinkedHashMap<>();
        this.there.forEach((own, foreign) -> {
            String other = here.put(foreign, own);
            if (other != null) {
                throw new IllegalArgumentException("names: " + other + " and " + own + " are both called " + foreign);
            }
        });
    }

    private static NameMap ofPairs(String... names) {
        Map<String, String> there = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            there.put(names[i], names[i + 1]);
        }
        return new NameMap(there);
    }

    /// A map of given entries.
    ///
    /// @param names names of this library to names elsewhere
    /// @return the map
    /// @throws IllegalArgumentException if two are called the same elsewhere or a name is empty
    public static NameMap of(Map<String, String> names) {
        names.forEach((own, foreign) -> require(own, foreign, own + "=" + foreign));
        return new NameMap(names);
    }

    /// Reads `own`, `pytorch-example`, or entries such as `encoder.0=fc1,encoder.mu=fc21`: the name here, `=`,
    /// the name elsewhere.
    ///
    /// @param text the text
    /// @return the map
    /// @throws IllegalArgumentException naming the entry that is wrong
    public static NameMap parse(String text) {
        if (PRESETS.contains(text)) {
            return text.equals("own") ? OWN : PYTORCH_EXAMPLE;
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            String[] sides = entry.strip().split("=", -1);
            require(sides[0], sides.length == 2 ? sides[1] : "", entry);
            if (names.put(sides[0], sides[1]) != null) {
                throw new IllegalArgumentException("names: " + sides[0] + " is given twice, expected once");
            }
        }
        return new NameMap(names);
    }

    private static void require(String own, String foreign, String entry) {
        if (own.isBlank() || foreign.isBlank()) {
            throw new IllegalArgumentException("names: '" + entry + "', expected " + String.join(", ", PRESETS)
                    + " or entries such as encoder.0=fc1 separated by commas");
        }
    }

    /// What a tensor of this library is called elsewhere.
    ///
    /// @param own its name here, such as `encoder.mu.weight`
    /// @return its name there
    public String foreign(String own) {
        return translate(own, there);
    }

    /// What a tensor is called here.
    ///
    /// @param foreign its name there, such as `fc21.weight`
    /// @return its name here
    public String own(String foreign) {
        return translate(foreign, here);
    }

    /// Whether a name elsewhere begins so.
    boolean begins(String prefix) {
        return prefix.isEmpty() || here.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    private static String translate(String name, Map<String, String> names) {
        if (names.containsKey(name)) {
            return names.get(name);
        }
        int dot = name.lastIndexOf('.');
        String layer = dot < 0 ? null : names.get(name.substring(0, dot));
        return layer == null ? name : layer + name.substring(dot);
    }

    /// The entries.
    @Override
    public String toString() {
        return there.isEmpty() ? "own" : String.join(",",
                there.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
    }
}
