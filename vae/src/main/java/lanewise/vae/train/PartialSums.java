package lanewise.vae.train;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Team;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;

/// The gradients of some blocks of a step and the terms of their loss, added in the [BlockTree]: after the last block
/// of a step whose blocks are all here, place 0 holds the gradient of the step.
///
/// Allocates nothing once so many sums have waited.
final class PartialSums {

    private final BlockTree tree = new BlockTree();
    private final List<Parameters> gradients = new ArrayList<>();
    private final List<double[]> terms = new ArrayList<>();
    private final ParameterLayout layout;
    private final int termCount;
    private final Arena arena;
    private final FloatSum sum;

    /// @param termCount doubles that are summed with each gradient
    PartialSums(ParameterLayout layout, int termCount, Arena arena, Team team) {
        this.layout = layout;
        this.termCount = termCount;
        this.arena = arena;
        this.sum = new FloatSum(team);
        reserve(0);
    }

    /// Empties them for a step of so many blocks.
    void begin(int blocks) {
        tree.begin(blocks);
    }

    /// Where the gradient of the next block goes.
    Parameters place() {
        reserve(tree.depth());
        return gradients.get(tree.depth());
    }

    /// Where its terms go.
    double[] placeOfTerms() {
        reserve(tree.depth());
        return terms.get(tree.depth());
    }

    private void reserve(int place) {
        while (gradients.size() <= place) {
            gradients.add(Parameters.allocate(arena, layout));
            terms.add(new double[termCount]);
        }
    }

    /// Adds what was put there.
    void add(int block) {
        tree.push(block, 1);
        while (tree.join()) {
            int right = tree.depth();
            sum.add(gradients.get(right).segment(), gradients.get(right - 1).segment());
            addTerms(terms.get(right), terms.get(right - 1));
        }
    }

    static void addTerms(double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /// Which sums there are.
    BlockTree tree() {
        return tree;
    }

    /// One of the sums.
    Parameters gradient(int place) {
        return gradients.get(place);
    }

    /// Its terms.
    double[] terms(int place) {
        return terms.get(place);
    }
}
