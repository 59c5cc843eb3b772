package lanewise.vae.network;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.math.Tanh;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.PlacedNetwork;

/// `v = b tanh(t / b)` in place of t, in some columns of a network's outputs, and its derivative `1 - (v / b)^2`.
///
/// v is t to within `t^3 / (3 b^2)` about 0, grows with t and stays within b, so that neither `e^v` nor `e^-v` leaves
/// the range of a float whatever the row; a NaN stays one. Immutable and thread-safe; each thread brings its own
/// [Pass].
final class LogVarianceBound {

    private final float bound;
    private final int[] ranges;

    /// @param bound b, above 0
    /// @param ranges first column and column after the last of each range, by turns
    LogVarianceBound(float bound, List<Integer> ranges) {
        this.bound = bound;
        this.ranges = ranges.stream().mapToInt(Integer::intValue).toArray();
    }

    /// The bound of a network on the columns of its output that are logs of variances.
    ///
    /// @param placed the network
    /// @return the bound with its columns, null where there is none
    static LogVarianceBound of(PlacedNetwork placed) {
        List<Integer> columns = new ArrayList<>();
        int column = 0;
        for (Slot slot : placed.heads()) {
            for (Head head : slot.heads()) {
                if (placed.network().bounds(head.name(), head.weighted())) {
                    columns.addAll(List.of(column, column + head.outputs()));
                }
                column += head.outputs();
            }
        }
        return columns.isEmpty() ? null
                : new LogVarianceBound((float) placed.network().logVarianceBound(), columns);
    }

    /// The law.
    static float value(float t, float bound) {
        return bound * Tanh.tanh(t / bound);
    }

    /// Its derivative times a gradient, given the value.
    static float slope(float v, float gradient, float bound) {
        float share = v / bound;
        return gradient * Math.fma(-share, share, 1f);
    }

    private static void forward(MemorySegment y, long yo, int n, float bound) {
        int done = Kernels.VECTOR ? Lanes.forward(y, yo, n, bound) : 0;
        for (int i = done; i < n; i++) {
            long at = yo + ((long) i << 2);
            y.set(Matrix.FLOAT, at, value(y.get(Matrix.FLOAT, at), bound));
        }
    }

    private static void backward(MemorySegment y, long yo, MemorySegment dy, long dyo, int n, float bound) {
        int done = Kernels.VECTOR ? Lanes.backward(y, yo, dy, dyo, n, bound) : 0;
        for (int i = done; i < n; i++) {
            long at = (long) i << 2;
            dy.set(Matrix.FLOAT, dyo + at,
                    slope(y.get(Matrix.FLOAT, yo + at), dy.get(Matrix.FLOAT, dyo + at), bound));
        }
    }

    /// What one thread needs for its calls, which allocate nothing.
    static final class Pass implements Team.Work {

        private LogVarianceBound law;
        private Matrix y;
        private Matrix dy;

        /// Bounds a network's outputs.
        ///
        /// @param bound which columns; null to leave all as they are
        /// @param outputs the outputs, overwritten in these columns; those that they do not have are left out
        void forward(LogVarianceBound bound, Matrix outputs, Team team) {
            run(bound, outputs, null, team);
        }

        /// Brings a gradient from the bounded outputs to what was bounded.
        ///
        /// @param outputs as [#forward] left them
        /// @param gradient overwritten in these columns
        void backward(LogVarianceBound bound, Matrix outputs, Matrix gradient, Team team) {
            run(bound, outputs, gradient, team);
        }

        private void run(LogVarianceBound bound, Matrix outputs, Matrix gradient, Team team) {
            if (bound != null) {
                law = bound;
                y = outputs;
                dy = gradient;
                SmallWork.run(this, y.rows() * y.columns(), team);
            }
        }

        @Override
        public void part(int part, int parts) {
            int end = Team.begin(y.rows(), part + 1, parts, 1);
            for (int row = Team.begin(y.rows(), part, parts, 1); row < end; row++) {
                for (int i = 0; i < law.ranges.length; i += 2) {
                    int from = law.ranges[i];
                    int n = Math.min(law.ranges[i + 1], y.columns()) - from;
                    if (n > 0 && dy == null) {
                        LogVarianceBound.forward(y.segment(), y.byteOffset(row, from), n, law.bound);
                    } else if (n > 0) {
                        LogVarianceBound.backward(y.segment(), y.byteOffset(row, from), dy.segment(),
                                dy.byteOffset(row, from), n, law.bound);
                    }
                }
            }
        }
    }

    /// The same operations lane by lane: loops over whole vectors, flat as [lanewise.core.kernel.Species] asks.
    private static final class Lanes {

        private Lanes() {
        }

        static int forward(MemorySegment y, long yo, int n, float bound) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = yo + ((long) i << 2);
                fromMemorySegment(F, y, at, ORDER).div(bound).intoMemorySegment(y, at, ORDER);
            }
            Tanh.Lanes.run(y, yo, y, yo, whole);
            for (int i = 0; i < whole; i += LANES) {
                long at = yo + ((long) i << 2);
                fromMemorySegment(F, y, at, ORDER).mul(bound).intoMemorySegment(y, at, ORDER);
            }
            return whole;
        }

        static int backward(MemorySegment y, long yo, MemorySegment dy, long dyo, int n, float bound) {
            int whole = F.loopBound(n);
            for (int i = 0; i < whole; i += LANES) {
                long at = (long) i << 2;
                FloatVector gradient = fromMemorySegment(F, dy, dyo + at, ORDER);
                FloatVector share = fromMemorySegment(F, y, yo + at, ORDER).div(bound);
                gradient.mul(share.neg().fma(share, broadcast(F, 1f))).intoMemorySegment(dy, dyo + at, ORDER);
            }
            return whole;
        }
    }
}
