package lanewise.vae.reference;

import java.util.List;

/// m = mean, the variance s the mean of (x - m)^2 over all values of the batch and its samples, but at least 2^-20
/// (Rybkin, Daniilidis and Levine 2021, eq. 6): -log p = ((x - m)^2 / s + log(2 pi s)) / 2; d/dm = (m - x) / s with s
/// held fixed, which is the whole derivative of the sum over the batch, as that by s is 0 at its minimum.
///
/// The log of s stands where [SharedGaussian] has its parameter, `dec.logvar.bias`, which a batch does not read and
/// which has the derivative 0.
public record OptimalGaussian() implements ReferenceLikelihood {
    private static final double LEAST_VARIANCE = 1.0 / (1 << 20);
    private static final SharedGaussian SHARED = new SharedGaussian(false);

    @Override
    public String label() {
        return "gaussian_optimal";
    }

    @Override
    public List<Head> heads(int width) {
        return SHARED.heads(width);
    }

    @Override
    public String formula() {
        return "0.5*((x-xmean)^2*exp(-xlogvar) + xlogvar + log(2*pi)), xlogvar = log(max(2^-20, mean over the batch,"
                + " its samples and features of (x-xmean)^2))";
    }

    @Override
    public List<String> data() {
        return SHARED.data();
    }

    @Override
    public double nll(double[] x, int xAt, double[] o, int oAt, int width) {
        return SHARED.nll(x, xAt, o, oAt, width);
    }

    @Override
    public void derivatives(double[] x, int xAt, double[] o, int oAt, int width, double factor, double[] d) {
        SHARED.derivatives(x, xAt, o, oAt, width, factor, d);
        d[oAt + width] = 0;
    }

    @Override
    public void prepare(double[] x, int xAt, int xStride, int xRows, double[] o, int oAt, int oStride, int rows,
            int width) {
        double squares = 0;
        long cells = 0;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < width; c++) {
                double difference = x[xAt + r % xRows * xStride + c] - o[oAt + r * oStride + c];
                if (!Double.isNaN(difference)) {
                    squares += difference * difference;
                    cells++;
                }
            }
        }
        double logVariance = StrictMath.log(Math.max(squares / Math.max(1, cells), LEAST_VARIANCE));
        for (int r = 0; r < rows; r++) {
            o[oAt + r * oStride + width] = logVariance;
        }
    }
}
