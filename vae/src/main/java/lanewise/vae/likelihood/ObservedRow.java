package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;

/// The row of the observed cells of a row alone: gathered, handed to a likelihood, and its gradients put back.
///
/// A likelihood of single values has some outputs for each value, head after head, and others that all values share.
final class ObservedRow {

    private ObservedRow() {
    }

    /// Loss and gradients of one likelihood that is no composite, as [Likelihood#row] gives them.
    static double loss(Likelihood likelihood, boolean vector, MemorySegment x, long xOffset, MemorySegment outputs,
            long outputsOffset, MemorySegment gradient, long gradientOffset, int width, float scale) {
        int observed = count(x, xOffset, width);
        if (observed == width) {
            return likelihood.row(vector, x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
        }
        if (likelihood instanceof Categorical categorical) {
            return categorical.observedRow(x, xOffset, outputs, outputsOffset, gradient, gradientOffset, width, scale);
        }
        int outputWidth = likelihood.outputWidth(width);
        if (observed == 0) {
            zero(gradient, gradientOffset, outputWidth);
            return 0;
        }
        int heads = outputWidth / width;
        int shared = outputWidth % width;
        MemorySegment room = gather(x, xOffset, outputs, outputsOffset, width, observed, heads);
        long o = 4L * observed;
        MemorySegment.copy(outputs, outputsOffset + 4L * heads * width, room, o + heads * o, 4L * shared);
        double loss = likelihood.row(vector, room, 0, room, o, gradient == null ? null : room, o, observed, scale);
        if (gradient != null) {
            scatter(x, xOffset, room, o, gradient, gradientOffset, width, observed, heads);
            MemorySegment.copy(room, o + heads * o, gradient, gradientOffset + 4L * heads * width, 4L * shared);
        }
        return loss;
    }

    /// As [Likelihood#prepareRows], for one likelihood that is no composite.
    static void prepare(Likelihood likelihood, MemorySegment x, long xOffset, long xStride, int xRows,
            MemorySegment outputs, long outputsOffset, long outputsStride, int rows, int width) {
        if (!(likelihood instanceof GaussianOptimal)) {
            return;
        }
        double squares = 0;
        long cells = 0;
        for (int r = 0; r < rows; r++) {
            long xo = xOffset + r % xRows * xStride;
            long oo = outputsOffset + r * outputsStride;
            int observed = count(x, xo, width);
            if (observed == width) {
                squares += SquareTerms.INSTANCE.sum(Kernels.VECTOR, x, xo, outputs, oo, null, 0, width, 0, 0);
            } else {
                MemorySegment room = gather(x, xo, outputs, oo, width, observed, 1);
                squares += SquareTerms.INSTANCE.sum(Kernels.VECTOR, room, 0, room, 4L * observed, null, 0, observed, 0,
                        0);
            }
            cells += observed;
        }
        GaussianOptimal.setVariance(squares, Math.max(1, cells), outputs, outputsOffset, outputsStride, rows, width);
    }

    private static boolean isObserved(MemorySegment x, long offset, int c) {
        return !Float.isNaN(x.get(Matrix.FLOAT, offset + 4L * c));
    }

    /// How many cells of a row are observed.
    static int count(MemorySegment x, long offset, int width) {
        int observed = 0;
        for (int c = 0; c < width; c++) {
            observed += isObserved(x, offset, c) ? 1 : 0;
        }
        return observed;
    }

    static void zero(MemorySegment gradient, long offset, int n) {
        for (int i = 0; gradient != null && i < n; i++) {
            gradient.set(Matrix.FLOAT, offset + 4L * i, 0f);
        }
    }

    /// The thread's room with the observed values, then of each head the outputs that belong to them.
    private static MemorySegment gather(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            int width, int observed, int heads) {
        MemorySegment room = Scratch.room((2L + heads) * width);
        int to = 0;
        for (int c = 0; c < width; c++) {
            if (isObserved(x, xOffset, c)) {
                room.set(Matrix.FLOAT, 4L * to, x.get(Matrix.FLOAT, xOffset + 4L * c));
                for (int h = 0; h < heads; h++) {
                    room.set(Matrix.FLOAT, 4L * ((1L + h) * observed + to),
                            outputs.get(Matrix.FLOAT, outputsOffset + 4L * ((long) h * width + c)));
                }
                to++;
            }
        }
        return room;
    }

    private static void scatter(MemorySegment x, long xOffset, MemorySegment room, long from, MemorySegment gradient,
            long gradientOffset, int width, int observed, int heads) {
        int at = 0;
        for (int c = 0; c < width; c++) {
            boolean there = isObserved(x, xOffset, c);
            for (int h = 0; h < heads; h++) {
                gradient.set(Matrix.FLOAT, gradientOffset + 4L * ((long) h * width + c),
                        there ? room.get(Matrix.FLOAT, from + 4L * ((long) h * observed + at)) : 0f);
            }
            at += there ? 1 : 0;
        }
    }
}
