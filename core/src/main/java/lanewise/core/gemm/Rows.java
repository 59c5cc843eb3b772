package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;

/// What happens to a block of C before and after the sums: the start value, and the epilogue.
final class Rows {

    private Rows() {
    }

    /// `c = beta == 0 ? 0 : beta * c`, without reading c for beta 0.
    static void start(float beta, MemorySegment c, long offset, long rowStride, int rows, int columns) {
        if (beta == 1) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            long row = offset + i * rowStride;
            if (beta == 0) {
                zero(c, row, columns);
            } else {
                scale(beta, c, row, columns);
            }
        }
    }

    /// `c = activation(c + bias)`, keeping `c + bias` if wanted, for the block of C that begins at row
    /// `i0` and column `j0`.
    static void finish(Epilogue epilogue, MemorySegment c, long offset, long rowStride, int i0, int j0, int rows,
            int columns) {
        Matrix bias = epilogue.bias();
        Matrix pre = epilogue.preActivation();
        Activation activation = epilogue.activation();
        boolean plain = activation instanceof Identity;
        if (bias == null && pre == null && plain) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            long row = offset + i * rowStride;
            if (bias != null) {
                add(bias.segment(), bias.byteOffset(0, j0), c, row, columns);
            }
            if (pre != null) {
                MemorySegment.copy(c, row, pre.segment(), pre.byteOffset(i0 + i, j0), (long) columns * Float.BYTES);
            }
            if (!plain) {
                activation.forward(c, row, c, row, columns);
            }
        }
    }

    /// `c = c * scale` of its column.
    static void multiply(MemorySegment scales, long first, MemorySegment c, long offset, long rowStride, int rows,
            int columns) {
        for (int i = 0; i < rows; i++) {
            long row = offset + i * rowStride;
            if (Kernels.VECTOR) {
                NarrowKernels.multiply(scales, first, c, row, columns);
                continue;
            }
            for (int j = 0; j < columns; j++) {
                long at = (long) j << 2;
                c.set(Packing.FLOAT, row + at, c.get(Packing.FLOAT, row + at) * scales.get(Packing.FLOAT, first + at));
            }
        }
    }

    private static void zero(MemorySegment c, long offset, int n) {
        if (Kernels.VECTOR) {
            RowKernels.zero(c, offset, n);
            return;
        }
        for (int j = 0; j < n; j++) {
            c.set(Packing.FLOAT, offset + ((long) j << 2), 0);
        }
    }

    private static void scale(float beta, MemorySegment c, long offset, int n) {
        if (Kernels.VECTOR) {
            RowKernels.scale(beta, c, offset, n);
            return;
        }
        for (int j = 0; j < n; j++) {
            long at = offset + ((long) j << 2);
            c.set(Packing.FLOAT, at, beta * c.get(Packing.FLOAT, at));
        }
    }

    private static void add(MemorySegment b, long bOffset, MemorySegment c, long cOffset, int n) {
        if (Kernels.VECTOR) {
            RowKernels.add(b, bOffset, c, cOffset, n);
            return;
        }
        for (int j = 0; j < n; j++) {
            long at = (long) j << 2;
            c.set(Packing.FLOAT, cOffset + at, c.get(Packing.FLOAT, cOffset + at) + b.get(Packing.FLOAT, bOffset + at));
        }
    }
}
