package lanewise.bench.peers;

import java.util.List;

/// The shape of a product C = op(A) op(B).
///
/// @param m  rows of C
/// @param n  columns of C
/// @param k  length of the sums
/// @param ta whether A is stored as k x m
/// @param tb whether B is stored as n x k
record Shape(int m, int n, int k, boolean ta, boolean tb) {

    static final List<Shape> ALL = List.of(parse("128,400,784 NT"), parse("512,512,512 NN"));

    /// Reads what [#name] writes.
    static Shape parse(String name) {
        String[] halves = name.split(" ");
        String[] sizes = halves[0].split(",");
        return new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]),
                halves[1].charAt(0) == 'T', halves[1].charAt(1) == 'T');
    }

    String name() {
        return m + "," + n + "," + k + " " + (ta ? 'T' : 'N') + (tb ? 'T' : 'N');
    }

    double flop() {
        return 2.0 * m * n * k;
    }
}
