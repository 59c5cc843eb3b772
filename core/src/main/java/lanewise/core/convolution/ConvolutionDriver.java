package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.core.kernel.ReductionLoops;

/// One convolution at a time on one workspace: splits the result into parts, and each part into blocks that fit the caches.
///
/// The arguments were checked by the caller. Owned by its workspace; not thread-safe but for the parts of a running call.
public final class ConvolutionDriver {

    private final Workspace workspace;
    private final Sums sums = new Sums();
    private final WeightGradient weightGradient = new WeightGradient();
    private final BiasGradient biasGradient = new BiasGradient();

    /// The driver of a workspace.
    ///
    /// @param workspace whose team and scratch memory it uses
    public ConvolutionDriver(Workspace workspace) {
        this.workspace = workspace;
    }

    /// A convolution or its adjoint with plain weights.
    ///
    /// @param window the geometry
    /// @param adjoint whether from map to image
    /// @param in image or map
    /// @param weight filters x taps
    /// @param out map or image
    /// @param epilogue bias and activation
    public void sums(Window window, boolean adjoint, Matrix in, Matrix weight, Matrix out, Epilogue epilogue) {
        sums.run(window, adjoint, in, weight.segment(), (long) weight.rowStride() * Float.BYTES, out, epilogue);
    }

    /// A convolution or its adjoint with packed weights.
    ///
    /// @param window the geometry
    /// @param adjoint whether from map to image
    /// @param in image or map
    /// @param weight what [FilterPacking#pack] wrote
    /// @param out map or image
    /// @param epilogue bias and activation
    public void sums(Window window, boolean adjoint, Matrix in, MemorySegment weight, Matrix out, Epilogue epilogue) {
        sums.run(window, adjoint, in, weight, (long) window.taps() * Float.BYTES, out, epilogue);
    }

    /// The gradient of the weights.
    ///
    /// @param window the geometry
    /// @param image batch x imageSize
    /// @param map batch x mapSize
    /// @param dWeight filters x taps
    public void weightGradient(Window window, Matrix image, Matrix map, Matrix dWeight) {
        weightGradient.run(window, image, map, dWeight);
    }

    /// The gradient of the bias.
    ///
    /// @param channels channels of the output
    /// @param gradient batch x positions * channels
    /// @param dBias 1 x channels
    public void biasGradient(int channels, Matrix gradient, Matrix dBias) {
        biasGradient.run(channels, gradient, dBias);
    }

    private final class Sums implements Team.Work {

        private Window window;
        private boolean adjoint;
        private Matrix in;
        private MemorySegment weight;
        private long weightRow;
        private Matrix out;
        private Epilogue epilogue;

        void run(Window window, boolean adjoint, Matrix in, MemorySegment weight, long weightRow, Matrix out, Epilogue epilogue) {
            this.window = window;
            this.adjoint = adjoint;
            this.in = in;
            this.weight = weight;
            this.weightRow = weightRow;
            this.out = out;
            this.epilogue = epilogue;
            workspace.team().run(this);
        }

        @Override
        public void part(int part, int parts) {
            int end = Team.begin(out.rows(), part + 1, parts, 1);
            for (int b = Team.begin(out.rows(), part, parts, 1); b < end; b++) {
                if (adjoint) {
                    ScalarConvolution.adjoint(window, in.segment(), in.byteOffset(b, 0), weight, weightRow, out.segment(), out.byteOffset(b, 0));
                    Pixels.finish(epilogue, out, b, 0, window.height() * window.width(), window.channels());
                } else {
                    ScalarConvolution.forward(window, in.segment(), in.byteOffset(b, 0), weight, weightRow, out.segment(), out.byteOffset(b, 0));
                    Pixels.finish(epilogue, out, b, 0, window.mapHeight() * window.mapWidth(), window.filters());
                }
            }
        }
    }

    private final class WeightGradient implements Team.Work {

        private Window window;
        private Matrix image;
        private Matrix map;
        private Matrix dWeight;

        void run(Window window, Matrix image, Matrix map, Matrix dWeight) {
            this.window = window;
            this.image = image;
            this.map = map;
            this.dWeight = dWeight;
            workspace.team().run(this);
        }

        @Override
        public void part(int part, int parts) {
            ScalarConvolution.weightGradient(window, map.rows(), image.segment(), image.byteOffset(1, 0), map.segment(), map.byteOffset(1, 0),
                    dWeight.segment(), dWeight.byteOffset(1, 0), Team.begin(window.filters(), part, parts, 1),
                    Team.begin(window.filters(), part + 1, parts, 1));
        }
    }

    private final class BiasGradient implements Team.Work {

        /// Elements of the gradient from which waking a team pays.
        private static final int PARALLEL_FROM = 1 << 14;

        private int channels;
        private Matrix gradient;
        private Matrix dBias;

        void run(int channels, Matrix gradient, Matrix dBias) {
            this.channels = channels;
            this.gradient = gradient;
            this.dBias = dBias;
            if (workspace.team().size() == 1 || (long) gradient.rows() * gradient.columns() < PARALLEL_FROM) {
                part(0, 1);
            } else {
                workspace.team().run(this);
            }
        }

        @Override
        public void part(int part, int parts) {
            int from = Team.begin(channels, part, parts, 16);
            int to = Team.begin(channels, part + 1, parts, 16);
            MemorySegment sums = dBias.segment();
            for (int c = from; c < to; c++) {
                sums.set(ScalarConvolution.FLOAT, 4L * c, 0);
            }
            int positions = gradient.columns() / channels;
            for (int b = 0; b < gradient.rows() && from < to; b++) {
                int done = from;
                if (Kernels.VECTOR) {
                    done += ReductionLoops.columnSums(gradient.segment(), gradient.byteOffset(b, from), 4L * channels, positions, 1, sums, 4L * from,
                            to - from);
                }
                for (int c = done; c < to; c++) {
                    float sum = sums.get(ScalarConvolution.FLOAT, 4L * c);
                    for (int p = 0; p < positions; p++) {
                        sum += gradient.segment().get(ScalarConvolution.FLOAT, gradient.byteOffset(b, p * channels + c));
                    }
                    sums.set(ScalarConvolution.FLOAT, 4L * c, sum);
                }
            }
        }
    }
}
