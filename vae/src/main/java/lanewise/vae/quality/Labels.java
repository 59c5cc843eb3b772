package lanewise.vae.quality;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Nearest;
import lanewise.vae.format.FormatException;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.Survey;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

/// The classes of a label column, and which of them the rows of a file have.
public final class Labels {

    private static final int NONE = -1;

    private final String column;
    private final List<String> classes;

    private Labels(String column, List<String> classes) {
        this.column = column;
        this.classes = classes;
    }

    /// Surveys a table whose label column is a category, whatever its texts.
    ///
    /// @param file the table
    /// @param kinds what columns are said to be
    /// @param label name of the label column
    /// @return what was found
    /// @throws FormatException as [Survey#of(TableFile, Map)], or if there is no such column, or one class or too many
    /// @throws IOException if the file cannot be read
    public static Survey survey(TableFile file, Map<String, String> kinds, String label) throws IOException {
        if (!file.columns().contains(label)) {
            throw new FormatException(file.file().toString(), "has no column " + label
                    + ", which is said to be the label; its columns are " + String.join(", ", file.columns())
                    + Nearest.hint(label, file.columns()));
        }
        Map<String, String> told = new LinkedHashMap<>(kinds);
        told.put(label, "category");
        Survey survey = Survey.of(file, told);
        int values = survey.columns().get(file.columns().indexOf(label)).values();
        if (values < 2 || values > Survey.MOST_CATEGORIES) {
            throw new FormatException(file.file() + ": column " + label, "has "
                    + (values < 0 ? "too many different values" : values == 1 ? "one class" : values + " classes")
                    + ", expected 2 to " + Survey.MOST_CATEGORIES + " of a label");
        }
        return survey;
    }

    /// The classes of a label column.
    ///
    /// @param schema as [#survey(TableFile, Map, String)] found it
    /// @param label name of the label column
    /// @return the classes, in the order of the schema
    static Labels of(Schema schema, String label) {
        Column.Category column = (Column.Category) schema.column(label);
        return new Labels(label, column.categories());
    }

    /// The name of the column.
    ///
    /// @return the name
    String column() {
        return column;
    }

    /// The classes.
    ///
    /// @return their texts
    List<String> classes() {
        return classes;
    }

    /// The labels of the rows of a file.
    ///
    /// A label that is no class, but is one without a full stop at its end or blanks around it, counts as that one: the
    /// test rows of the census table of the UCI repository have such. The number of a class by another text is that
    /// class.
    ///
    /// @param file the file
    /// @param names of the columns where the file has none
    /// @return for each row the place of its class, -1 where the label is missing
    /// @throws FormatException if a label is no class
    /// @throws IOException if the file cannot be read
    int[] read(TableFile file, List<String> names) throws IOException {
        int index = (file.isNamed() ? file.columns() : names).indexOf(column);
        int[] labels = new int[Math.toIntExact(file.count())];
        try (TableRows rows = file.rows()) {
            for (int r = 0; r < labels.length && rows.next(); r++) {
                labels[r] = rows.isMissing(index) ? NONE : place(rows, index);
            }
        }
        return labels;
    }

    private int place(TableRows rows, int index) throws IOException {
        String text = rows.text(index);
        int place = classes.indexOf(text);
        if (place < 0) {
            place = classes.indexOf(text.strip().replaceFirst("\\.$", ""));
        }
        if (place < 0) {
            double number = rows.number(index);
            for (int c = 0; place < 0 && !Double.isNaN(number) && c < classes.size(); c++) {
                place = number(classes.get(c)) == number ? c : place;
            }
        }
        if (place < 0) {
            throw new FormatException(rows.place(index), "is \"" + text + "\", expected a class of the real table: "
                    + String.join(", ", classes.subList(0, Math.min(10, classes.size()))));
        }
        return place;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.replace(',', '.'));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
