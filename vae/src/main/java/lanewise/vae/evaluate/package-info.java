/// How good a model is and what it is good for, all in nats, none of it dependent on batches, tiles,
/// threads or kernels.
///
/// - [lanewise.vae.evaluate.Evaluator]: the terms of the loss on data; [lanewise.vae.evaluate.LikelihoodEstimates]: log
///   p(x) by importance sampling.
/// - [lanewise.vae.evaluate.LatentDiagnostics]: divergence by dimension, active units, posterior collapse.
/// - [lanewise.vae.evaluate.AnomalyScores] and their [lanewise.vae.evaluate.AnomalyThresholds]; a
///   [lanewise.vae.evaluate.ScoringSession] scores row by row.
package lanewise.vae.evaluate;
