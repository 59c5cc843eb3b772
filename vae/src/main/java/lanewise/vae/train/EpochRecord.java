package lanewise.vae.train;

import lanewise.vae.objective.LossTerms;

/// What an epoch came to, in nats per example.
///
/// @param epoch which, from 1
/// @param step number of steps done at its end
/// @param training mean over the epoch's training rows, each as it was when its batch was trained on
/// @param validation mean over the validation rows with the parameters at the end of the epoch; null without such rows
public record EpochRecord(int epoch, long step, LossTerms training, LossTerms validation) {
}
