package lanewise.vae.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

import lanewise.vae.format.FormatException;

import org.junit.jupiter.api.Test;

final class BudgetTest {

    @Test
    void productsAreExactAndNeverOverflow() throws FormatException {
        long limit = Runtime.getRuntime().maxMemory() / Budget.HEAP_SHARE;
        Budget.heap("f").take(limit, "all");
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long[] sizes = random.longs(1 + random.nextInt(4), 0, 1L << random.nextInt(1, 63)).toArray();
            BigInteger exact = Arrays.stream(sizes).mapToObj(BigInteger::valueOf).reduce(BigInteger.ONE,
                    BigInteger::multiply);
            Budget heap = Budget.heap("f");
            if (exact.compareTo(BigInteger.valueOf(limit)) <= 0) {
                heap.takeProduct("x", sizes);
                heap.take(limit - exact.longValueExact(), "the rest");
                assertThrows(FormatException.class, () -> heap.take(1, "more"));
            } else {
                assertTrue(assertThrows(FormatException.class, () -> heap.takeProduct("x", sizes)).getMessage()
                        .startsWith("f: x: needs "));
            }
        }
    }

    @Test
    void aRefusalSaysWhatIsNeededAndHowMuchThereIs() {
        long limit = Runtime.getRuntime().maxMemory() / Budget.HEAP_SHARE;
        String message = assertThrows(FormatException.class, () -> Budget.heap("f").take(limit + 1, "the header"))
                .getMessage();
        assertEquals(String.format("f: the header: needs %,d bytes of heap, expected at most %,d (1/2 of -Xmx)",
                limit + 1, limit), message);
    }
}
