package lanewise.vae.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalParserTest {

    private final DecimalParser parser = new DecimalParser('.');

    private double parse(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return parser.parse(bytes, 1, bytes.length - 1);
    }

    private void assertRounded(String text) {
        assertEquals(Double.doubleToRawLongBits(Double.parseDouble(text)), Double.doubleToRawLongBits(parse(text)),
                text);
    }

    /// Between two doubles, just beside their middle, and on it: where a rounding goes wrong first.
    @Test
    void numbersRoundAsTheStandardSays() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            assertRounded((random.nextLong() >>> 1 + random.nextInt(62)) + "e" + (random.nextInt(700) - 350));
            double value = Double.longBitsToDouble(random.nextLong(1L << 52) | 1023L + random.nextInt(60) << 52);
            BigDecimal middle = new BigDecimal(value).add(new BigDecimal(Math.ulp(value) / 2));
            assertRounded(middle.toPlainString());
            if (middle.toBigInteger().toString().length() <= 19) {
                assertRounded(middle.toBigInteger() + ".0");
            }
            assertRounded(Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15)));
            double any = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(any)) {
                assertRounded(Double.toString(any));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"0", "-0", "+5", "5.", ".5", "-.5e3", "1E5", "00012.50", "4.9e-324", "2.2250738585072014e-308",
            "1.7976931348623157e308",
        "1e400", "0e999999999", "9007199254740993", "18446744073709551615", "123456789012345678901234567890",
                "0.000000000000000000000000012345678901234567",
        "9223372036854775808e-5", "1e-400"})
    void unusualFormsAreRead(String text) {
        assertRounded(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7D", "7d", "7f", "0x10", "0x1p3", "1_000", ".", "-", "+", "e5", "1e", "1e+", "--1",
            "1.2.3", "1,5", "NaN", "in", "infinit",
        "infx", "Infinity1", "1 2", "\u0663", "1e5e5"})
    void whatIsNoNumberIsNone(String text) {
        assertTrue(Double.isNaN(parse(text)), text);
    }

    @Test
    void infinitiesAreNumbers() {
        for (String text : new String[] {"inf", "Infinity", "+INF", "+infinity"}) {
            assertEquals(Double.POSITIVE_INFINITY, parse(text), text);
        }
        assertEquals(Double.NEGATIVE_INFINITY, parse("-inf"));
    }

    @ParameterizedTest
    @CsvSource({"5,0,1", "5.25,2,3", "-0.00523384,8,6", "180.90,2,5", "0,0,0", "0.00,2,0", "1e5,-1,0", "1000,0,4",
            "999,0,3", "9999999999999999999,0,19",
        "18446744073709551615,0,20"})
    void formsAreTold(String text, int decimals, int digits) {
        parse(text);
        assertEquals(decimals, parser.decimals());
        if (digits < 20) {
            assertEquals(digits, parser.digits());
        }
    }

    @Test
    void decimalCommasAreReadWhereTheyAreMeant() {
        byte[] bytes = "-3,25".getBytes(StandardCharsets.UTF_8);
        assertEquals(-3.25, new DecimalParser(',').parse(bytes, 0, bytes.length));
    }
}
