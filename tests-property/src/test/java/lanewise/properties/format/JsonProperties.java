package lanewise.properties.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Laws of JSON over random values and random damage.
class JsonProperties {

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> finite(random);
            case 4, 5 -> string(random);
            case 6 -> {
                List<Object> list = new ArrayList<>();
                for (int n = random.nextInt(5); n > 0; n--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int n = random.nextInt(5); n > 0; n--) {
                    map.put(string(random), value(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static double finite(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : random.nextGaussian();
    }

    private static String string(Random random) {
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            int code = random.nextInt(4) == 0 ? random.nextInt(Character.MAX_CODE_POINT + 1) : random.nextInt(0x80);
            if (code < 0xd800 || code > 0xdfff) {
                out.appendCodePoint(code);
            }
        }
        return out.toString();
    }

    @Property(tries = 2000, seed = "21")
    void whatIsWrittenIsReadBack(@ForAll long seed) throws FormatException {
        Object value = value(new Random(seed), 4);
        assertEquals(value, Json.parse(Json.write(value), "t"));
        assertEquals(value, Json.parse(Json.writePretty(value), "t"));
    }

    @Property(tries = 2000, seed = "22")
    void writingIsTheSameAfterReading(@ForAll long seed) throws FormatException {
        String text = Json.write(value(new Random(seed), 4));
        assertEquals(text, Json.write(Json.parse(text, "t")));
    }

    @Property(tries = 2000, seed = "23")
    void everyCutOfAnObjectIsRefused(@ForAll long seed) {
        Random random = new Random(seed);
        String text = Json.write(Map.of("a", List.of(value(random, 2) instanceof Map<?, ?> m ? m : 1, 2)));
        String cut = text.substring(0, random.nextInt(text.length()));
        FormatException e = assertThrows(FormatException.class, () -> Json.parse(cut, "t"));
        assertTrue(e.getMessage().startsWith("t: JSON, offset "), e.getMessage());
    }

    @Property(tries = 5000, seed = "24")
    void damagedTextIsReadOrRefusedAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(Json.write(value(random, 4)));
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            char c = random.nextBoolean() ? "{}[]\",:\\u0123-.e".charAt(random.nextInt(16))
                    : (char) random.nextInt(0x10000);
            text.insert(random.nextInt(text.length() + 1), c);
        }
        try {
            Object value = Json.parse(text.toString(), "t");
            assertEquals(value, Json.parse(Json.write(value), "t"));
        } catch (FormatException expected) {
            assertTrue(expected.getMessage().startsWith("t: JSON, offset "), expected.getMessage());
        }
    }
}
