package lanewise.vae.interchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;

/// Against bytes worked out by hand from protobuf's page on its encoding.
class ProtobufMessageTest {

    private static String bytes(ProtobufMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        assertEquals(out.size(), message.size());
        return HexFormat.of().formatHex(out.toByteArray());
    }

    @Test
    void numbersAreVarints() throws IOException {
        assertEquals("089601", bytes(new ProtobufMessage().number(1, 150)));
        assertEquals("a00100", bytes(new ProtobufMessage().number(20, 0)));
        assertEquals("08ffffffffffffffffff01", bytes(new ProtobufMessage().number(1, -1)));
    }

    @Test
    void textsAndMessagesHaveTheirLengthBefore() throws IOException {
        assertEquals("120774657374696e67", bytes(new ProtobufMessage().text(2, "testing")));
        assertEquals("1a03089601", bytes(new ProtobufMessage().message(3, new ProtobufMessage().number(1, 150))));
        assertEquals("1a050a03089601", bytes(new ProtobufMessage()
                .message(3, new ProtobufMessage().message(1, new ProtobufMessage().number(1, 150)))));
    }

    @Test
    void floatsAreLittleEndian() throws IOException {
        assertEquals("150000003f", bytes(new ProtobufMessage().real(2, 0.5f)));
        assertEquals("4a080000803f00000040",
                bytes(new ProtobufMessage().floats(9, MemorySegment.ofArray(new float[] {1, 2}))));
    }

    @Test
    void fieldsStayInTheOrderOfTheCalls() throws IOException {
        ProtobufMessage tail = new ProtobufMessage().number(3, 7);
        assertEquals("08014a040000803f10021807", bytes(new ProtobufMessage().number(1, 1)
                .floats(9, MemorySegment.ofArray(new float[] {1})).number(2, 2).append(tail)));
    }
}
