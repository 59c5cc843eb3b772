package lanewise.bench.peers;

import java.util.List;

/// All sections, in the order in which they run.
final class Sections {

    private Sections() {
    }

    static List<Section> all() {
        return List.of(
                new Matmul(),
                new Sgemv(),
                new Elementary(),
                new Gaussian(),
                new Step(),
                new Encode());
    }
}
