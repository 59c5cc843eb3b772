package lanewise.vae.train;

import java.util.List;

import lanewise.vae.objective.LossTerms;

/// What an epoch came to, in nats per example.
///
/// @param epoch which, from 1
/// @param step number of steps done at its end
/// @param training mean over the epoch's training rows, each as it was when its batch was trained on
/// @param validation mean over the validation rows with the parameters at the end of the epoch; null without such rows
public record EpochRecord(int epoch, long step, LossTerms training, LossTerms validation) {

    /// The epoch with the smallest finite loss on the validation rows, the first of several; 0 if there is none.
    static int best(List<EpochRecord> history) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (EpochRecord record : history) {
            if (record.validation() != null && Double.isFinite(record.validation().total())
                    && record.validation().total() < least) {
                least = record.validation().total();
                best = record.epoch();
            }
        }
        return best;
    }
}
