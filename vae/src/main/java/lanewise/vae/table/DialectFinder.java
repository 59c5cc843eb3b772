package lanewise.vae.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import lanewise.vae.format.FormatException;

/// Finds how a text is written from the lines at its begin.
///
/// - **Comments**: lines at the begin that start with `#`. The last of them holds the names if it has as many cells as
///   the rows and the line after it holds none.
/// - **Delimiter**: of comma, semicolon, tab and `|` the one by which all records have equally many cells, at least
///   two; of several the one whose cells hold least of the others, numbers with a decimal comma aside; of several the
///   one with most cells.
/// - **Decimal comma**: where the delimiter is none, numbers such as `3,5` occur and none such as `3.5`.
/// - **Names**: the first record where it has texts over columns of numbers or dates; where all is text, if none of its
///   cells occurs again in its column.
final class DialectFinder {

    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int MOST_RECORDS = 100;
    /// No record is looked at after so many cells: each is a text of its own for the time.
    private static final int MOST_CELLS = 1 << 18;
    private static final Pattern COMMA_NUMBER = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");
    private static final Pattern POINT_NUMBER = Pattern.compile("[+-]?\\d*\\.\\d+([eE][+-]?\\d+)?");
    private static final Pattern DATE = Pattern.compile("\\d{1,4}[-/.:]\\d{1,2}([-/.:T ].*)?");

    private final String source;
    private final byte[] sample;
    private final boolean whole;
    private final ReadOptions options;
    private final MissingTexts missing;

    /// What is looked at.
    ///
    /// @param source what to call it in messages
    /// @param sample the begin of the text
    /// @param whole whether it is the whole text
    /// @param options what is known
    DialectFinder(String source, byte[] sample, boolean whole, ReadOptions options) {
        this.source = source;
        this.sample = sample;
        this.whole = whole;
        this.options = options;
        this.missing = new MissingTexts(options.missing());
    }

    Dialect find() throws IOException {
        int comments = 0;
        int begin = 0;
        int lastComment = 0;
        while (begin < sample.length && "#\n\r".indexOf(sample[begin]) >= 0) {
            if (sample[begin] == '#') {
                lastComment = begin;
                comments++;
            }
            begin = afterLine(begin);
        }
        char delimiter = options.delimiter() == null ? delimiter(begin) : options.delimiter();
        List<List<String>> records = records(begin, delimiter);
        if (records.isEmpty() && comments == 0) {
            throw new FormatException(source, "holds no row");
        }
        char decimal = options.decimal() != null ? options.decimal() : decimal(records, delimiter);
        boolean header = options.header() == null ? isHeader(records, decimal) : options.header();
        boolean commented = false;
        List<String> names = records.isEmpty() ? List.of() : records.getFirst();
        if (comments > 0 && !(header && !records.isEmpty()) && !Boolean.FALSE.equals(options.header())) {
            List<String> last = records(lastComment, delimiter).getFirst();
            commented = records.isEmpty() || last.size() == names.size();
            if (commented) {
                names = new ArrayList<>(last);
                names.set(0, names.getFirst().substring(1).strip());
                header = false;
            }
        }
        return new Dialect(delimiter, decimal, comments, header, header || commented,
                ColumnNames.of(names, header || commented, source + ": the line of names"));
    }

    private int afterLine(int begin) {
        int i = begin;
        while (i < sample.length && sample[i] != '\n' && sample[i] != '\r') {
            i++;
        }
        return Math.min(sample.length, i + (i + 1 < sample.length && sample[i] == '\r' && sample[i + 1] == '\n' ? 2
                : 1));
    }

    /// The records from an offset on; the last is left out where the sample may end within it.
    private List<List<String>> records(int begin, char delimiter) throws IOException {
        List<List<String>> all = new ArrayList<>();
        int looked = 0;
        try (DelimitedRecords records =
                new DelimitedRecords(source, new ByteArrayInputStream(sample, begin, sample.length - begin),
                delimiter)) {
            while (all.size() <= MOST_RECORDS && looked < MOST_CELLS && records.next()) {
                looked += records.cells();
                List<String> cells = new ArrayList<>(records.cells());
                for (int c = 0; c < records.cells(); c++) {
                    cells.add(new String(records.buffer(), records.from(c), records.to(c) - records.from(c),
                            StandardCharsets.UTF_8));
                }
                all.add(cells);
            }
        } catch (FormatException e) {
            if (whole || all.isEmpty()) {
                throw e;
            }
            return all;
        }
        if (all.size() > 1 && (!whole || all.size() > MOST_RECORDS || looked >= MOST_CELLS)) {
            all.removeLast();
        }
        return all;
    }

