package lanewise.core;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Two-dimensional convolution `map = act(conv(image) + bias)`, its adjoint (the transposed convolution) and the
/// gradients of both.
///
/// **The law, for each element of the result.** A chain `acc = fma(a, w, acc)` from `acc = 0` over its taps in the
/// order stated at each operation; then `acc + bias` of the element's channel if there is a bias; then the activation.
/// Positions outside the image or the map hold zeros and take part in the chain, so an infinite weight at the border
/// gives a NaN. The bits of the result are those of this loop whatever the kernels, the strides of the rows and the
/// number of threads.
///
/// **Shapes.** An image matrix is `batch x window.imageSize()`, a map matrix `batch x window.mapSize()`, a weight
/// matrix `window.filters() x window.taps()`, in the layouts that [Window] states; the batch may be 0. The bias is a
/// row of the result's channels, the pre-activation has the shape of the result. What is written must share no memory
/// with anything else, gaps between rows included.
///
/// **The gradients.** With dmap the gradient of a loss with respect to the map of [#forward(Window, Matrix, Matrix,
/// Matrix, Epilogue, Workspace) forward], the gradient of the image is its [#adjoint(Window, Matrix, Matrix, Matrix,
/// Epilogue, Workspace) adjoint] and the gradient of the weights
/// [#weightGradient]`(image, dmap)`. With dimage the gradient with respect to the image of a transposed convolution,
/// the gradient of the map is
/// [#forward(Window, Matrix, Matrix, Matrix, Epilogue, Workspace) forward] and the gradient of the weights
/// [#weightGradient]`(dimage, map)`.
///
/// **Errors.** [IllegalArgumentException] names the argument and both shapes, or both arguments that overlap, or the
/// one that is read-only or confined to a thread while a team is to work on it; [IllegalStateException] names the
/// matrix whose arena was closed. Nothing is written then.
///
/// **Threads.** Stateless. The work is split over images, positions and channels of the result by the team of the
/// workspace. Nothing is allocated once the workspace has seen the shape; its scratch memory does not grow with the
/// batch.
///
/// Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, 2016, relationships 6 and 14 (sizes) and
/// section 4 (the adjoint).
public final class Convolution {

    private Convolution() {
    }

    /// `map[y, x, f] = act(sum over ky, kx, c of image[y stride - padding + ky, x stride - padding + kx, c] weight[f,
    /// c, ky, kx] + bias[f])`, the taps ascending by (ky, kx, c).
    ///
    /// @param window the geometry
    /// @param image batch x window.imageSize()
    /// @param weight filters x taps
    /// @param map batch x window.mapSize(), overwritten
    /// @param epilogue bias of filters columns and activation, or [Epilogue#NONE]
    /// @param workspace scratch memory and team
    public static void forward(Window window, Matrix image, Matrix weight, Matrix map, Epilogue epilogue,
            Workspace workspace) {
        requireWeight(window, weight);
        checkForward(window, image, map, epilogue, workspace);
        checkWeight(weight, "map", map, epilogue, workspace);
        workspace.convolution().sums(window, false, image, weight, map, epilogue);
    }

    /// As [#forward(Window, Matrix, Matrix, Matrix, Epilogue, Workspace)] with weights packed once.
    ///
    /// @param window the geometry
    /// @param image batch x window.imageSize()
    /// @param weight what [PackedFilters#forForward] made for this window
    /// @param map batch x window.mapSize(), overwritten
    /// @param epilogue bias of filters columns and activation, or [Epilogue#NONE]
    /// @param workspace scratch memory and team
    public static void forward(Window window, Matrix image, PackedFilters weight, Matrix map, Epilogue epilogue,
            Workspace workspace) {
        requirePacked(window, false, weight);
        checkForward(window, image, map, epilogue, workspace);
        checkPacked(weight, workspace);
        workspace.convolution().sums(window, false, image, weight.segment(), weight.panels(), map,
                epilogue);
    }

