package lanewise.vae.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class JsonObjectTest {

    private static final String TEXT = "{\"s\":\"x\",\"b\":true,\"i\":7,\"r\":0.5,\"o\":{\"k\":1},\"l\":[1,2],"
            + "\"t\":[\"a\"],\"m\":[1,\"a\"],\"n\":null}";

    private final JsonObject object = parse(TEXT);

    private static JsonObject parse(String text) {
        try {
            return Json.parseObject(text, "c.json");
        } catch (FormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readsFieldsByType() throws FormatException {
        assertEquals("x", object.string("s"));
        assertTrue(object.bool("b"));
        assertEquals(7, object.integer("i"));
        assertEquals(7, object.integer("i", 0, 7));
        assertEquals(0.5, object.real("r"));
        assertEquals(7.0, object.real("i"));
        assertEquals(1, object.object("o").integer("k"));
        assertEquals(List.of(1L, 2L), object.integers("l"));
        assertEquals(List.of("a"), object.strings("t"));
        assertTrue(object.has("n"));
        assertFalse(object.has("z"));
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertMessage("c.json: has no field z", () -> object.string("z"));
        assertMessage("c.json: field s is a string, expected a whole number", () -> object.integer("s"));
        assertMessage("c.json: field r is the number 0.5, expected a whole number", () -> object.integer("r"));
        assertMessage("c.json: field i is the number 7, expected a whole number from 8 to 9",
                () -> object.integer("i", 8, 9));
        assertMessage("c.json: field n is null, expected a string", () -> object.string("n"));
        assertMessage("c.json: field b is true, expected a number", () -> object.real("b"));
        assertMessage("c.json: l is an array, expected a JSON object", () -> object.object("l"));
        assertMessage("c.json: field o.k is the number 1, expected a string", () -> object.object("o").string("k"));
        assertMessage("c.json: field m[1] is a string, expected part of an array of whole numbers",
                () -> object.integers("m"));
        assertMessage("c.json: is an array, expected a JSON object", () -> Json.parseObject("[]", "c.json"));
    }

    @Test
    void refusesFieldsThatNobodyRead() throws FormatException {
        JsonObject nested = parse("{\"a\":1,\"o\":{\"typo\":2}}");
        nested.integer("a");
        assertMessage("c.json: has the unknown field o", nested::requireAllRead);
        JsonObject inner = nested.object("o");
        nested.requireAllRead();
        assertMessage("c.json: has the unknown field o.typo", inner::requireAllRead);
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(FormatException.class, call).getMessage());
    }
}
