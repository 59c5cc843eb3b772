package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.core.Window;

/// The specification: plain loops, one fused multiply-add after the other.
///
/// Offsets and the stride of the weights are in bytes. A position outside an image or a map holds 0 and is a link of
/// the chain like any other.
final class ScalarConvolution {

    /// Views are aligned to 4 bytes already; asking again for each element would cost a test.
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private ScalarConvolution() {
    }

    /// One map from one image: the taps of each element ascending by (ky, kx, c).
    static void forward(Window w, MemorySegment image, long imageOffset, MemorySegment weight, long weightRow,
            MemorySegment map, long mapOffset) {
        for (int y = 0; y < w.mapHeight(); y++) {
            for (int x = 0; x < w.mapWidth(); x++) {
                for (int f = 0; f < w.filters(); f++) {
                    float acc = 0;
                    for (int ky = 0; ky < w.kernelHeight(); ky++) {
                        for (int kx = 0; kx < w.kernelWidth(); kx++) {
                            int iy = y * w.stride() - w.padding() + ky;
                            int ix = x * w.stride() - w.padding() + kx;
                            for (int c = 0; c < w.channels(); c++) {
                                float a = at(image, imageOffset, w.height(), w.width(), w.channels(), iy, ix, c);
                                acc = Math.fma(a, weight(w, weight, weightRow, f, c, ky, kx), acc);
                            }
                        }
                    }
                    map.set(FLOAT, mapOffset + 4L * ((y * w.mapWidth() + x) * w.filters() + f), acc);
                }
            }
        }
    }

    /// One image from one map: all (my, mx, f) ascending whose tap `position + padding - stride * (my, mx)` is in the
    /// kernel, so the taps descending.
    static void adjoint(Window w, MemorySegment map, long mapOffset, MemorySegment weight, long weightRow,
            MemorySegment image, long imageOffset) {
        for (int y = 0; y < w.height(); y++) {
            for (int x = 0; x < w.width(); x++) {
                for (int c = 0; c < w.channels(); c++) {
                    float acc = 0;
                    for (int ky = lastTap(y, w.kernelHeight(), w); ky >= 0; ky -= w.stride()) {
                        for (int kx = lastTap(x, w.kernelWidth(), w); kx >= 0; kx -= w.stride()) {
                            int my = (y + w.padding() - ky) / w.stride();
                            int mx = (x + w.padding() - kx) / w.stride();
                            for (int f = 0; f < w.filters(); f++) {
                                float a = at(map, mapOffset, w.mapHeight(), w.mapWidth(), w.filters(), my, mx, f);
                                acc = Math.fma(a, weight(w, weight, weightRow, f, c, ky, kx), acc);
                            }
                        }
                    }
                    image.set(FLOAT, imageOffset + 4L * ((y * w.width() + x) * w.channels() + c), acc);
                }
            }
        }
    }

    /// The largest tap below `kernel` that leads from a position of the image to one of the map, in the map or not;
    /// negative if there is none.
    static int lastTap(int position, int kernel, Window w) {
        int phase = (position + w.padding()) % w.stride();
        return phase >= kernel ? -1 : phase + (kernel - 1 - phase) / w.stride() * w.stride();
    }

    /// The gradient of the weights of some filters: positions ascending by (b, y, x).
    static void weightGradient(Window w, int batch, MemorySegment image, long imageRow, MemorySegment map, long mapRow,
            MemorySegment dWeight,
            long dWeightRow, int fromFilter, int toFilter) {
        for (int f = fromFilter; f < toFilter; f++) {
            for (int c = 0; c < w.channels(); c++) {
                for (int ky = 0; ky < w.kernelHeight(); ky++) {
                    for (int kx = 0; kx < w.kernelWidth(); kx++) {
                        float acc = 0;
                        for (int b = 0; b < batch; b++) {
                            for (int y = 0; y < w.mapHeight(); y++) {
                                for (int x = 0; x < w.mapWidth(); x++) {
                                    int iy = y * w.stride() - w.padding() + ky;
                                    int ix = x * w.stride() - w.padding() + kx;
                                    float a = at(image, b * imageRow, w.height(), w.width(), w.channels(), iy, ix, c);
                                    float d = map.get(FLOAT, b * mapRow
                                            + 4L * ((y * w.mapWidth() + x) * w.filters() + f));
                                    acc = Math.fma(a, d, acc);
                                }
                            }
                        }
                        dWeight.set(FLOAT, weightOffset(w, dWeightRow, f, c, ky, kx), acc);
                    }
                }
            }
        }
    }

    /// An element of an image or a map, 0 outside.
    private static float at(MemorySegment s, long offset, int height, int width, int channels, int y, int x, int c) {
        return y < 0 || y >= height || x < 0 || x >= width ? 0
                : s.get(FLOAT, offset + 4L * ((y * width + x) * channels + c));
    }

    private static float weight(Window w, MemorySegment weight, long weightRow, int f, int c, int ky, int kx) {
        return weight.get(FLOAT, weightOffset(w, weightRow, f, c, ky, kx));
    }

    /// Where a weight lies in a matrix whose rows are `[channels, kernelHeight, kernelWidth]`.
    static long weightOffset(Window w, long weightRow, int f, int c, int ky, int kx) {
        return f * weightRow + 4L * ((c * w.kernelHeight() + ky) * w.kernelWidth() + kx);
    }
}
