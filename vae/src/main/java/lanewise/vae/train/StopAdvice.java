package lanewise.vae.train;

import java.util.List;
import java.util.Locale;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.train.TrainingStoppedException.Reason;

/// Why numbers of a step were not finite, as far as the step tells, and what may help.
///
/// @param reason what it comes from
/// @param words what was seen, and what may help
record StopAdvice(Reason reason, String words) {

    /// Rows of this size are not scaled, or are rows that the others do not prepare for.
    private static final float LARGE = 1_000;

    /// e^v and e^-v near the ends of the floats.
    private static final float EXTREME = 70;

    /// Of an update: only the step's length makes parameters of finite gradients infinite.
    static StopAdvice ofUpdate() {
        return new StopAdvice(Reason.LEARNING_RATE, "a lower learning rate (--lr) or a --clip may help");
    }

    /// Of a pass whose loss or gradient is not finite.
    ///
    /// @param x the batch
    /// @param data where its rows come from
    /// @param order the rows of the epoch
    /// @param position of the batch in them
    /// @param net the model
    static StopAdvice of(ObjectivePass pass, TrainingState state, Matrix x, Dataset data, int[] order, int position,
            Architecture net) {
        if (state.parameters.firstNotFinite().isPresent()) {
            return ofUpdate();
        }
        int row = 0;
        int column = 0;
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.columns(); c++) {
                if (Math.abs(x.get(r, c)) > Math.abs(x.get(row, column)) || Float.isNaN(x.get(row, column))) {
                    row = r;
                    column = c;
                }
            }
        }
        float largest = x.get(row, column);
        if (Math.abs(largest) >= LARGE) {
            return new StopAdvice(Reason.DATA, String.format(Locale.ROOT, "the largest number of the batch is %s, value"
                    + " %d of row %d of %s, both counted from 1: scale the data to about -3 to 3, or leave the row out",
                    largest, column + 1, data.origin(order[position + row]) + 1, data.name()));
        }
        float log = largest(pass, net);
        if (Math.abs(log) >= EXTREME) {
            return new StopAdvice(Reason.LOG_VARIANCE, "the logs of variances reach " + log
                    + ", whose exponential leaves the floats: a bound on them (--log-variance-bound 10), or"
                    + (state.step == 0 ? " smaller initial weights" : " a lower learning rate (--lr)") + " may help");
        }
        if (state.step == 0) {
            return new StopAdvice(Reason.START, "this is the first step, in which the learning rate has no part: the"
                    + " initial weights are too large for these data, of which the largest in the batch is " + largest
                    + "; another initialisation (--init), or fewer and narrower layers, may help");
        }
        return ofUpdate();
    }

    /// The log-variance or twice the log-scale of largest magnitude in the last pass; 0 if there are none.
    private static float largest(ObjectivePass pass, Architecture net) {
        float most = largest(pass.logVariance(), 0, net.latent());
        List<Head> heads = net.likelihood().heads(net.inputs());
        int column = 0;
        for (Head head : heads) {
            if (head.name().startsWith("logvar") || head.name().startsWith("logscale")) {
                float own = largest(pass.decoder().outputs(), column, column + head.outputs())
                        * (head.name().startsWith("logscale") ? 2 : 1);
                most = Math.abs(own) > Math.abs(most) ? own : most;
            }
            column += head.outputs();
        }
        return most;
    }

    private static float largest(Matrix values, int from, int to) {
        float most = 0;
        for (int r = 0; r < values.rows(); r++) {
            for (int c = from; c < to; c++) {
                most = Math.abs(values.get(r, c)) > Math.abs(most) ? values.get(r, c) : most;
            }
        }
        return most;
    }
}
