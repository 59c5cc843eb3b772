package lanewise.bench.peers.matmul;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;

import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.RemoteHost;
import lanewise.bench.peers.run.RemoteMaker;
import lanewise.core.Matrix;

import org.nd4j.linalg.api.blas.Blas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// A product by ND4J on MKL, its fastest form: `Nd4j.gemm` into an array that is there already. Runs in a process of
/// its own ([RemoteHost]).
final class Nd4jProduct implements Contender {

    /// JavaCPP is told to put MKL where ND4J looks for OpenBLAS.
    static final List<String> OPTIONS = List.of("-Dorg.bytedeco.openblas.load=mkl_rt",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off");

    private final Shape shape;
    private final INDArray a;
    private final INDArray b;
    private final INDArray c;

    Nd4jProduct(Shape shape, int threads) {
        this.shape = shape;
        var blas = Nd4j.factory().blas();
        if (blas.getBlasVendor() != Blas.Vendor.MKL) {
            throw new IllegalStateException("ND4J found " + blas.getBlasVendor() + ", not MKL");
        }
        Nd4j.getEnvironment().setMaxThreads(threads);
        blas.setMaxThreads(threads);
        try (Arena arena = Arena.ofShared()) {
            this.a = array(MatmulJob.a(shape, arena));
            this.b = array(MatmulJob.b(shape, arena));
        }
        // Nd4j.gemm refuses row-major output. Its own mmul writes column-major as well, so this costs it nothing.
        this.c = Nd4j.create(DataType.FLOAT, new long[] {shape.m(), shape.n()}, 'f');
    }

    static Map<String, String> environment(int threads) {
        String count = Integer.toString(threads);
        return Map.of("OMP_NUM_THREADS", count, "MKL_NUM_THREADS", count, "MKL_DYNAMIC", "FALSE");
    }

    private static INDArray array(Matrix matrix) {
        return Nd4j.create(matrix.toArray(), new long[] {matrix.rows(), matrix.columns()}, 'c');
    }

    @Override
    public String name() {
        return "ND4J";
    }

    @Override
    public void run() {
        Nd4j.gemm(a, b, c, shape.ta(), shape.tb(), 1, 0);
    }

    @Override
    public float[] result() {
        return c.dup('c').data().asFloat();
    }

    @Override
    public void close() {
    }

    /// From the arguments of a command line.
    public static final class Maker implements RemoteMaker {

        @Override
        public Contender make(List<String> arguments) {
            return new Nd4jProduct(Shape.parse(Shape.Group.TABLE, arguments.get(0), false),
                    Integer.parseInt(arguments.get(1)));
        }
    }
}
