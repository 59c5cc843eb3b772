package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.vae.check.Memory;
import lanewise.vae.check.Nearest;
import lanewise.vae.check.Texts;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;
import lanewise.vae.tabular.TableForm;

/// The column of a table that holds the labels of its rows.
///
/// @param values what stands in it, in the order of the labels' numbers
/// @param numbers one byte per row, the number of its label
record RowLabels(List<String> values, MemorySegment numbers) {

    private static final int MOST = 256;

    /// Reads the column.
    ///
    /// @param known the values that are known already, in the order of their numbers; further ones come after them
    static RowLabels read(TableFile file, String column, List<String> known, Arena arena)
            throws IOException, CommandException {
        int at = file.columns().indexOf(column);
        if (at < 0) {
            throw new CommandException("--label: there is no column " + column + " in " + file.file()
                    + "; its columns are " + Texts.abridged(String.join(", ", file.columns()))
                    + Nearest.hint(column, file.columns()));
        }
        List<String> values = new ArrayList<>(known);
        Map<String, Integer> numbers = new HashMap<>();
        for (String value : known) {
            numbers.put(value, numbers.size());
        }
        MemorySegment bytes = Memory.allocate(arena, Math.max(1, file.count()), file.file() + ": has " + file.count()
                + " rows, whose labels are kept");
        try (TableRows rows = file.rows()) {
            while (rows.next()) {
                String text = rows.isMissing(at) ? TableForm.NO_LABEL : rows.text(at);
                Integer number = numbers.get(text);
                if (number == null && values.size() == MOST) {
                    throw new CommandException(rows.place(at) + " has the label " + Texts.abridged(text) + ", after "
                            + MOST + " different ones, expected at most " + MOST
                            + ": a column of numbers or names is no label");
                }
                if (number == null) {
                    number = values.size();
                    values.add(text);
                    numbers.put(text, number);
                }
                bytes.set(ValueLayout.JAVA_BYTE, rows.row() - 1, number.byteValue());
            }
        }
        return new RowLabels(List.copyOf(values), bytes);
    }

    /// The numbers of values that a person names; a name that no row has adds nothing.
    List<Integer> numbersOf(List<String> named) {
        return IntStream.range(0, values.size())
                .filter(v -> named.stream().anyMatch(name -> TableData.isSame(values.get(v), name))).boxed().toList();
    }
}
