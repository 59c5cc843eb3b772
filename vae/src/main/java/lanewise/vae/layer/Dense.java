package lanewise.vae.layer;

import java.util.List;
import java.util.Objects;

/// `t = x W^T + b`: each output reads all inputs. Weights `[out, in]`, one bias for each output.
///
/// @param out shape of the output: a vector, or an image for the convolutions behind
public record Dense(Shape out) implements LinearMap {

    /// Refuses to be without a shape.
    public Dense {
        Objects.requireNonNull(out, "out");
    }

    /// A vector of outputs.
    ///
    /// @param units how many, at least 1
    /// @return the map
    public static Dense of(int units) {
        return new Dense(Shape.of(units));
    }

    @Override
    public String name() {
        return "dense";
    }

    @Override
    public Shape output(Shape in) {
        return out;
    }

    @Override
    public List<Integer> weight(Shape in) {
        return List.of(out.size(), in.size());
    }

    @Override
    public int biases(Shape in) {
        return out.size();
    }

    @Override
    public boolean slides() {
        return false;
    }

    @Override
    public Dense sized(int outputs, Shape in) {
        return of(outputs);
    }
}
