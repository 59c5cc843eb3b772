package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.core.kernel.ReductionLoops;

/// One operation at a time on one workspace.
///
/// The arguments were checked by the caller. Owned by its workspace; not thread-safe but for the parts of a running
/// call.
public final class ConvolutionDriver {

    private final Workspace workspace;
    private final SumsDriver sums;
    private final GradientDriver weightGradient;
    private final BiasGradient biasGradient = new BiasGradient();

    /// The driver of a workspace.
    ///
    /// @param workspace whose team and scratch memory it uses
    public ConvolutionDriver(Workspace workspace) {
        this.workspace = workspace;
        sums = new SumsDriver(workspace);
        weightGradient = new GradientDriver(workspace);
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
        sums.run(window, adjoint, in, weight, out, epilogue);
    }

    /// A convolution or its adjoint with packed weights.
    ///
    /// @param window the geometry
    /// @param adjoint whether from map to image
    /// @param in image or map
    /// @param weight what [FilterPacking#pack] wrote
    /// @param panels the same on the heap
    /// @param out map or image
    /// @param epilogue bias and activation
    public void sums(Window window, boolean adjoint, Matrix in, MemorySegment weight, float[] panels, Matrix out,
            Epilogue epilogue) {
        sums.run(window, adjoint, in, weight, panels, (long) window.taps() * Float.BYTES, out, epilogue);
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
                    done += ReductionLoops.columnSums(gradient.segment(), gradient.byteOffset(b, from), 4L * channels,
                            positions, 1, sums, 4L * from,
                            to - from);
                }
                for (int c = done; c < to; c++) {
                    float sum = sums.get(ScalarConvolution.FLOAT, 4L * c);
                    for (int p = 0; p < positions; p++) {
                        sum += gradient.segment().get(ScalarConvolution.FLOAT,
                                gradient.byteOffset(b, p * channels + c));
                    }
                    sums.set(ScalarConvolution.FLOAT, 4L * c, sum);
                }
            }
        }
    }
}
