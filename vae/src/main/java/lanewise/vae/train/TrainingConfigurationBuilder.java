package lanewise.vae.train;

import lanewise.vae.layer.Initialization;
import lanewise.vae.objective.Objective;
import lanewise.vae.schedule.Schedule;
import lanewise.vae.schedule.Warmup;

/// Builds a [TrainingConfiguration]; what is not said is as in the configuration that the builder started from. Values
/// are checked together by [#build()], so that the order of the calls does not matter. Not thread-safe.
///
/// ```java
/// TrainingConfiguration training = TrainingConfiguration.builder()
///         .epochs(20)
///         .optimizer(new Adam(1e-3))
///         .seed(7)
///         .build();
/// ```
public final class TrainingConfigurationBuilder {

    private int epochs;
    private int batchSize;
    private long seed;
    private Optimizer optimizer;
    private Objective objective;
    private Initialization initialization;
    private double clipNorm;
    private double validationFraction;
    private boolean shuffle;
    private int evaluationSamples;
    private Schedule schedule;
    private Binarization binarization;
    private Corruption corruption;
    private boolean biasFromMean;
    private Warmup warmup;
    private int patience;
    private boolean keepBest;
    private double dropout;
    private int accumulate;

    TrainingConfigurationBuilder(TrainingConfiguration start) {
        epochs = start.epochs();
        batchSize = start.batchSize();
        seed = start.seed();
        optimizer = start.optimizer();
        objective = start.objective();
        initialization = start.initialization();
        clipNorm = start.clipNorm();
        validationFraction = start.validationFraction();
        shuffle = start.shuffle();
        evaluationSamples = start.evaluationSamples();
        schedule = start.schedule();
        binarization = start.binarization();
        corruption = start.corruption();
        biasFromMean = start.biasFromMean();
        warmup = start.warmup();
        patience = start.patience();
        keepBest = start.keepBest();
        dropout = start.dropout();
        accumulate = start.accumulate();
    }

    /// Sets the passes over the training rows.
    /// @param value at least 1
    /// @return this
    public TrainingConfigurationBuilder epochs(int value) {
        epochs = value;
        return this;
    }

    /// Sets the rows per step.
    /// @param value at least 1
    /// @return this
    public TrainingConfigurationBuilder batchSize(int value) {
        batchSize = value;
        return this;
    }

    /// Sets where all random numbers start.
    /// @param value any
    /// @return this
    public TrainingConfigurationBuilder seed(long value) {
        seed = value;
        return this;
    }

    /// Sets how parameters follow from gradients.
    /// @param value one of [Optimizer#types()]
    /// @return this
    public TrainingConfigurationBuilder optimizer(Optimizer value) {
        optimizer = value;
        return this;
    }

    /// Sets what is minimised.
    /// @param value one of [Objective#types()]
    /// @return this
    public TrainingConfigurationBuilder objective(Objective value) {
        objective = value;
        return this;
    }

    /// Sets how the weights start.
    /// @param value one of [Initialization]
    /// @return this
    public TrainingConfigurationBuilder initialization(Initialization value) {
        initialization = value;
        return this;
    }

    /// Sets the largest global norm of the gradient.
    /// @param value above 0; 0 for no clipping
    /// @return this
    public TrainingConfigurationBuilder clipNorm(double value) {
        clipNorm = value;
        return this;
    }

    /// Sets the share of the rows that is kept apart for validation.
    /// @param value at least 0, below 1
    /// @return this
    public TrainingConfigurationBuilder validationFraction(double value) {
        validationFraction = value;
        return this;
    }

    /// Sets whether each epoch has an order of its own.
    /// @param value false for the order of the data
    /// @return this
    public TrainingConfigurationBuilder shuffle(boolean value) {
        shuffle = value;
        return this;
    }

    /// Sets the latent samples per row in the evaluation after each epoch.
    /// @param value at least 1
    /// @return this
    public TrainingConfigurationBuilder evaluationSamples(int value) {
        evaluationSamples = value;
        return this;
    }

    /// Sets the factor on the learning rate.
    /// @param value one of [Schedule#types()]
    /// @return this
    public TrainingConfigurationBuilder schedule(Schedule value) {
        schedule = value;
        return this;
    }

    /// Sets whether and when ones are drawn with the data as their probabilities.
    /// @param value one of [Binarization]
    /// @return this
    public TrainingConfigurationBuilder binarization(Binarization value) {
        binarization = value;
        return this;
    }

    /// Sets what is done to the encoder's input in training.
    /// @param value one of [Corruption#types()]
    /// @return this
    public TrainingConfigurationBuilder corruption(Corruption value) {
        corruption = value;
        return this;
    }

    /// Sets whether the decoder's last bias starts from the mean of the rows.
    /// @param value false for the start of the initialisation
    /// @return this
    public TrainingConfigurationBuilder biasFromMean(boolean value) {
        biasFromMean = value;
        return this;
    }

    /// Sets the factor on the weight of the divergence.
    /// @param value one of [Warmup#types()]
    /// @return this
    public TrainingConfigurationBuilder warmup(Warmup value) {
        warmup = value;
        return this;
    }

    /// Sets after how many epochs without a smaller validation loss the run ends.
    /// @param value below the epochs; 0 for never
    /// @return this
    public TrainingConfigurationBuilder patience(int value) {
        patience = value;
        return this;
    }

    /// Sets whether the model is that of the best epoch.
    /// @param value false for the last epoch
    /// @return this
    public TrainingConfigurationBuilder keepBest(boolean value) {
        keepBest = value;
        return this;
    }

    /// Sets the probability with which an output of a hidden layer is dropped.
    /// @param value at least 0, below 1
    /// @return this
    public TrainingConfigurationBuilder dropout(double value) {
        dropout = value;
        return this;
    }

    /// Sets the blocks of a step.
    /// @param value 1 to [TrainingConfiguration#MOST_BLOCKS]
    /// @return this
    public TrainingConfigurationBuilder accumulate(int value) {
        accumulate = value;
        return this;
    }

    /// The configuration.
    ///
    /// @return a new one
    /// @throws IllegalArgumentException naming the value that is outside its range
    public TrainingConfiguration build() {
        return new TrainingConfiguration(epochs, batchSize, seed, optimizer, objective, initialization, clipNorm,
                validationFraction, shuffle,
                evaluationSamples, schedule, binarization, corruption, biasFromMean, warmup, patience,
                keepBest, dropout, accumulate);
    }
}
