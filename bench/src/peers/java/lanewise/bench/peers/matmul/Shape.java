package lanewise.bench.peers.matmul;

import java.util.ArrayList;
import java.util.List;

/// The shape of a product C = op(A) op(B).
///
/// @param group  which list it belongs to
/// @param m      rows of C
/// @param n      columns of C
/// @param k      length of the sums
/// @param ta     whether A is stored as k x m
/// @param tb     whether B is stored as n x k
/// @param fixedB whether B is a weight matrix that stays the same over many products, so that it can be packed once
record Shape(Group group, int m, int n, int k, boolean ta, boolean tb, boolean fixedB) {

    /// What a shape is there for.
    enum Group {
        /// The headline table.
        TABLE("table"),
        /// The same products with the operands stored the other way.
        TRANSPOSED("table, operands transposed"),
        /// Few rows, few columns, short sums.
        SKINNY("skinny"),
        /// One row.
        ROW("one row");

        final String title;

        Group(String title) {
            this.title = title;
        }
    }

    /// Layers of the 784-400-20 net at batch 128, their weight gradients, cubes; each also with operands
    /// stored the other way.
    static final List<Shape> PRODUCTS = products();

    /// One row against the weights of a layer, stored [out, in] (NT) or [in, out] (NN).
    static final List<Shape> ROWS = List.of(
            parse(Group.ROW, "1,400,784 NT", true), parse(Group.ROW, "1,784,400 NT", true),
            parse(Group.ROW, "1,40,400 NT", true), parse(Group.ROW, "1,400,20 NT", true),
            parse(Group.ROW, "1,2048,2048 NT", true),
            parse(Group.ROW, "1,400,784 NN", true), parse(Group.ROW, "1,784,400 NN", true),
            parse(Group.ROW, "1,2048,2048 NN", true));

    private static List<Shape> products() {
        var list = new ArrayList<Shape>();
        String[] layers = {"128,400,784", "128,784,400", "128,40,400", "128,400,20"};
        String[] gradients = {"784,400,128", "400,784,128"};
        String[] cubes = {"64,64,64", "128,128,128", "256,256,256", "512,512,512", "1024,1024,1024", "2048,2048,2048"};
        for (String s : layers) {
            list.add(parse(Group.TABLE, s + " NN", true));
        }
        for (String s : gradients) {
            list.add(parse(Group.TABLE, s + " TN", false));
        }
        for (String s : cubes) {
            list.add(parse(Group.TABLE, s + " NN", false));
        }
        for (String s : layers) {
            list.add(parse(Group.TRANSPOSED, s + " NT", true));
        }
        for (String s : gradients) {
            list.add(parse(Group.TRANSPOSED, s + " NN", false));
            list.add(parse(Group.TRANSPOSED, s + " NT", false));
        }
        for (String s : cubes) {
            list.add(parse(Group.TRANSPOSED, s + " NT", false));
            list.add(parse(Group.TRANSPOSED, s + " TN", false));
        }
        list.add(parse(Group.SKINNY, "400,40,128 TN", false));
        list.add(parse(Group.SKINNY, "40,400,128 TN", false));
        list.add(parse(Group.SKINNY, "20,400,128 TN", false));
        list.add(parse(Group.SKINNY, "20,200,784 NT", true));
        list.add(parse(Group.SKINNY, "32,400,784 NT", true));
        list.add(parse(Group.SKINNY, "4,400,784 NT", true));
        list.add(parse(Group.SKINNY, "1024,8,1024 NN", false));
        list.add(parse(Group.SKINNY, "8,1024,1024 NN", false));
        list.add(parse(Group.SKINNY, "1024,1024,8 NN", false));
        list.add(parse(Group.SKINNY, "97,101,103 NN", false));
        return List.copyOf(list);
    }

    /// Reads what [#name] writes.
    static Shape parse(Group group, String name, boolean fixedB) {
        String[] halves = name.split(" ");
        String[] sizes = halves[0].split(",");
        return new Shape(group, Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]),
                halves[1].charAt(0) == 'T', halves[1].charAt(1) == 'T', fixedB);
    }

    String name() {
        return m + "," + n + "," + k + " " + operands();
    }

    /// A letter for each operand.
    String operands() {
        return (ta ? "T" : "N") + (tb ? "T" : "N");
    }

    double flop() {
        return 2.0 * m * n * k;
    }
}
