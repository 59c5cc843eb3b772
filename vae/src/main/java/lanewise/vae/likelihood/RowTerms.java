package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;

/// What one value adds to a row's loss, and its gradients; [#sum] walks a row with it in the order of [RowSum].
///
/// In all methods `x`, `o` and `g` are data, outputs and gradients (null: none wanted), `xo`, `oo` and `go` byte
/// offsets of the block's first value, `head` the bytes from an output of a head to that of the next for the same
/// value, `scale` the factor of the gradients, and `parameter` what the likelihood needs besides.
abstract class RowTerms {

    /// The specification: `sum` plus the term of element i, in float; stores the gradients of element i.
    abstract float add(float sum, MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go,
            long head, int i, float scale, float parameter);

    /// The sums of the 16 virtual lanes over n elements, a multiple of 16, by vectors; by the specification where there
    /// is no vector loop.
    void vectorLanes(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head, int n,
            float scale, float parameter, float[] lanes) {
        scalarLanes(x, xo, o, oo, g, go, head, n, scale, parameter, lanes);
    }

    private void scalarLanes(MemorySegment x, long xo, MemorySegment o, long oo, MemorySegment g, long go, long head,
            int n, float scale, float parameter, float[] lanes) {
        for (int lane = 0; lane < RowSum.LANES; lane++) {
            float sum = 0;
            for (int i = lane; i < n; i += RowSum.LANES) {
                sum = add(sum, x, xo, o, oo, g, go, head, i, scale, parameter);
            }
            lanes[lane] = sum;
        }
    }

    /// The sum of a row of `width` values.
    final double sum(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale, float parameter) {
        long head = (long) width << 2;
        float[] lanes = RowSum.lanes();
        double sum = 0;
        for (int b = 0; b < width; b += RowSum.BLOCK) {
            long at = (long) b << 2;
            long xo = xOffset + at;
            long oo = outputsOffset + at;
            long go = gradientOffset + at;
            int n = Math.min(RowSum.BLOCK, width - b);
            int inLanes = RowSum.inLanes(n);
            if (vector) {
                vectorLanes(x, xo, outputs, oo, gradient, go, head, inLanes, scale, parameter, lanes);
            } else {
                scalarLanes(x, xo, outputs, oo, gradient, go, head, inLanes, scale, parameter, lanes);
            }
            double block = RowSum.sum(lanes);
            for (int i = inLanes; i < n; i++) {
                block += add(0f, x, xo, outputs, oo, gradient, go, head, i, scale, parameter);
            }
            sum += block;
        }
        return sum;
    }
}
