package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionTest {

    private static final Option<Integer> COUNT = Option.count("epochs", "N", 1, 10, "h");
    private static final Option<Double> POSITIVE = Option.real("lr", "X", 0, true, Double.MAX_VALUE, 1e-3, "h");
    private static final Option<Double> SHARE = Option.real("validation", "X", 0, false, 0.9, 0.0, "h");
    private static final Option<List<Integer>> SIZES = Option.sizes("hidden", "N,...", 1, 65536, List.of(400), "h");
    private static final Option<String> CHOICE = Option.choice("activation", "NAME", List.of("relu", "tanh"),
            "relu", "h");

    @Test
    void readsWhatFits() throws UsageException {
        assertEquals(3, COUNT.read("3"));
        assertEquals(1e-4, POSITIVE.read("1e-4"));
        assertEquals(0.0, SHARE.read("0"));
        assertEquals(List.of(512, 256), SIZES.read("512,256"));
        assertEquals("tanh", CHOICE.read("tanh"));
        assertEquals(-1L, Common.SEED.read("-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "x", "", "2147483648", "99999999999999999999", "+3", "0x10"})
    void countsRefuseTheRest(String text) {
        UsageException e = assertThrows(UsageException.class, () -> COUNT.read(text));
        assertEquals("--epochs: '" + text + "', expected a whole number, at least 1", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1e-3", "NaN", "Infinity", "1e999", "x", "1d", ""})
    void realsRefuseTheRest(String text) {
        UsageException e = assertThrows(UsageException.class, () -> POSITIVE.read(text));
        assertEquals("--lr: '" + text + "', expected a number above 0", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "400,", "400,,200", "0", "-5", "400x", "100000"})
    void sizesRefuseTheRest(String text) {
        assertThrows(UsageException.class, () -> SIZES.read(text));
    }

    @ParameterizedTest
    @CsvSource({"--validation,0.95", "--activation,rel", "--activation,softmax"})
    void messagesSayWhatWasExpected(String name, String text) {
        Option<?> option = name.equals("--validation") ? SHARE : CHOICE;
        UsageException e = assertThrows(UsageException.class, () -> option.read(text));
        String expected = name.equals("--validation") ? "expected a number from 0 to 0.9"
                : "expected one of relu, tanh";
        assertEquals(name + ": '" + text + "', " + expected + (text.equals("rel") ? "; did you mean relu?" : ""),
                e.getMessage());
    }
}
