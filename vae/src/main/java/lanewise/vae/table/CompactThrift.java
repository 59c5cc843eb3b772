package lanewise.vae.table;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;

/// A structure in Thrift's compact protocol, walked before a library reads it: its lengths lie within the bytes that
/// there are, its levels are few, and the heap that its fields ask for is within a budget. What the fields mean is not
/// known here; whole numbers of the two outermost levels are told.
///
/// Source: Apache Thrift, "Thrift Compact protocol".
final class CompactThrift {

    /// Structures and lists within each other: a walk calls itself for each.
    static final int MAX_LEVELS = 64;

    /// Heap of a structure, of a whole number in one, and of a text or list besides what it holds.
    private static final int STRUCTURE = 64;
    private static final int NUMBER = 16;
    private static final int TEXT = 48;

    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int SHORT = 4;
    private static final int LONG = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int UUID = 13;

    /// What is told of a structure.
    interface Numbers {

        /// A whole number of it.
        ///
        /// @param outer the field of the structure that it lies in, 0 for the outermost one
        /// @param field its own
        void number(int outer, int field, long value);
    }

    private final ByteBuffer bytes;
    private final Budget budget;
    private final String source;
    private final String what;
    private final Numbers numbers;

    private CompactThrift(ByteBuffer bytes, Budget budget, String source, String what, Numbers numbers) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.budget = budget;
        this.source = source;
        this.what = what;
        this.numbers = numbers;
    }

    /// Walks a structure from the position of `bytes` to its end, where the position is afterwards.
    ///
    /// @param what it is, for messages
    /// @throws EOFException if it does not end within the bytes
    /// @throws FormatException if it is no such structure, or asks for more than the budget has
    static void walk(ByteBuffer bytes, Budget budget, String source, String what, Numbers numbers) throws IOException {
        new CompactThrift(bytes, budget, source, what, numbers).structure(0, 0);
    }

    private void structure(int level, int outer) throws IOException {
        requireLevel(level);
        budget.take(STRUCTURE, what);
        int field = 0;
        for (int head = octet(); head != 0; head = octet()) {
            int step = head >>> 4;
            int type = head & 15;
            field = step == 0 ? (short) zigzag() : field + step;
            if (type >= SHORT && type <= LONG) {
                budget.take(NUMBER, what);
                long value = zigzag();
                if (level < 2) {
                    numbers.number(outer, field, value);
                }
            } else if (type != TRUE && type != FALSE) {
                value(type, level, field);
            }
        }
    }

    private void value(int type, int level, int field) throws IOException {
        switch (type) {
            case TRUE, FALSE, BYTE -> skip(1);
            case SHORT, SHORT + 1, LONG -> zigzag();
            case DOUBLE -> skip(8);
            case BINARY -> {
                long length = varint();
                budget.take(TEXT, what);
                skip(length);
                budget.take(length, what);
            }
            case LIST, SET -> {
                requireLevel(level);
                int head = octet();
                elements(head >>> 4 == 15 ? varint() : head >>> 4, head & 15, -1, level + 1);
            }
            case MAP -> {
                requireLevel(level);
                long size = varint();
                if (size != 0) {
                    int types = octet();
                    elements(size, types >>> 4, types & 15, level + 1);
                }
            }
            case STRUCT -> structure(level + 1, level == 0 ? field : -1);
            case UUID -> skip(16);
            default -> throw damaged("a field of type " + type);
        }
    }

    /// Elements of a list (`other` is -1), or keys and values of a map.
    private void elements(long size, int type, int other, int level) throws IOException {
        // Each takes a byte at least.
        requireLeft(size);
        budget.take(TEXT, what);
        for (long i = 0; i < size; i++) {
            budget.take(NUMBER, what);
            value(type, level, -1);
            if (other >= 0) {
                value(other, level, -1);
            }
        }
    }

    private void requireLevel(int level) throws FormatException {
        if (level >= MAX_LEVELS) {
            throw damaged("structures within each other, expected at most " + MAX_LEVELS);
        }
    }

    private void skip(long count) throws IOException {
        requireLeft(count);
        bytes.position(bytes.position() + (int) count);
    }

    private void requireLeft(long count) throws IOException {
        if (count < 0) {
            throw damaged("a length of " + Long.toUnsignedString(count));
        }
        if (count > bytes.remaining()) {
            throw new EOFException(what);
        }
    }

    private int octet() throws IOException {
        requireLeft(1);
        return bytes.get() & 0xff;
    }

    private long zigzag() throws IOException {
        long code = varint();
        return code >>> 1 ^ -(code & 1);
    }

    private long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int octet = octet();
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw damaged("a number of more than 64 bits");
    }

    private FormatException damaged(String found) {
        return new FormatException(source, "is no whole Parquet file: " + what + " has " + found);
    }
}
