package lanewise.vae.report;

import lanewise.vae.check.Texts;

/// HTML as it grows. Every text and every value of an attribute is escaped, whatever it comes from; characters that
/// control a terminal or turn the direction of text stand as `\\u202e`. Not thread-safe.
final class Html {

    private final StringBuilder out = new StringBuilder(1 << 16);

    /// Escapes a text for its place between tags or within the quotes of an attribute.
    static String escaped(String text) {
        String visible = Texts.visible(text);
        StringBuilder escaped = new StringBuilder(visible.length() + 16);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /// Begins an element.
    ///
    /// @param tag its name
    /// @param attributes names and values by turns; one whose value is null is left out
    Html open(String tag, Object... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                out.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1].toString()))
                        .append('"');
            }
        }
        out.append('>');
        return this;
    }

    /// Ends an element.
    Html close(String tag) {
        out.append("</").append(tag).append(">\n");
        return this;
    }

    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /// A whole element with a text in it.
    Html element(String tag, String text, Object... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /// What is HTML already: our own.
    Html raw(CharSequence html) {
        out.append(html);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
