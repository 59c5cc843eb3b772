package lanewise.vae.network;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.kernel.Transposing;
import lanewise.vae.layer.Shape;

/// Rows of images from channels first, `[channels, height, width]`, to channels last, `[height, width, channels]`, and
/// back: as the world sees them, and as the kernels of convolutions read them. Each part does some rows. Serves one
/// thread at a time; allocates nothing once each part has had a row.
final class Rearranging implements Team.Work {

    private final int channels;
    private final int pixels;
    private Matrix from;
    private Matrix to;
    private boolean last;
    /// For each part a row, on its way from one order to the other.
    private float[][] rows = new float[0][];

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
        if (rows.length < team.size()) {
            rows = new float[team.size()][];
        }
        SmallWork.run(this, from.rows() * channels * pixels, team);
    }

    @Override
    public void part(int part, int parts) {
        if (rows[part] == null) {
            rows[part] = new float[channels * pixels];
        }
        float[] transpose = rows[part];
        int inner = last ? pixels : channels;
        int outer = last ? channels : pixels;
        int end = Team.begin(from.rows(), part + 1, parts, 1);
        for (int row = Team.begin(from.rows(), part, parts, 1); row < end; row++) {
            Transposing.transpose(outer, inner, from.segment(), from.byteOffset(row, 0), (long) inner * Float.BYTES,
                    transpose, 0, outer);
            MemorySegment.copy(transpose, 0, to.segment(), Matrix.FLOAT, to.byteOffset(row, 0), transpose.length);
        }
    }
}
