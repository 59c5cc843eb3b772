package lanewise.vae.reference;

/// The total of an objective, its terms, and its derivatives.
final class Bound {
    private Bound() {
    }

    /// Puts the terms and the total into the results of the batch and leaves the derivatives in it.
    static void of(ReferenceObjective objective, Batch batch) {
        switch (objective) {
            case ReferenceObjective.Elbo elbo -> ElboBound.of(elbo, batch);
            case ReferenceObjective.Iwae iwae -> ImportanceBound.of(batch, false);
            case ReferenceObjective.Dreg dreg -> ImportanceBound.of(batch, true);
            case ReferenceObjective.BetaTc betaTc -> TotalCorrelationBound.of(betaTc, batch);
            case ReferenceObjective.InfoVae info -> DiscrepancyBound.of(info, batch);
            case ReferenceObjective.Autoencoder autoencoder -> {
                batch.put("loss.total", batch.reconstruction());
                batch.addReconstruction();
            }
        }
    }
}
