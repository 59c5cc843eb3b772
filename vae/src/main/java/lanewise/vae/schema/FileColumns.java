package lanewise.vae.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableFile;

/// The columns of a file that a schema keeps, found by their names.
final class FileColumns {

    private FileColumns() {
    }

    /// For each place the number of its column in the file.
    static int[] match(Schema schema, List<TableEncoder.Place> places, TableFile file) throws FormatException {
        List<String> names = file.columns();
        if (!file.isNamed() && !schema.columns().stream().map(Column::name).toList().equals(names)) {
            if (names.size() != schema.columns().size()) {
                throw new FormatException(file.file().toString(), "has " + names.size()
                        + " columns without names, expected the "
                        + schema.columns().size() + " of the schema: "
                                + String.join(", ", schema.columns().stream().map(Column::name).toList()));
            }
            names = schema.columns().stream().map(Column::name).toList();
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (String name : names) {
            numbers.put(name, numbers.size());
        }
        List<String> absent =
                places.stream().map(place -> place.column().name()).filter(name -> !numbers.containsKey(name)).toList();
        if (!absent.isEmpty()) {
            throw new FormatException(file.file().toString(), "has no column " + Texts.listed(absent)
                    + "; its columns are " + Texts.listed(names));
        }
        return places.stream().mapToInt(place -> numbers.get(place.column().name())).toArray();
    }
}
