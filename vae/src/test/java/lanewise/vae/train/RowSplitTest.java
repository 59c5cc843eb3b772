package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSplitTest {

    @ParameterizedTest
    @CsvSource({"100, 0.1, 10", "100, 0, 0", "7, 0.5, 4", "2, 0.5, 1", "1, 0, 0", "1000, 0.999, 999"})
    void everyRowIsInExactlyOnePart(int rows, double fraction, int kept) {
        RowSplit split = RowSplit.of(rows, fraction, 5);
        assertEquals(kept, split.validation().length);
        int[] all = IntStream.concat(Arrays.stream(split.training()), Arrays.stream(split.validation())).sorted().toArray();
        assertArrayEquals(IntStream.range(0, rows).toArray(), all);
    }

    @Test
    void theSeedDecides() {
        assertArrayEquals(RowSplit.of(100, 0.2, 5).validation(), RowSplit.of(100, 0.2, 5).validation());
        assertFalse(Arrays.equals(RowSplit.of(100, 0.2, 5).validation(), RowSplit.of(100, 0.2, 6).validation()));
        int[] sorted = RowSplit.of(100, 0.2, 5).validation().clone();
        Arrays.sort(sorted);
        assertArrayEquals(sorted, RowSplit.of(100, 0.2, 5).validation());
    }

    @Test
    void partsMustNotBeEmpty() {
        assertMessage("validationFraction: 0.01 of 10 rows leaves 10 for training and 0 for validation", () -> RowSplit.of(10, 0.01, 1));
        assertMessage("validationFraction: 0.99 of 10 rows leaves 0 for training", () -> RowSplit.of(10, 0.99, 1));
    }
}
