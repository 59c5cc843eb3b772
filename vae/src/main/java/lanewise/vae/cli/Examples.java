package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.explore.Embedding;

/// Examples that a command looks at, and their embeddings.
///
/// @param numbers where they are in the data
/// @param data the examples
/// @param codes their embeddings, one per row
record Examples(int[] numbers, Dataset data, Matrix codes) {

    static final Option<List<Integer>> ROWS = Option.sizes("examples", "LIST", 0, Integer.MAX_VALUE, null,
            "which examples, by their numbers from 0");

    /// The examples named by [#ROWS], or the first ones.
    ///
    /// @param count how many where none are named
    static Examples of(Arguments arguments, ModelSource source, Dataset data, int count, Arena arena, Team team)
            throws CommandException {
        List<Integer> named = arguments.get(ROWS);
        int[] numbers = named != null ? named.stream().mapToInt(n -> n).toArray() : first(Math.min(count, data.size()));
        return of(numbers, source, data, arena, team);
    }

    static Examples of(int[] numbers, ModelSource source, Dataset data, Arena arena, Team team)
            throws CommandException {
        for (int number : numbers) {
            if (number >= data.size()) {
                throw new CommandException("--" + ROWS.name() + ": " + number + ", but " + data.name()
                        + " has the examples 0 to " + (data.size() - 1));
            }
        }
        Dataset chosen = data.subset(numbers);
        return new Examples(numbers, chosen, embed(source, chosen, arena, team));
    }

    /// The embeddings of data.
    static Matrix embed(ModelSource source, Dataset data, Arena arena, Team team) {
        Matrix codes = Matrix.allocateDense(arena, data.size(), source.model().architecture().latent());
        try (Workspace workspace = Workspace.with(team)) {
            Embedding.of(source.model(), data, codes, null, workspace);
        }
        return codes;
    }

    /// The labels of data, or null where there are none.
    static int[] labels(Dataset data) {
        if (!data.hasLabels()) {
            return null;
        }
        int[] labels = new int[data.size()];
        for (int r = 0; r < labels.length; r++) {
            labels[r] = data.label(r);
        }
        return labels;
    }

    int size() {
        return numbers.length;
    }

    /// The examples themselves, one per row, without conditions that stand beside them.
    ///
    /// @param inputs columns of the data alone
    Matrix originals(int inputs, Arena arena) {
        Matrix rows = Matrix.allocate(arena, size(), data.width());
        data.copy(0, size(), rows);
        return rows.columns(0, inputs);
    }

    /// What an example is called beside its picture: its number and, where there is one, its label.
    String name(int i) {
        return "no. " + numbers[Objects.checkIndex(i, numbers.length)]
                + (data.hasLabels() ? " (" + data.label(i) + ")" : "");
    }

    private static int[] first(int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }
}
