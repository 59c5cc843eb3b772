package lanewise.vae.file;

import java.util.ArrayList;
import java.util.List;

import lanewise.vae.format.FormatException;

/// RFC 4180, section 2: records of equal length, fields quoted or plain; LF or CRLF ends a record.
final class CsvParser {

    private final String text;
    private final String source;
    private static final int CHUNK = 1 << 16;

    private final Budget heap;
    /// What is left of the heap that was taken for cells.
    private long room;
    private int at;
    private int line = 1;

    CsvParser(String text, String source) {
        this.text = text;
        this.source = source;
        this.heap = Budget.heap(source);
    }

    List<List<String>> records() throws FormatException {
        heap.take(2L * text.length(), "a table of " + text.length() + " characters");
        List<List<String>> records = new ArrayList<>();
        while (at < text.length()) {
            int begin = line;
            List<String> record = record();
            if (!records.isEmpty() && record.size() != records.getFirst().size()) {
                throw new FormatException(source,
                        "line " + begin + ": " + record.size() + " fields, expected " + records.getFirst().size()
                        + " as in the first line");
            }
            records.add(record);
        }
        return records;
    }

    private List<String> record() throws FormatException {
        List<String> fields = new ArrayList<>();
        heap.take(Budget.LIST, "line " + line);
        while (true) {
            int begin = at;
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (Budget.STRING + at - begin > room) {
                room = CHUNK + at - begin;
                heap.take(room, "line " + line);
            }
            room -= Budget.STRING + at - begin;
            if (at == text.length()) {
                return fields;
            }
            char c = text.charAt(at++);
            if (c == '\r' && at < text.length() && text.charAt(at) == '\n') {
                c = text.charAt(at++);
            }
            if (c == '\n') {
                line++;
                return fields;
            }
            if (c != ',') {
                throw new FormatException(source, "line " + line + ": a "
                        + (c == '"' ? "quote inside a plain field" : "field goes on after its quote")
                        + ", expected ',' or the end of the line");
            }
        }
    }

    private String plain() {
        int begin = at;
        while (at < text.length() && ",\"\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(begin, at);
    }

    private String quoted() throws FormatException {
        StringBuilder field = new StringBuilder();
        int begin = line;
        at++;
        while (true) {
            if (at == text.length()) {
                throw new FormatException(source, "line " + begin + ": a quoted field does not end");
            }
            char c = text.charAt(at++);
            if (c == '"') {
                if (at == text.length() || text.charAt(at) != '"') {
                    return field.toString();
                }
                at++;
            }
            line += c == '\n' ? 1 : 0;
            field.append(c);
        }
    }
}
