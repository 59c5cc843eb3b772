package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;

class BlockTreeTest {

    /// The specification, as a formula of block numbers.
    private static String node(int level, int index, int blocks) {
        if (level == 0) {
            return Integer.toString(index);
        }
        String left = node(level - 1, 2 * index, blocks);
        boolean right = (2L * index + 1) << (level - 1) < blocks;
        return right ? "(" + left + "+" + node(level - 1, 2 * index + 1, blocks) + ")" : left;
    }

    private static void push(BlockTree tree, List<String> formulas, int first, int span, String formula) {
        tree.push(first, span);
        formulas.add(formula);
        while (tree.join()) {
            String right = formulas.removeLast();
            formulas.add("(" + formulas.removeLast() + "+" + right + ")");
        }
    }

    /// Any number of ranks with any border between them, some without a block.
    @Test
    void theSumDoesNotDependOnWhoAddsWhat() {
        for (int blocks = 1; blocks <= 21; blocks++) {
            String expected = node(5, 0, blocks);
            for (int ranks = 1; ranks <= blocks + 2; ranks++) {
                BlockTree whole = new BlockTree();
                whole.begin(blocks);
                List<String> sum = new ArrayList<>();
                for (int rank = 0; rank < ranks; rank++) {
                    BlockTree own = new BlockTree();
                    own.begin(blocks);
                    List<String> sums = new ArrayList<>();
                    int end = SumOfRanks.begin(blocks, rank + 1, ranks);
                    for (int b = SumOfRanks.begin(blocks, rank, ranks); b < end; b++) {
                        push(own, sums, b, 1, Integer.toString(b));
                    }
                    for (int place = 0; place < own.depth(); place++) {
                        push(whole, sum, own.first(place), own.span(place), sums.get(place));
                    }
                }
                assertEquals(List.of(expected), sum, blocks + " blocks, " + ranks + " ranks");
            }
        }
        assertEquals("(((0+1)+(2+3))+(4+5))", node(3, 0, 6));
    }

    /// From block 0 on, as one process goes: log2 of the blocks, and the one that came last.
    @Test
    void fewSumsWait() {
        for (int blocks : new int[] {1, 2, 3, 64, 100, 1023}) {
            BlockTree tree = new BlockTree();
            tree.begin(blocks);
            int most = 0;
            for (int b = 0; b < blocks; b++) {
                tree.push(b, 1);
                most = Math.max(most, tree.depth());
                while (tree.join()) {
                    most = Math.max(most, tree.depth());
                }
            }
            assertEquals(1, tree.depth());
            assertTrue(most <= 33 - Integer.numberOfLeadingZeros(blocks), blocks + " blocks: " + most + " sums");
        }
    }

    @Test
    void additionHasTheBitsOfItsScalarLoop() {
        int floats = 5008;
        Random random = new Random(4);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment from = arena.allocate(4L * floats, 64);
            MemorySegment to = arena.allocate(4L * floats, 64);
            for (int i = 0; i < floats; i++) {
                // some denormal, some zeros of either sign
                float scale = i % 3 == 0 ? 1e-39f : i % 5 == 0 ? -0f : 1;
                from.setAtIndex(Matrix.FLOAT, i, scale * (float) random.nextGaussian());
                to.setAtIndex(Matrix.FLOAT, i, scale * (float) random.nextGaussian());
            }
            MemorySegment expected = arena.allocate(4L * floats, 64).copyFrom(to);
            FloatSum.scalar(from, expected, 0, floats);
            for (int threads = 1; threads <= 3; threads++) {
                MemorySegment sum = arena.allocate(4L * floats, 64).copyFrom(to);
                try (Team team = Team.ofThreads(threads)) {
                    new FloatSum(team).add(from, sum);
                }
                assertArrayEquals(expected.toArray(Matrix.FLOAT), sum.toArray(Matrix.FLOAT), threads + " threads");
                assertEquals(-1, expected.mismatch(sum));
            }
            if (Kernels.VECTOR) {
                MemorySegment sum = arena.allocate(4L * floats, 64).copyFrom(to);
                FloatSum.Lanes.add(from, sum, 16, floats - 16);
                assertEquals(-1, expected.asSlice(64, 4L * floats - 128).mismatch(sum.asSlice(64, 4L * floats - 128)));
                assertEquals(-1, to.asSlice(0, 64).mismatch(sum.asSlice(0, 64)));
            }
        }
    }
}
