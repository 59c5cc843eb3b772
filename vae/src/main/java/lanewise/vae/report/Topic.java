package lanewise.vae.report;

/// The sections of a page, in their order.
public enum Topic {

    /// What came of the run, in few numbers.
    RESULTS("Results"),

    /// What was learned from.
    DATA("Data"),

    /// What was trained, and how.
    MODEL("Model and training"),

    /// Loss, its parts and the learning rate, epoch by epoch.
    CURVES("Curves"),

    /// Reconstructions, samples, drawn rows.
    PICTURES("Reconstructions and samples"),

    /// What the decoder makes of the latent variable.
    EXPLORER("Latent explorer"),

    /// What each latent dimension is used for.
    DIMENSIONS("Latent dimensions"),

    /// Where examples lie.
    EMBEDDINGS("Embeddings"),

    /// How strange examples are.
    SCORES("Scores"),

    /// How much drawn rows of a table are like real ones.
    QUALITY("Quality of drawn rows"),

    /// Hashes, and how to get the same bits.
    REPRODUCTION("The same bits again");

    private final String title;

    Topic(String title) {
        this.title = title;
    }

    /// The heading.
    /// @return such as `Curves`
    public String title() {
        return title;
    }

    /// What the section is called in addresses.
    String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
