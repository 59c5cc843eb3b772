package lanewise.core.gemm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Epilogue;
import lanewise.core.FreshJvm;
import lanewise.core.Gemm;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Storage;
import lanewise.core.Workspace;

/// In fresh JVMs with default flags every kernel ends up compiled without boxed vectors, whichever gets hot first.
class KernelCompilationTest {

    private static boolean vectors() {
        return Kernels.VECTOR;
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "backward"})
    @EnabledIf("vectors")
    void kernelsPassTheFirstTierAndReachTheLast(String order) throws Exception {
        FreshJvm.requireCompiled(Run.class, order);
    }

    /// Calls one kernel after the other until a call allocates nothing.
    static final class Run {

        private static final int KC = 40;

        private record Kernel(String name, Runnable call) {
        }

        public static void main(String[] args) {
            MemorySegment b = Arena.global().allocate(4L * KC * Blocking.NR * Blocking.ROW_PANELS, 64);
            MemorySegment c = Arena.global().allocate(4L * 8 * Blocking.NR * Blocking.ROW_PANELS, 64);
            MemorySegment packed = Arena.global().allocate(b.byteSize(), 64);
            float[] a = new float[Packing.packedFloats(Blocking.MR, KC, Blocking.MR)];
            long row = 4L * Blocking.NR;
            List<Kernel> kernels = new ArrayList<>();
            for (int width : new int[] {Blocking.NR, Blocking.LANES}) {
                for (boolean fresh : new boolean[] {true, false}) {
                    for (int rows : new int[] {Blocking.MR, 4}) {
                        kernels.add(new Kernel("tile " + rows + " x " + width + " " + fresh,
                                () -> Tiles.multiply(fresh, KC, a, 0, b, 0, width, c, 0, row, rows, width, packed)));
                    }
                }
            }
            kernels.add(new Kernel("edge", () -> Tiles.multiply(false, KC, a, 0, b, 0, Blocking.NR, c, 0, row, 3, 3,
                    packed)));
            for (int width : new int[] {DirectPath.width(8, Blocking.NR), DirectPath.width(8, 1)}) {
                kernels.add(new Kernel("direct " + width,
                        () -> DirectPath.multiply(KC, b, 0, 4 * KC, 4, packed, 0, 4L * width, width, c, 0, row, 8,
                        width,
                        b)));
            }
            kernels.add(new Kernel("row 1x8", () -> RowKernel1x8.multiply(KC, a, 0, b, 0, row, row, c, 0)));
            kernels.add(new Kernel("row 1x4", () -> RowKernel1x4.multiply(KC, a, 0, b, 0, row, row, c, 0)));
            kernels.add(new Kernel("row 1x3", () -> RowKernel1x3.multiply(KC, a, 0, b, 0, row, 0, row, c, 0)));
            kernels.add(new Kernel("row 1x2", () -> RowKernel1x3.pair(KC, a, 0, b, 0, row, c, 0)));
            kernels.add(new Kernel("row 1x9", () -> RowKernel1x9.multiply(KC, a, 0, b, 0, row, row, 0, row, c, 0)));
            if (Blocking.LANES == RowTransposed.SIDE) {
                float[] tiles = new float[256];
                kernels.add(new Kernel("transposed half", () -> RowTransposed.half(1, b, 0, 64, tiles, 0)));
                kernels.add(new Kernel("transposed pair", () -> RowTransposed.pair(4, a, 0, tiles, 0, 0, c, 0, 0)));
            }
            kernels.add(new Kernel("rows 2x4", () -> RowKernel2x4.multiply(KC, a, 0, KC, b, 0, row, row, c, 0,
                    2 * row)));
            kernels.add(new Kernel("rows 3x2", () -> RowKernel3x2.multiply(KC, a, 0, KC, b, 0, row, c, 0, row)));
            kernels.add(new Kernel("rows 3x1", () -> RowKernel3x2.single(KC, a, 0, KC, b, 0, row, c, 0, row)));
            kernels.add(new Kernel("rows 4x2", () -> RowKernel4x2.multiply(KC, a, 0, KC, b, 0, row, c, 0, row)));
            kernels.add(new Kernel("rows 4x1", () -> RowKernel4x2.single(KC, a, 0, KC, b, 0, row, c, 0, row)));
            kernels.add(new Kernel("row 1x1", () -> RowKernel1x1.multiply(KC, a, 0, b, 0, row, c, 0)));
            kernels.add(new Kernel("rows of A", () -> Packing.packA(1, b, 0, 4 * KC, 4, Blocking.MR, KC, Blocking.MR,
                    a)));
            kernels.add(new Kernel("columns of A", () -> Packing.packA(1, b, 0, 4, row, Blocking.MR, KC, Blocking.MR,
                    a)));
            kernels.add(new Kernel("rows of B", () -> Packing.packB(b, 0, row, 4, KC, Blocking.NR, packed)));
            kernels.add(new Kernel("columns of B", () -> Packing.packB(b, 0, 4, 4 * KC, KC, Blocking.NR, packed)));
            narrow(kernels, a, b, c);
            if (args[0].equals("backward")) {
                Collections.reverse(kernels);
            }
            boolean all = true;
            for (Kernel kernel : kernels) {
                all &= FreshJvm.isCompiled(kernel.name, () -> {
                    for (int i = 0; i < 100; i++) {
                        kernel.call.run();
                    }
                });
            }
            FreshJvm.say(all);
        }

        /// Those of weights of 16 and 8 bits, and whole products with them.
        private static void narrow(List<Kernel> kernels, float[] a, MemorySegment b, MemorySegment c) {
            long half = NarrowPacking.panel(Storage.BFLOAT16, KC);
            kernels.add(new Kernel("bf16 five", () -> HalfWordKernel.five(KC, a, 0, b, 0, half, c, 0)));
            kernels.add(new Kernel("bf16 four", () -> HalfWordKernel.four(KC, a, 0, b, 0, half, c, 0)));
            kernels.add(new Kernel("bf16 two", () -> HalfWordKernel.two(KC, a, 0, b, 0, half, c, 0)));
            long bytes = NarrowPacking.panel(Storage.INT8, KC);
            kernels.add(new Kernel("int8 five", () -> ByteKernel.five(KC, a, 0, b, 0, bytes, c, 0)));
            kernels.add(new Kernel("int8 four", () -> ByteKernel.four(KC, a, 0, b, 0, bytes, c, 0)));
            kernels.add(new Kernel("int8 two", () -> ByteKernel.two(KC, a, 0, b, 0, bytes, c, 0)));
            long row = 4L * Blocking.NR;
            kernels.add(new Kernel("bf16 rows 4", () -> HalfWordRows.four(KC, a, 0, KC, b, 0, c, 0, row)));
            kernels.add(new Kernel("bf16 rows 3", () -> HalfWordRows.three(KC, a, 0, KC, b, 0, c, 0, row)));
            kernels.add(new Kernel("bf16 rows 2", () -> HalfWordRows.pair(KC, a, 0, KC, b, 0, c, 0, row)));
            kernels.add(new Kernel("bf16 rows 2x2", () -> HalfWordRows.two(KC, a, 0, KC, b, 0, half, c, 0, 2 * row)));
            kernels.add(new Kernel("int8 rows 4", () -> ByteRows.four(KC, a, 0, KC, b, 0, c, 0, row)));
            kernels.add(new Kernel("int8 rows 3", () -> ByteRows.three(KC, a, 0, KC, b, 0, c, 0, row)));
            kernels.add(new Kernel("int8 rows 2", () -> ByteRows.pair(KC, a, 0, KC, b, 0, c, 0, row)));
            kernels.add(new Kernel("int8 rows 2x2", () -> ByteRows.two(KC, a, 0, KC, b, 0, bytes, c, 0, 2 * row)));
            Matrix weights = Matrix.allocate(Arena.global(), 50, KC);
            Workspace workspace = Workspace.single();
            for (Storage storage : List.of(Storage.BFLOAT16, Storage.INT8)) {
                PackedMatrix packed = PackedMatrix.pack(Arena.global(), true, weights, storage);
                for (int rows : new int[] {1, 9}) {
                    Matrix left = Matrix.allocate(Arena.global(), rows, KC);
                    Matrix product = Matrix.allocate(Arena.global(), rows, 50);
                    kernels.add(new Kernel(storage + " product of " + rows,
                            () -> Gemm.multiply(left, packed, product, Epilogue.NONE, workspace)));
                }
            }
        }
    }
}
