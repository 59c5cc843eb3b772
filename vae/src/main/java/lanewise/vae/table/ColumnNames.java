package lanewise.vae.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// Names of columns, all different; columns without a name are called `column1`, `column2`, as they are counted.
final class ColumnNames {

    private ColumnNames() {
    }

    /// The names that the cells of a first line are.
    ///
    /// @param cells of the line
    /// @param named whether they are names
    /// @param place of the line, for messages
    static List<String> of(List<String> cells, boolean named, String place) throws FormatException {
        List<String> names = new ArrayList<>(cells.size());
        Map<String, Integer> seen = new HashMap<>();
        for (int c = 0; c < cells.size(); c++) {
            String name = named && !cells.get(c).isEmpty() ? cells.get(c) : "column" + (c + 1);
            if (name.indexOf('\uFFFD') >= 0) {
                throw new FormatException(place, "column " + (c + 1) + " is called " + Texts.abridged(name)
                        + ", which is not UTF-8, expected"
                        + " text in UTF-8");
            }
            Integer other = seen.put(name, c);
            if (other != null) {
                throw new FormatException(place, "columns " + (other + 1) + " and " + (c + 1) + " are both called "
                        + Texts.abridged(name)
                        + ", expected different names");
            }
            names.add(name);
        }
        return names;
    }

    /// Names of columns that have none.
    ///
    /// @param name what comes before the number
    /// @param count how many
    static List<String> numbered(String name, int count) {
        List<String> names = new ArrayList<>(count);
        for (int c = 1; c <= count; c++) {
            names.add(name + c);
        }
        return names;
    }
}
