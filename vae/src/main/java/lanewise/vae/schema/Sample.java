package lanewise.vae.schema;

import java.util.Arrays;

/// Numbers from all over a column, at most as many as there is room for: each 2^k-th, k the smallest that fits. Equal
/// columns give equal samples.
final class Sample {

    private final int room;
    private double[] numbers = new double[8];
    private int size;
    private long seen;
    private long step = 1;

    Sample(int room) {
        this.room = room;
    }

    void add(double number) {
        if ((seen++ & step - 1) != 0) {
            return;
        }
        if (size == room) {
            size /= 2;
            for (int i = 0; i < size; i++) {
                numbers[i] = numbers[2 * i];
            }
            step *= 2;
            if ((seen - 1 & step - 1) != 0) {
                return;
            }
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.min(room, 2 * size));
        }
        numbers[size++] = number;
    }

    double[] numbers() {
        return Arrays.copyOf(numbers, size);
    }
}
