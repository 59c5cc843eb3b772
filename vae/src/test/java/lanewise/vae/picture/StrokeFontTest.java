package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StrokeFontTest {

    private static Picture drawn(char c) {
        Picture picture = Picture.grey(40, 60);
        Pen pen = new Pen(picture);
        StrokeFont.draw(pen, String.valueOf(c), 8, 40, 24);
        pen.paint(0xffffff);
        return picture;
    }

    @Test
    void everyPrintableCharacterHasItsOwnShapeInsideItsLine() {
        Map<Picture, Character> seen = new HashMap<>();
        for (char c = '!'; c <= '~'; c++) {
            Picture picture = drawn(c);
            int ink = 0;
            for (int i = 0; i < 40 * 60; i++) {
                int x = i % 40;
                int y = i / 40;
                if (picture.get(x, y) != 0) {
                    ink++;
                    assertTrue(x >= 5 && x <= 34 && y >= 11 && y <= 52, "'" + c + "' has ink at " + x + ", " + y);
                }
            }
            assertTrue(ink >= 4, "'" + c + "' is empty");
            Character same = seen.put(picture, c);
            assertTrue(same == null || c == '|' || c == 'l', "'" + c + "' looks like '" + same + "'");
        }
        assertEquals(Picture.grey(40, 60), drawn(' '));
    }

    @Test
    void otherCharactersShowAsQuestionMarks() {
        assertEquals(drawn('?'), drawn('\u00e9'));
        assertEquals(drawn('?'), drawn('\n'));
        assertEquals(StrokeFont.width("?", 20), StrokeFont.width("\u00e9", 20));
    }

    @Test
    void widthGrowsWithSizeAndText() {
        assertEquals(0, StrokeFont.width("", 18));
        assertEquals(10, StrokeFont.width("0", 18));
        assertEquals(25.5f, StrokeFont.width("00", 18));
        assertEquals(51, StrokeFont.width("00", 36));
    }
}
