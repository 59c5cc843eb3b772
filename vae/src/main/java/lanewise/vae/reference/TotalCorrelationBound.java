package lanewise.vae.reference;

/// total = R(mean_s (nll + alpha MI + beta TC + gamma DW)) (Chen et al. 2018, equation 2), per sample and row
/// ```
/// MI = log q(z|x) - log q(z),   TC = log q(z) - sum_d log q(z_d),   DW = sum_d log q(z_d) - log p(z)
/// log q(z) = logsumexp_i log q(z | x_i) - log(N B),   log q(z_d) = logsumexp_i log q(z_d | x_i) - log(N B)
/// ```
/// over the rows i of the batch: minibatch weighted sampling (ibid., equation 5), N rows in the data set.
/// alpha = beta = gamma is the ELBO with that beta, by Monte Carlo.
final class TotalCorrelationBound {
    private final Batch batch;
    private final double logCount;
    private final double[] logJoint;
    private final double[] logMarginals;

    private TotalCorrelationBound(Batch batch, double size) {
        this.batch = batch;
        logCount = StrictMath.log(size * batch.rows);
        logJoint = new double[batch.nll.length];
        logMarginals = new double[batch.z.length];
    }

    static void of(ReferenceObjective.BetaTc objective, Batch batch) {
        new TotalCorrelationBound(batch, objective.size()).evaluate(objective);
    }

    private void evaluate(ReferenceObjective.BetaTc objective) {
        double reconstruction = batch.reconstruction();
        batch.addReconstruction();
        batch.divergence();
        double information = 0;
        double correlation = 0;
        double dimensionwise = 0;
        double share = batch.weight / batch.samples;
        for (int i = 0; i < batch.nll.length; i++) {
            int row = i % batch.rows;
            int point = i * batch.dimensions;
            logJoint[i] = SpecialFunctions.logSumExp(joint(point), 0, 1, batch.rows) - logCount;
            double marginals = 0;
            for (int d = 0; d < batch.dimensions; d++) {
                logMarginals[point + d] = SpecialFunctions.logSumExp(marginal(point, d), 0, 1, batch.rows) - logCount;
                marginals += logMarginals[point + d];
            }
            information += share * (batch.posterior.log(batch.z, point, row) - logJoint[i]);
            correlation += share * (logJoint[i] - marginals);
            dimensionwise += share * (marginals - batch.prior.log(batch.z, point));
            batch.posterior.addLog(share * objective.alpha(), batch.z, point, row, batch.dz);
            addJoint(share * (objective.beta() - objective.alpha()), point);
            for (int d = 0; d < batch.dimensions; d++) {
                addMarginal(share * (objective.gamma() - objective.beta()), point, d);
            }
            batch.prior.addLog(-share * objective.gamma(), batch.z, point, batch.dz);
        }
        batch.put("out.log_qz", logJoint, batch.samples, batch.rows);
        batch.put("out.log_qz_per_dim", logMarginals, batch.samples, batch.rows, batch.dimensions);
        batch.put("loss.mi", information);
        batch.put("loss.tc", correlation);
        batch.put("loss.dwkl", dimensionwise);
        batch.put("loss.total", reconstruction + objective.alpha() * information + objective.beta() * correlation
                + objective.gamma() * dimensionwise);
    }

    /// log q(z | x_i) of one point for every row i.
    private double[] joint(int point) {
        double[] logs = new double[batch.rows];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = batch.posterior.log(batch.z, point, i);
        }
        return logs;
    }

    /// log q(z_d | x_i) of one coordinate for every row i.
    private double[] marginal(int point, int d) {
        double[] logs = new double[batch.rows];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = batch.posterior.logMarginal(batch.z[point + d], d, i);
        }
        return logs;
    }

    /// d logsumexp_i = sum_i softmax_i dlog q(z | x_i), at the point and at the heads of every row.
    private void addJoint(double share, int point) {
        double[] softmax = softmax(joint(point));
        for (int i = 0; i < softmax.length; i++) {
            batch.posterior.addLog(share * softmax[i], batch.z, point, i, batch.dz);
        }
    }

    private void addMarginal(double share, int point, int d) {
        double[] softmax = softmax(marginal(point, d));
        for (int i = 0; i < softmax.length; i++) {
            batch.dz[point + d] += batch.posterior.addLogMarginal(share * softmax[i], batch.z[point + d], d, i);
        }
    }

    private static double[] softmax(double[] logs) {
        double sum = SpecialFunctions.logSumExp(logs, 0, 1, logs.length);
        double[] softmax = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            softmax[i] = StrictMath.exp(logs[i] - sum);
        }
        return softmax;
    }
}
