package lanewise.vae.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;

import org.junit.jupiter.api.Test;

final class TextsTest {

    @Test
    void noCharacterOfAMessageControlsATerminal() {
        for (int c = 0; c <= 0xffff; c++) {
            String shown = Texts.visible("a" + (char) c + "b");
            int type = Character.getType((char) c);
            boolean harmless = c == '\n' || c == '\t' || type != Character.CONTROL && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR
                    && Character.getDirectionality((char) c) < Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING
                    && c != 0x200e && c != 0x200f && c != 0x061c;
            if (harmless) {
                assertEquals("a" + (char) c + "b", shown);
            } else {
                assertEquals(String.format("a\\u%04xb", c), shown);
            }
        }
        assertEquals("données \uD83D\uDE00", Texts.visible("données \uD83D\uDE00"));
    }

    /// Wherever a long text is cut, what is left is valid UTF-16, and JSON can hold it.
    @Test
    void noCharacterIsCutInTwo() {
        for (int before = 0; before < 4; before++) {
            String text = "x".repeat(before) + "\uD83D\uDE00".repeat(Texts.LONGEST_MESSAGE);
            for (String cut : List.of(Texts.abridged(text), Texts.abridged(List.of(text)), Texts.message(text))) {
                assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(cut), cut);
                assertEquals("\"" + cut + "\"", Json.write(cut));
            }
            assertFalse(Texts.message(text).contains("\\u"), "half a character is shown");
        }
    }

    @Test
    void longTextsAndListsAreAbridged() {
        String hostile = "\u001b[2J\u0007\u202e\r" + "x".repeat(10_000_000);
        for (String message : List.of(new FormatException("f", hostile).getMessage(), Texts.message(hostile))) {
            assertTrue(message.length() < 2 * Texts.LONGEST_MESSAGE, () -> "of " + message.length());
            assertFalse(message.chars().anyMatch(c -> Character.isISOControl(c) || c == 0x202e), message);
        }
        String names = Texts.abridged(Collections.nCopies(3000, "n".repeat(1000)));
        assertTrue(names.length() < Texts.MOST * (Texts.LONGEST + 10) && names.endsWith(", ...] (3000)"), names);
        assertEquals("[a, b]", Texts.abridged(List.of("a", "b")));
    }
}
