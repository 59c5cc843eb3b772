package lanewise.vae.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The texts that stand for a missing cell. Immutable.
final class MissingTexts {

    private final byte[][] texts;
    private final boolean[] firsts = new boolean[256];

    MissingTexts(List<String> texts) {
        this.texts = texts.stream().filter(text -> !text.isEmpty()).map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        for (byte[] text : this.texts) {
            firsts[text[0] & 0xFF] = true;
        }
    }

    boolean contains(byte[] b, int from, int to) {
        if (from == to) {
            return true;
        }
        if (firsts[b[from] & 0xFF]) {
            for (byte[] text : texts) {
                if (Arrays.equals(text, 0, text.length, b, from, to)) {
                    return true;
                }
            }
        }
        return false;
    }
}
