package lanewise.vae.network;

import java.lang.foreign.Arena;

import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.PackedFilters;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Shape;

/// A convolution, or the transposed one: its adjoint, whose gradient with respect to the input is the
/// convolution itself.
///
/// @param window the geometry, from the larger side to the smaller
/// @param transposed whether the map goes from the window's map to its image
record ConvolutionKernel(Window window, boolean transposed) implements MapKernel {

    static ConvolutionKernel of(Conv2d map, Shape in) {
        return new ConvolutionKernel(new Window(in.channels(), in.height(), in.width(), map.channels(), map.kernel(),
                map.kernel(), map.stride(), map.padding()), false);
    }

    static ConvolutionKernel of(ConvTranspose2d map, Shape in) {
        Shape out = map.output(in);
        return new ConvolutionKernel(new Window(out.channels(), out.height(), out.width(), in.channels(), map.kernel(),
                map.kernel(), map.stride(), map.padding()), true);
    }

    @Override
    public void forward(Matrix x, Matrix weight, Matrix t, Epilogue epilogue, Workspace workspace) {
        if (transposed) {
            Convolution.adjoint(window, x, weight, t, epilogue, workspace);
        } else {
            Convolution.forward(window, x, weight, t, epilogue, workspace);
        }
    }

    @Override
    public void weightGradient(Matrix x, Matrix dt, Matrix dWeight, Workspace workspace) {
        Convolution.weightGradient(window, transposed ? dt : x, transposed ? x : dt, dWeight, workspace);
    }

    @Override
    public void biasGradient(Matrix dt, Matrix dBias, Workspace workspace) {
        Convolution.biasGradient(transposed ? window.channels() : window.filters(), dt, dBias, workspace);
    }

    @Override
    public void inputGradient(Matrix dt, Matrix weight, Matrix dx, Workspace workspace) {
        if (transposed) {
            Convolution.forward(window, dt, weight, dx, Epilogue.NONE, workspace);
        } else {
            Convolution.adjoint(window, dt, weight, dx, Epilogue.NONE, workspace);
        }
    }

    @Override
    public PackedMap pack(Matrix weight, Storage storage, Arena arena) {
        if (transposed) {
            PackedFilters packed = PackedFilters.forAdjoint(arena, window, weight);
            return (x, t, epilogue, workspace) -> Convolution.adjoint(window, x, packed, t, epilogue, workspace);
        }
        PackedFilters packed = PackedFilters.forForward(arena, window, weight);
        return (x, t, epilogue, workspace) -> Convolution.forward(window, x, packed, t, epilogue, workspace);
    }
}
