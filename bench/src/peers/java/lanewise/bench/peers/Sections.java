package lanewise.bench.peers;

import java.util.List;

import lanewise.bench.peers.convolution.ConvolutionSection;
import lanewise.bench.peers.encode.Encode;
import lanewise.bench.peers.function.Elementary;
import lanewise.bench.peers.matmul.Matmul;
import lanewise.bench.peers.matmul.Sgemv;
import lanewise.bench.peers.random.Gaussian;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.step.Step;

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
                new Encode(),
                new ConvolutionSection());
    }
}