    /// `image[y, x, c] = act(sum over my, mx, f of map[my, mx, f] weight[f, c, ky, kx] + bias[c])` with `ky = y +
    /// padding - my stride` and `kx = x + padding - mx stride`: the transposed convolution, and the gradient of the
    /// image of
    /// [#forward(Window, Matrix, Matrix, Matrix, Epilogue, Workspace) forward].
    ///
    /// The sum is over all (my, mx, f) ascending whose ky and kx are in the kernel, those outside the map included,
    /// which hold zeros. Where there is none, which a stride above the kernel makes, the sum is 0.
    ///
    /// @param window the geometry
    /// @param map batch x window.mapSize()
    /// @param weight filters x taps
    /// @param image batch x window.imageSize(), overwritten
    /// @param epilogue bias of channels columns and activation, or [Epilogue#NONE]
    /// @param workspace scratch memory and team
    public static void adjoint(Window window, Matrix map, Matrix weight, Matrix image, Epilogue epilogue,
            Workspace workspace) {
        requireWeight(window, weight);
        checkAdjoint(window, map, image, epilogue, workspace);
        checkWeight(weight, "image", image, epilogue, workspace);
        workspace.convolution().sums(window, true, map, weight, image, epilogue);
    }

    /// As [#adjoint(Window, Matrix, Matrix, Matrix, Epilogue, Workspace)] with weights packed once.
    ///
    /// @param window the geometry
    /// @param map batch x window.mapSize()
    /// @param weight what [PackedFilters#forAdjoint] made for this window
    /// @param image batch x window.imageSize(), overwritten
    /// @param epilogue bias of channels columns and activation, or [Epilogue#NONE]
    /// @param workspace scratch memory and team
    public static void adjoint(Window window, Matrix map, PackedFilters weight, Matrix image, Epilogue epilogue,
            Workspace workspace) {
        requirePacked(window, true, weight);
        checkAdjoint(window, map, image, epilogue, workspace);
        checkPacked(weight, workspace);
        workspace.convolution().sums(window, true, map, weight.segment(), weight.panels(), image,
                epilogue);
    }

    /// `dWeight[f, c, ky, kx] = sum over b, y, x of image[b, y stride - padding + ky, x stride - padding + kx, c]
    /// map[b, y, x, f]`, positions ascending by (b, y, x): the gradient of the weights of either direction, one of the
    /// two matrices being the input and the other the gradient of the output.
    ///
    /// @param window the geometry
    /// @param image batch x window.imageSize()
    /// @param map batch x window.mapSize()
    /// @param dWeight filters x taps, overwritten
    /// @param workspace scratch memory and team
    public static void weightGradient(Window window, Matrix image, Matrix map, Matrix dWeight, Workspace workspace) {
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(workspace, "workspace");
        requireBatch(window, "image", image, "map", map);
        Objects.requireNonNull(dWeight, "dWeight").requireWritable("dWeight").requireShape("dWeight", window.filters(),
                window.taps());
        Gemm.requireApart("dWeight", dWeight, "image", image);
        Gemm.requireApart("dWeight", dWeight, "map", map);
        requireShared(workspace, "image", image.segment());
        requireShared(workspace, "map", map.segment());
        requireShared(workspace, "dWeight", dWeight.segment());
        workspace.convolution().weightGradient(window, image, map, dWeight);
    }

    /// `dBias[c] = gradient[0, 0, c] + gradient[0, 1, c] + ...` in float from 0, positions ascending by (b, y, x): the
    /// sums of
    /// [Reductions#columnSums(Matrix, float, Matrix, Workspace)] over the matrix whose rows are the positions.
    ///
    /// @param channels channels of the output
    /// @param gradient batch x positions * channels: the gradient of the output, [image or map][Window]
    /// @param dBias 1 x channels, overwritten
    /// @param workspace scratch memory and team
    /// @throws IllegalArgumentException if channels is below 1 or the columns of the gradient are no multiple of it,
    /// too
    public static void biasGradient(int channels, Matrix gradient, Matrix dBias, Workspace workspace) {
        Objects.requireNonNull(workspace, "workspace");
        Objects.requireNonNull(gradient, "gradient").requireOpen("gradient");
        if (channels < 1 || gradient.columns() % channels != 0) {
            throw new IllegalArgumentException("channels: " + channels
                    + ", expected a divisor of the columns of gradient, which is "
                    + shape(gradient));
        }
        Objects.requireNonNull(dBias, "dBias").requireWritable("dBias").requireShape("dBias", 1, channels);
        Gemm.requireApart("dBias", dBias, "gradient", gradient);
        requireShared(workspace, "gradient", gradient.segment());
        requireShared(workspace, "dBias", dBias.segment());
        workspace.convolution().biasGradient(channels, gradient, dBias);
    }

