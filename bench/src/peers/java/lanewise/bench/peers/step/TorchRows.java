package lanewise.bench.peers.step;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;

/// Where the rows and columns of dense weights stand when images between the layers are flattened channels last,
/// `[height, width, channels]`.
///
/// What is flattened is then as it lies in memory. The nets are the same, their dense weights beside an image are
/// arranged otherwise.
final class TorchRows {

    private final Map<String, int[]> rows = new HashMap<>();
    private final Map<String, int[]> columns = new HashMap<>();

    TorchRows(Architecture architecture) {
        add("encoder.", architecture.encoder(), List.of("mu", "logvar"));
        add("decoder.", architecture.decoder(), List.of("out"));
    }

    private void add(String part, Network network, List<String> heads) {
        for (int i = 0; i <= network.hidden().size(); i++) {
            if (network.map(i) instanceof Dense dense) {
                boolean head = i == network.hidden().size();
                for (String name : head ? heads : List.of(Integer.toString(i))) {
                    if (i > 0) {
                        columns.put(part + name + ".weight", order(network.input(i)));
                    }
                    if (!head) {
                        rows.put(part + name + ".weight", order(dense.out()));
                        columns.put(part + name + ".bias", order(dense.out()));
                    }
                }
            }
        }
    }

    /// Of each place channels last, its place in `[channels, height, width]`; null if they are the same.
    private static int[] order(Shape shape) {
        if (shape.isVector() || shape.channels() == 1) {
            return null;
        }
        int[] order = new int[shape.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % shape.channels() * shape.pixels() + i / shape.channels();
        }
        return order;
    }

    /// A tensor's values as they are arranged here, from those of the model's files.
    float[] arrange(String tensor, float[] values, int width) {
        return moved(tensor, values, width, true);
    }

    /// The way back.
    float[] restore(String tensor, float[] values, int width) {
        return moved(tensor, values, width, false);
    }

    private float[] moved(String tensor, float[] values, int width, boolean there) {
        int[] row = rows.get(tensor);
        int[] column = columns.get(tensor);
        if (row == null && column == null) {
            return values;
        }
        float[] moved = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int r = i / width;
            int c = i % width;
            int at = (row == null ? r : row[r]) * width + (column == null ? c : column[c]);
            moved[there ? i : at] = values[there ? at : i];
        }
        return moved;
    }
}
