package lanewise.vae.schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Different byte strings, numbered in the order in which they come, each with a count. Open addressing; the hash
/// starts from a random number of the process, so that no file is made to collide, and nothing that can be seen depends
/// on it.
final class ValueTable {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = ThreadLocalRandom.current().nextLong();

    private byte[] pool = new byte[16];
    private int[] ends = new int[4];
    private long[] counts = new long[4];
    private int[] slots = new int[8];
    private int size;

    int size() {
        return size;
    }

    long count(int index) {
        return counts[index];
    }

    /// About how many bytes a further value takes.
    static long bytes(int length) {
        return length + 24L;
    }

    /// Number of a value, -1 if there is no such.
    int find(byte[] b, int from, int to) {
        return slots[slot(b, from, to)] - 1;
    }

    /// Counts a value; its number.
    int add(byte[] b, int from, int to) {
        int slot = slot(b, from, to);
        if (slots[slot] == 0) {
            append(b, from, to);
            slots[slot] = size;
            if (2 * size > slots.length) {
                grow();
            }
            return size - 1;
        }
        counts[slots[slot] - 1]++;
        return slots[slot] - 1;
    }

    private void append(byte[] b, int from, int to) {
        int begin = begin(size);
        int end = begin + to - from;
        if (end > pool.length) {
            pool = Arrays.copyOf(pool, Math.max(end, pool.length + pool.length / 2));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        System.arraycopy(b, from, pool, begin, to - from);
        ends[size] = end;
        counts[size++] = 1;
    }

    private int begin(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    private int slot(byte[] b, int from, int to) {
        int mask = slots.length - 1;
        int slot = hash(b, from, to) & mask;
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (Arrays.equals(pool, begin(index), ends[index], b, from, to)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int hash(byte[] b, int from, int to) {
        long h = SEED ^ to - from;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            h = (h ^ (long) LONGS.get(b, i)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = rest << 8 | b[i] & 0xFF;
        }
        h = (h ^ rest) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 29) * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32);
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int index = 0; index < size; index++) {
            int slot = hash(pool, begin(index), ends[index]) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = index + 1;
        }
    }

    /// The value with a number, as text.
    String text(int index) {
        return new String(pool, begin(index), ends[index] - begin(index), StandardCharsets.UTF_8);
    }
}