    static void requireWeight(Window window, Matrix weight) {
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(weight, "weight").requireOpen("weight");
        if (weight.rows() != window.filters() || weight.columns() != window.taps()) {
            throw new IllegalArgumentException("weight: is " + shape(weight) + ", expected " + window.filters() + " x "
                    + window.taps()
                    + " (filters x channels * kernelHeight * kernelWidth) for the window " + window);
        }
    }

    private static void requirePacked(Window window, boolean adjoint, PackedFilters weight) {
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(weight, "weight");
        if (!weight.window().equals(window) || weight.isAdjoint() != adjoint) {
            throw new IllegalArgumentException("weight: is packed for " + (weight.isAdjoint() ? "the adjoint of " : "")
                    + weight.window()
                    + ", expected " + (adjoint ? "the adjoint of " : "") + window);
        }
        if (!weight.segment().scope().isAlive()) {
            throw new IllegalStateException("weight: the arena that owns " + weight + " was closed");
        }
    }

    private static void checkForward(Window window, Matrix image, Matrix map, Epilogue epilogue, Workspace workspace) {
        requireBatch(window, "image", image, "map", map);
        checkResult("image", image, "map", map, window.filters(), epilogue, workspace);
    }

    private static void checkAdjoint(Window window, Matrix map, Matrix image, Epilogue epilogue, Workspace workspace) {
        requireBatch(window, "image", image, "map", map);
        checkResult("map", map, "image", image, window.channels(), epilogue, workspace);
    }

    private static void requireBatch(Window window, String imageName, Matrix image, String mapName, Matrix map) {
        Objects.requireNonNull(image, imageName).requireOpen(imageName);
        Objects.requireNonNull(map, mapName).requireOpen(mapName);
        if (image.columns() != window.imageSize()) {
            throw new IllegalArgumentException(imageName + ": is " + shape(image) + ", expected any number of rows x "
                    + window.imageSize()
                    + " for the window " + window);
        }
        if (map.columns() != window.mapSize()) {
            throw new IllegalArgumentException(mapName + ": is " + shape(map) + ", expected any number of rows x "
                    + window.mapSize()
                    + " for the window " + window);
        }
        if (image.rows() != map.rows()) {
            throw new IllegalArgumentException(imageName + ", " + mapName + ": are " + shape(image) + " and "
                    + shape(map)
                    + ", expected as many rows of both");
        }
    }

    /// What reads `in` and writes `out`, but for the weights.
    private static void checkResult(String inName, Matrix in, String outName, Matrix out, int channels,
            Epilogue epilogue, Workspace workspace) {
        Objects.requireNonNull(epilogue, "epilogue");
        Objects.requireNonNull(workspace, "workspace");
        out.requireWritable(outName);
        Gemm.requireApart(outName, out, inName, in);
        requireShared(workspace, inName, in.segment());
        requireShared(workspace, outName, out.segment());
        Matrix bias = epilogue.bias();
        Matrix preActivation = epilogue.preActivation();
        if (bias != null) {
            bias.requireOpen("bias").requireShape("bias", 1, channels);
            Gemm.requireApart(outName, out, "bias", bias);
            requireShared(workspace, "bias", bias.segment());
        }
        if (preActivation != null) {
            preActivation.requireWritable("preActivation").requireShape("preActivation", out.rows(), out.columns());
            Gemm.requireApart(outName, out, "preActivation", preActivation);
            Gemm.requireApart("preActivation", preActivation, inName, in);
            if (bias != null) {
                Gemm.requireApart("preActivation", preActivation, "bias", bias);
            }
            requireShared(workspace, "preActivation", preActivation.segment());
        }
    }

    private static void checkWeight(Matrix weight, String outName, Matrix out, Epilogue epilogue, Workspace workspace) {
        Gemm.requireApart(outName, out, "weight", weight);
        if (epilogue.preActivation() != null) {
            Gemm.requireApart("preActivation", epilogue.preActivation(), "weight", weight);
        }
        requireShared(workspace, "weight", weight.segment());
    }

    private static void checkPacked(PackedFilters weight, Workspace workspace) {
        requireShared(workspace, "weight", weight.segment());
    }

    private static void requireShared(Workspace workspace, String argument, MemorySegment segment) {
        if (workspace.team().size() > 1) {
            Gemm.requireShared(argument, segment);
        }
    }

    private static String shape(Matrix matrix) {
        return matrix.rows() + " x " + matrix.columns();
    }
}
