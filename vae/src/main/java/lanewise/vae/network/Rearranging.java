package lanewise.vae.network;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.layer.Shape;

/// Rows of images from channels first, `[channels, height, width]`, to channels last, `[height, width, channels]`, and
/// back: as the world sees them, and as the kernels of convolutions read them. Each part does some rows. Serves one
/// thread at a time; allocates nothing.
final class Rearranging implements Team.Work {

    /// Pixels whose lines of both orders stay in the first cache at once.
    private static final int BLOCK = 16;

    private final int channels;
    private final int pixels;
    private Matrix from;
    private Matrix to;
    private boolean last;

    Rearranging(Shape shape) {
        channels = shape.channels();
        pixels = shape.pixels();
    }

    /// Whether both orders are the same.
    static boolean isIdentity(Shape shape) {
        return shape.channels() == 1 || shape.isVector();
    }

    void toChannelsLast(Matrix first, Matrix rearranged, Team team) {
        run(first, rearranged, true, team);
    }

    void toChannelsFirst(Matrix lastOnes, Matrix rearranged, Team team) {
        run(lastOnes, rearranged, false, team);
    }

    private void run(Matrix source, Matrix target, boolean channelsLast, Team team) {
        from = source;
        to = target;
        last = channelsLast;
        SmallWork.run(this, from.rows() * channels * pixels, team);
    }

    @Override
    public void part(int part, int parts) {
        int end = Team.begin(from.rows(), part + 1, parts, 1);
        for (int row = Team.begin(from.rows(), part, parts, 1); row < end; row++) {
            if (last) {
                transpose(from.segment(), from.byteOffset(row, 0), channels, pixels, to.segment(),
                        to.byteOffset(row, 0));
            } else {
                transpose(from.segment(), from.byteOffset(row, 0), pixels, channels, to.segment(),
                        to.byteOffset(row, 0));
            }
        }
    }

    /// The transpose of `rows` x `columns` floats.
    private static void transpose(MemorySegment source, long sourceAt, int rows, int columns, MemorySegment target,
            long targetAt) {
        for (int begin = 0; begin < columns; begin += BLOCK) {
            int end = Math.min(columns, begin + BLOCK);
            for (int r = 0; r < rows; r++) {
                long in = sourceAt + (long) r * columns * Float.BYTES;
                long out = targetAt + (long) r * Float.BYTES;
                for (int c = begin; c < end; c++) {
                    target.set(Matrix.FLOAT, out + (long) c * rows * Float.BYTES,
                            source.get(Matrix.FLOAT, in + (long) c * Float.BYTES));
                }
            }
        }
    }
}
