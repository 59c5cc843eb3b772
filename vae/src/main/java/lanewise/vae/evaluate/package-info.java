/// How good a model is and what it is good for, all in nats, none of it dependent on batches, tiles,
/// threads or kernels.
///
/// - [lanewise.vae.evaluate.Evaluator]: the terms of the loss on data; [lanewise.vae.evaluate.LikelihoodEstimates]: log
///   p(x) by importance sampling.
/// - [lanewise.vae.evaluate.LatentDiagnostics]: divergence by dimension, active units, posterior collapse.
/// - [lanewise.vae.evaluate.AnomalyScores], their [lanewise.vae.evaluate.AnomalyThresholds], and
///   [lanewise.vae.evaluate.Detection] where labels tell the truth.
/// - [lanewise.vae.explore.Embeddings], probed by [lanewise.vae.explore.NearestNeighbours] and
///   [lanewise.vae.explore.LogisticProbe].
package lanewise.vae.evaluate;
