package lanewise.vae.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.check.Allowance;

/// Recursive descent over RFC 8259, section 2 to 7; one parser per text.
final class JsonParser {

    private final String text;
    private final String source;
    private final Allowance heap;
    private int at;

    JsonParser(String text, String source, Allowance heap) {
        this.text = text;
        this.source = source;
        this.heap = heap;
    }

    Object parse() throws FormatException {
        Object value = value(0);
        space();
        if (at < text.length()) {
            throw expected("the end of the text");
        }
        return value;
    }

    private Object value(int depth) throws FormatException {
        space();
        switch (peek()) {
            case '{':
                return object(nested(depth));
            case '[':
                return array(nested(depth));
            case '"':
                return string();
            case 't':
                return literal("true", Boolean.TRUE);
            case 'f':
                return literal("false", Boolean.FALSE);
            case 'n':
                return literal("null", null);
            default:
                return number();
        }
    }

    private int nested(int depth) throws FormatException {
        if (depth == Json.MAX_DEPTH) {
            throw fault("is nested deeper than " + Json.MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private Map<String, Object> object(int depth) throws FormatException {
        heap.take(Allowance.OBJECT, "JSON", FormatException::new);
        Map<String, Object> fields = new LinkedHashMap<>();
        at++;
        space();
        if (peek() == '}') {
            at++;
            return fields;
        }
        while (true) {
            space();
            if (peek() != '"') {
                throw expected("a string as the name of a field");
            }
            int nameAt = at;
            String name = string();
            space();
            if (peek() != ':') {
                throw expected("':' after the name of a field");
            }
            at++;
            Object value = value(depth);
            if (fields.containsKey(name)) {
                at = nameAt;
                throw fault("has the field \"" + Texts.abridged(name) + "\" a second time");
            }
            heap.take(Allowance.FIELD, "JSON", FormatException::new);
            fields.put(name, value);
            space();
            int c = peek();
            if (c != ',' && c != '}') {
                throw expected("',' or '}'");
            }
            at++;
            if (c == '}') {
                return fields;
            }
        }
    }

    private List<Object> array(int depth) throws FormatException {
        heap.take(Allowance.LIST, "JSON", FormatException::new);
        List<Object> elements = new ArrayList<>();
        at++;
        space();
        if (peek() == ']') {
            at++;
            return elements;
        }
        while (true) {
            elements.add(value(depth));
            space();
            int c = peek();
            if (c != ',' && c != ']') {
                throw expected("',' or ']'");
            }
            at++;
            if (c == ']') {
                return elements;
            }
        }
    }

    private Object literal(String word, Object value) throws FormatException {
        heap.take(Long.BYTES, "JSON", FormatException::new);
        if (!text.startsWith(word, at)) {
            throw expected("a JSON value");
        }
        at += word.length();
        return value;
    }

    private String string() throws FormatException {
        StringBuilder out = new StringBuilder();
        int begin = at++;
        while (true) {
            int c = peek();
            if (c < 0) {
                throw fault("ends within the string that begins at offset " + begin + ", expected '\"'");
            }
            if (c < 0x20) {
                throw expected("no control character in a string (write \\u%04x)".formatted(c));
            }
            if (c == '"') {
                at++;
                heap.take(Allowance.STRING + 2L * out.length(), "JSON", FormatException::new);
                return out.toString();
            }
            if (c == '\\') {
                escape(out);
                continue;
            }
            if (Character.isSurrogate((char) c)) {
                if (!Character.isSurrogatePair((char) c, (char) at(at + 1))) {
                    throw expected("a surrogate pair");
                }
                out.append((char) c);
                at++;
            }
            out.append(text.charAt(at++));
        }
    }

    private void escape(StringBuilder out) throws FormatException {
        int c = at(at + 1);
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            out.append("\"\\/\b\f\n\r\t".charAt(plain));
            at += 2;
            return;
        }
        char unit = unicode();
        out.append(unit);
        if (Character.isLowSurrogate(unit)) {
            throw fault("has a low surrogate without its high one before it");
        }
        if (Character.isHighSurrogate(unit)) {
            if (at(at) != '\\' || at(at + 1) != 'u') {
                throw fault("has a high surrogate without \\u and its low one after it");
            }
            char low = unicode();
            if (!Character.isLowSurrogate(low)) {
                throw fault("has a high surrogate without its low one after it");
            }
            out.append(low);
        }
    }

    private char unicode() throws FormatException {
        if (at(at + 1) != 'u') {
            throw expected("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
        }
        int unit = 0;
        for (int i = 2; i < 6; i++) {
            int c = at(at + i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw expected("four hexadecimal digits after \\u");
            }
            unit = 16 * unit + digit;
        }
        at += 6;
        return (char) unit;
    }

    private Object number() throws FormatException {
        int begin = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits(begin);
        }
        boolean whole = true;
        if (peek() == '.') {
            whole = false;
            at++;
            digits(begin);
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits(begin);
        }
        String number = text.substring(begin, at);
        heap.take(Allowance.NUMBER, "JSON", FormatException::new);
        if (whole && !number.equals("-0")) {
            try {
                return Long.parseLong(number);
            } catch (NumberFormatException tooLong) {
                // beyond 64 bits: as a double below
            }
        }
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            at = begin;
            throw fault("has a number beyond the range of a double");
        }
        return value;
    }

    private void digits(int begin) throws FormatException {
        int first = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == first) {
            throw expected(at == begin ? "a JSON value" : "a digit");
        }
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private int peek() {
        return at(at);
    }

    private int at(int index) {
        return index < text.length() ? text.charAt(index) : -1;
    }

    private FormatException expected(String what) {
        int c = peek();
        String found = c < 0 ? "the text ends" : c > 0x20 && c < 0x7f ? "'" + (char) c + "'" : "U+%04X".formatted(c);
        return fault(found + ", expected " + what);
    }

    private FormatException fault(String what) {
        return new FormatException(source, "JSON, offset " + at + ": " + what);
    }
}
