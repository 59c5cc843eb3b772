package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.activation.Relu;

/// What [Gemm] refuses, and in which words.
class GemmArgumentsTest {

    private final Arena arena = Arena.ofShared();
    private final Team threads = Team.ofThreads(2);
    private final Workspace one = Workspace.single();
    private final Workspace two = Workspace.with(threads);

    @AfterEach
    void close() {
        one.close();
        two.close();
        threads.close();
        arena.close();
    }

    @Test
    void refusesShapesThatDoNotFit() {
        Matrix a = Matrix.allocate(arena, 3, 4);
        Matrix b = Matrix.allocate(arena, 5, 6);
        Matrix c = Matrix.allocate(arena, 3, 6);
        refused("op(a) is 3 x 4 and op(b) is 5 x 6", () -> Gemm.multiply(a, b, c, one));
        Matrix b2 = Matrix.allocate(arena, 6, 4);
        Matrix wrong = Matrix.allocate(arena, 6, 3);
        refused("c: is 6 x 3, expected 3 x 6",
                () -> Gemm.multiply(false, true, 1, a, b2, 0, wrong, Epilogue.NONE, one));
        Matrix bias = Matrix.allocate(arena, 1, 5);
        refused("bias: is 1 x 5, expected 1 x 6",
                () -> Gemm.multiply(false, true, 1, a, b2, 0, c, Epilogue.bias(bias), one));
        Epilogue pre = new Epilogue(null, new Relu(), Matrix.allocate(arena, 2, 6));
        refused("preActivation: is 2 x 6, expected 3 x 6", () -> Gemm.multiply(false, true, 1, a, b2, 0, c, pre, one));
        PackedMatrix packed = PackedMatrix.pack(arena, false, b);
        refused("op(a) is 3 x 4 and op(b) is 5 x 6", () -> Gemm.multiply(a, packed, c, Epilogue.NONE, one));
    }

    @Test
    void refusesResultsThatShareMemoryWithOperands() {
        Matrix whole = Matrix.allocate(arena, 8, 4);
        Matrix other = Matrix.allocate(arena, 4, 4);
        Matrix c = Matrix.allocate(arena, 4, 4);
        refused("c, a: c 4 x 4 shares memory with a 4 x 4",
                () -> Gemm.multiply(whole.rows(0, 4), other, whole.rows(3, 7), one));
        refused("c, b: c 4 x 4 shares memory with b 4 x 4",
                () -> Gemm.multiply(other, whole.rows(0, 4), whole.rows(0, 4), one));
        Epilogue bias = Epilogue.bias(c.rows(3, 4));
        refused("c, bias:", () -> Gemm.multiply(false, false, 1, other, whole.rows(0, 4), 0, c, bias, one));
        Epilogue pre = new Epilogue(null, new Relu(), other);
        refused("preActivation, a:", () -> Gemm.multiply(false, false, 1, other, whole.rows(0, 4), 0, c, pre, one));
        refused("preActivation, b:", () -> Gemm.multiply(false, false, 1, whole.rows(0, 4), other, 0, c, pre, one));
        Epilogue same = new Epilogue(null, new Relu(), c);
        refused("c, preActivation:", () -> Gemm.multiply(false, false, 1, other, whole.rows(0, 4), 0, c, same, one));
        Gemm.multiply(whole.rows(0, 4), other, whole.rows(4, 8), one);
    }

    @Test
    void refusesMemoryThatCannotBeUsed() {
        Matrix a = Matrix.allocate(arena, 4, 4);
        MemorySegment bytes = arena.allocate(64, 64);
        Matrix readOnly = Matrix.of(bytes.asReadOnly(), 4, 4, 4);
        refused("c: is read-only", () -> Gemm.multiply(a, a, readOnly, one));
        Gemm.multiply(readOnly, a, Matrix.allocate(arena, 4, 4), one);
        Matrix closed;
        PackedMatrix closedWeights;
        try (Arena gone = Arena.ofShared()) {
            closed = Matrix.allocate(gone, 4, 4);
            closedWeights = PackedMatrix.pack(gone, false, closed);
        }
        Matrix c = Matrix.allocate(arena, 4, 4);
        closed("a:", () -> Gemm.multiply(closed, a, c, one));
        closed("b:", () -> Gemm.multiply(a, closed, c, one));
        closed("c:", () -> Gemm.multiply(a, a, closed, one));
        closed("b:", () -> Gemm.multiply(a, closedWeights, c, Epilogue.NONE, one));
        closed("bias:", () -> Gemm.multiply(false, false, 1, a, a, 0, c, Epilogue.bias(closed), one));
        try (Arena mine = Arena.ofConfined()) {
            Matrix confined = Matrix.allocate(mine, 4, 4);
            Gemm.multiply(confined, a, c, one);
            refused("a: its arena is confined", () -> Gemm.multiply(confined, a, c, two));
            refused("c: its arena is confined", () -> Gemm.multiply(a, a, confined, two));
        }
    }

    private static void refused(String message, Executable call) {
        String text = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(text.contains(message), text);
    }

    private static void closed(String argument, Executable call) {
        String text = assertThrows(IllegalStateException.class, call).getMessage();
        assertTrue(text.startsWith(argument) && text.contains("closed"), text);
    }
}
