package lanewise.vae.train;

import java.util.Arrays;

/// Which sums of the blocks of a step are added to which: the tree
/// ```
/// node(0, b) = block b
/// node(k, i) = node(k - 1, 2 i) + node(k - 1, 2 i + 1), or the first alone where the second has no block
/// ```
/// over blocks 0 to n - 1; the sum of all is its root. Nodes are pushed in the order of their blocks, from any first
/// block on, and wait on a stack until the one to their right is there. So what a node is does not depend on who
/// computes it, and of m blocks no more than about 2 log2 m sums wait at a time, log2 m + 2 if block 0 is the first.
final class BlockTree {

    private int blocks;
    private int depth;
    private int[] first = new int[4];

    /// 2^k of node(k, i), blocks beyond the last included.
    private int[] span = new int[4];

    /// Empties the stack.
    ///
    /// @param count blocks of the step, n
    void begin(int count) {
        blocks = count;
        depth = 0;
    }

    /// Puts the node beside those before it on top.
    void push(int firstBlock, int blocksSpanned) {
        if (depth == first.length) {
            first = Arrays.copyOf(first, 2 * depth);
            span = Arrays.copyOf(span, 2 * depth);
        }
        first[depth] = firstBlock;
        span[depth] = blocksSpanned;
        depth++;
    }

    /// Joins the two nodes on top if they are the children of one: the caller then adds what belongs to place
    /// [#depth()] to what belongs to the one below. To be called until it does not.
    ///
    /// @return whether they were
    boolean join() {
        if (depth < 2) {
            return false;
        }
        int left = depth - 2;
        int right = depth - 1;
        boolean siblings = first[left] % (2 * span[left]) == 0
                && (span[right] == span[left] || first[right] + span[right] >= blocks);
        if (siblings) {
            span[left] *= 2;
            depth--;
        }
        return siblings;
    }

    /// Nodes that wait.
    int depth() {
        return depth;
    }

    /// The first block of a node.
    int first(int place) {
        return first[place];
    }

    /// 2^k of node(k, i).
    int span(int place) {
        return span[place];
    }
}
