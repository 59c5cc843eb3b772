package lanewise.vae.network;

import java.lang.foreign.Arena;

import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.Workspace;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Shape;

/// The arithmetic of a [LinearMap] for a batch: the map and its three gradients.
///
/// Rows of images are channels last here (`[height, width, channels]`). Gradients overwrite. Serves
/// one thread at a time.
sealed interface MapKernel permits DenseKernel, ConvolutionKernel {

    /// The kernel of a map.
    static MapKernel of(LinearMap map, Shape in) {
        return switch (map) {
            case Dense _ -> new DenseKernel();
            case Conv2d convolution -> ConvolutionKernel.of(convolution, in);
            case ConvTranspose2d convolution -> ConvolutionKernel.of(convolution, in);
        };
    }

    /// `t = map(x)`, then what the epilogue asks for.
    void forward(Matrix x, Matrix weight, Matrix t, Epilogue epilogue, Workspace workspace);

    /// The gradient of the weights from that of t.
    void weightGradient(Matrix x, Matrix dt, Matrix dWeight, Workspace workspace);

    /// The gradient of the biases from that of t.
    void biasGradient(Matrix dt, Matrix dBias, Workspace workspace);

    /// The gradient of x from that of t.
    void inputGradient(Matrix dt, Matrix weight, Matrix dx, Workspace workspace);

    /// The map with weights that stay as they are. Those of a dense map are stored as asked, others as floats.
    PackedMap pack(Matrix weight, Storage storage, Arena arena);

    /// A map with its weights as inference wants them. Immutable and thread-safe.
    @FunctionalInterface
    interface PackedMap {

        /// `t = map(x)`, then what the epilogue asks for.
        void forward(Matrix x, Matrix t, Epilogue epilogue, Workspace workspace);
    }
}