    private char delimiter(int begin) throws IOException {
        char best = ',';
        double[] bestScore = {};
        for (char candidate : DELIMITERS) {
            List<List<String>> records;
            try {
                records = records(begin, candidate);
            } catch (FormatException e) {
                continue;
            }
            double[] score = score(records, candidate);
            if (score[1] > 1 && (bestScore.length == 0 || Arrays.compare(score, bestScore) > 0)) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    /// Share of the records with the most frequent number of cells; 2 if that is more than one cell; share of cells
    /// without another delimiter; number of cells.
    private static double[] score(List<List<String>> records, char delimiter) {
        int usual = usual(records);
        long equal = records.stream().filter(record -> record.size() == usual).count();
        long clean = 0;
        long cells = 0;
        for (List<String> record : records) {
            for (String cell : record) {
                cells++;
                clean += isClean(cell, delimiter) ? 1 : 0;
            }
        }
        return new double[] {usual > 1 ? (double) equal / records.size() : 0, usual > 1 ? 2 : 0, cells == 0 ? 0
                : (double) clean / cells, usual};
    }

    private static int usual(List<List<String>> records) {
        int usual = 0;
        long most = 0;
        for (List<String> record : records) {
            int size = record.size();
            long count = size == usual ? 0 : records.stream().filter(other -> other.size() == size).count();
            if (count > most) {
                most = count;
                usual = size;
            }
        }
        return usual;
    }

    private static boolean isClean(String cell, char delimiter) {
        for (char other : DELIMITERS) {
            if (other != delimiter && cell.indexOf(other) >= 0
                    && !(other == ',' && COMMA_NUMBER.matcher(cell).matches())) {
                return false;
            }
        }
        return true;
    }

    private static char decimal(List<List<String>> records, char delimiter) {
        if (delimiter == ',') {
            return '.';
        }
        boolean comma = false;
        for (List<String> record : records) {
            for (String cell : record) {
                if (POINT_NUMBER.matcher(cell).matches()) {
                    return '.';
                }
                comma |= COMMA_NUMBER.matcher(cell).matches();
            }
        }
        return comma ? ',' : '.';
    }

    private enum Look { MISSING, NUMBER, DATE, TEXT }

    private Look look(String cell, DecimalParser parser) {
        byte[] bytes = cell.getBytes(StandardCharsets.UTF_8);
        if (missing.contains(bytes, 0, bytes.length)) {
            return Look.MISSING;
        }
        if (!Double.isNaN(parser.parse(bytes, 0, bytes.length))) {
            return Look.NUMBER;
        }
        return DATE.matcher(cell).matches() ? Look.DATE : Look.TEXT;
    }

    private boolean isHeader(List<List<String>> records, char decimal) {
        if (records.isEmpty()) {
            return false;
        }
        List<String> first = records.getFirst();
        DecimalParser parser = new DecimalParser(decimal);
        Set<String> numbers = new HashSet<>();
        int names = 0;
        int values = 0;
        boolean whole = true;
        boolean again = false;
        for (int c = 0; c < first.size(); c++) {
            Look own = look(first.get(c), parser);
            boolean plain = true;
            int below = 0;
            for (List<String> record : records.subList(1, records.size())) {
                if (c < record.size()) {
                    Look look = look(record.get(c), parser);
                    plain &= look != Look.TEXT;
                    below += look == Look.MISSING ? 0 : 1;
                    again |= own != Look.MISSING && record.get(c).equals(first.get(c));
                }
            }
            names += own == Look.TEXT && plain && below > 0 ? 1 : 0;
            if (own == Look.NUMBER || own == Look.DATE) {
                values++;
                whole &= first.get(c).matches("\\d+") && numbers.add(first.get(c));
            }
        }
        if (names > 0) {
            return names >= values || whole;
        }
        return values == 0 && !again && new HashSet<>(first).size() == first.size();
    }
}
