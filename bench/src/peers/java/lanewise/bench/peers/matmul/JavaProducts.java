package lanewise.bench.peers.matmul;

import lanewise.bench.peers.run.Contender;

import dev.ludovic.netlib.blas.JavaBLAS;

import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.CommonOps_MT_FDRM;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R032Store;

/// Products by libraries in Java. Each keeps its inputs in its own form, made outside of the timing.
final class JavaProducts {

    private JavaProducts() {
    }

    /// dev.ludovic.netlib's `VectorBLAS`. It is column-major: C' = op(B)' op(A)'.
    static final class Netlib implements Contender {

        private final JavaBLAS blas = JavaBLAS.getInstance();
        private final Shape s;
        private final float[] a;
        private final float[] b;
        private final float[] c;

        Netlib(Shape shape, int threads, float[] a, float[] b) {
            if (!blas.getClass().getSimpleName().equals("VectorBLAS")) {
                throw new IllegalStateException("netlib gave " + blas.getClass().getName() + ", not VectorBLAS");
            }
            if (threads != 1) {
                throw new IllegalStateException("works on one thread only");
            }
            this.s = shape;
            this.a = a;
            this.b = b;
            this.c = new float[shape.m() * shape.n()];
        }

        @Override
        public String name() {
            return "netlib VectorBLAS";
        }

        @Override
        public void run() {
            if (s.m() == 1) {
                int leading = s.tb() ? s.k() : s.n();
                blas.sgemv(s.tb() ? "T" : "N", leading, s.tb() ? s.n() : s.k(), 1, b, leading, a, 1, 0, c, 1);
            } else {
                blas.sgemm(s.tb() ? "T" : "N", s.ta() ? "T" : "N", s.n(), s.m(), s.k(), 1, b, s.tb() ? s.k() : s.n(),
                        a, s.ta() ? s.m() : s.k(), 0, c, s.n());
            }
        }

        @Override
        public float[] result() {
            return c.clone();
        }

        @Override
        public void close() {
        }
    }

    /// EJML's dense row-major fp32.
    static final class Ejml implements Contender {

        private final Shape s;
        private final boolean concurrent;
        private final FMatrixRMaj a;
        private final FMatrixRMaj b;
        private final FMatrixRMaj c;

        Ejml(Shape shape, int threads, float[] a, float[] b) {
            if (shape.ta() && shape.tb()) {
                throw new IllegalStateException("not asked");
            }
            this.s = shape;
            this.concurrent = threads > 1;
            this.a = FMatrixRMaj.wrap(shape.ta() ? shape.k() : shape.m(), shape.ta() ? shape.m() : shape.k(), a);
            this.b = FMatrixRMaj.wrap(shape.tb() ? shape.n() : shape.k(), shape.tb() ? shape.k() : shape.n(), b);
            this.c = new FMatrixRMaj(shape.m(), shape.n());
            EjmlConcurrency.USE_CONCURRENT = concurrent;
            EjmlConcurrency.setMaxThreads(threads);
        }

        @Override
        public String name() {
            return "EJML";
        }

        @Override
        public void run() {
            if (concurrent) {
                if (s.ta()) {
                    CommonOps_MT_FDRM.multTransA(a, b, c);
                } else if (s.tb()) {
                    CommonOps_MT_FDRM.multTransB(a, b, c);
                } else {
                    CommonOps_MT_FDRM.mult(a, b, c);
                }
            } else if (s.ta()) {
                CommonOps_FDRM.multTransA(a, b, c);
            } else if (s.tb()) {
                CommonOps_FDRM.multTransB(a, b, c);
            } else {
                CommonOps_FDRM.mult(a, b, c);
            }
        }

        @Override
        public float[] result() {
            return c.data.clone();
        }

        @Override
        public void close() {
        }
    }

    /// ojAlgo's fp32 store. It is column-major, so a row-major matrix is the transposed store of the same array.
    static final class OjAlgo implements Contender {

        private final Shape s;
        private final MatrixStore<Double> a;
        private final MatrixStore<Double> b;
        private final R032Store c;

        OjAlgo(Shape shape, int threads, float[] a, float[] b) {
            OjAlgoUtils.limitThreadsTo(threads);
            this.s = shape;
            this.a = store(a, shape.m(), shape.k(), shape.ta());
            this.b = store(b, shape.k(), shape.n(), shape.tb());
            this.c = R032Store.FACTORY.make(shape.m(), shape.n());
        }

        /// The logical matrix rows x columns in the column-major order that ojAlgo wants, as a transposed view where it
        /// is stored transposed.
        private static MatrixStore<Double> store(float[] data, int rows, int columns, boolean transposed) {
            int r = transposed ? columns : rows;
            int c = transposed ? rows : columns;
            float[] byColumns = new float[data.length];
            for (int i = 0; i < r; i++) {
                for (int j = 0; j < c; j++) {
                    byColumns[j * r + i] = data[i * c + j];
                }
            }
            R032Store store = R032Store.wrap(byColumns, r);
            return transposed ? store.transpose() : store;
        }

        @Override
        public String name() {
            return "ojAlgo";
        }

        @Override
        public void run() {
            c.fillByMultiplying(a, b);
        }

        @Override
        public float[] result() {
            float[] result = new float[s.m() * s.n()];
            for (int i = 0; i < s.m(); i++) {
                for (int j = 0; j < s.n(); j++) {
                    result[i * s.n() + j] = c.floatValue(i, j);
                }
            }
            return result;
        }

        @Override
        public void close() {
        }
    }
}
