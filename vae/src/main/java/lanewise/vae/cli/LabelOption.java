package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.vae.model.Architecture;

/// The label that a conditional decoder is told for all images of a picture.
final class LabelOption {

    static final Option<Integer> LABEL = Option.integer("label", "N", 0, 255, null, "the label to decode for, with a model trained with --condition labels");

    private LabelOption() {
    }

    /// Refuses a label where there is no condition, no label where there is one, and a condition that is no label.
    ///
    /// @param config of the model's run, or null
    static void check(Arguments arguments, Path file, Architecture architecture, RunConfig config) throws CommandException {
        int width = architecture.conditionWidth();
        Integer label = arguments.get(LABEL);
        if (width == 0) {
            if (label != null) {
                throw new CommandException("--label: " + file + " is no conditional model, expected one trained with --condition labels");
            }
            return;
        }
        if (config != null && config.condition() != null && !config.condition().isLabels()) {
            throw new CommandException(file + ": is a conditional model of other columns than labels, which cannot be named here");
        }
        if (label == null || label >= width) {
            throw new CommandException("--label: " + (label == null ? "not given, but " : label + ", but ") + file
                    + " is a conditional model, expected the label to decode for, 0 to " + (width - 1));
        }
    }

    /// What the decoder reads: the codes themselves, or with the label beside each.
    static Matrix beside(Arguments arguments, Matrix codes, Architecture architecture, Arena arena) {
        int width = architecture.conditionWidth();
        if (width == 0) {
            return codes;
        }
        Matrix both = Matrix.allocate(arena, codes.rows(), codes.columns() + width);
        both.columns(0, codes.columns()).copyFrom(codes);
        Condition.fill(both.columns(codes.columns(), both.columns()), List.of(arguments.get(LABEL)));
        return both;
    }
}
