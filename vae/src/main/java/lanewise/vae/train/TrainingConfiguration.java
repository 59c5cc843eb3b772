package lanewise.vae.train;

import java.util.Map;
import java.util.Objects;

import lanewise.vae.check.Require;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.layer.Initialization;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.schedule.Schedule;
import lanewise.vae.schedule.Warmup;

/// What a training run does, apart from architecture and data. Together the three determine every bit of the result:
/// threads, kernels, paths and times are no part of it.
///
/// Start from the defaults and change what differs: `TrainingConfiguration.builder().epochs(20).seed(7).build()`, or,
/// where one value or two differ, `new TrainingConfiguration().epochs(20)`, which gives a copy. The constructor of all
/// components is for what names each of them, such as a file.
/// Immutable and thread-safe.
///
/// @param epochs passes over the training rows, at least 1
/// @param batchSize rows per step, or of each of its blocks where it has several, 1 to [#MOST_ROWS]; the last step of
/// an epoch takes what is left
/// @param seed where all random numbers start
/// @param optimizer how parameters follow from gradients
/// @param objective what is minimised
/// @param initialization how the weights start
/// @param clipNorm largest global norm of the gradient, above 0; 0 for no clipping
/// @param validationFraction share of the rows that is kept apart for validation, at least 0, below 1
/// @param shuffle whether each epoch has an order of its own; otherwise all keep the order of the data
/// @param evaluationSamples latent samples per row in the evaluation after each epoch, at least 1
/// @param schedule the factor on the optimizer's learning rate
/// @param binarization whether and when ones are drawn with the data as their probabilities
/// @param corruption what is done to the encoder's input in training, the reconstruction being compared with
/// the data as they are
/// @param biasFromMean whether the decoder's last bias starts where its mean is that of the training rows, instead of
/// as the initialisation has it
/// @param warmup the factor on the weight of the divergence
/// @param patience after how many epochs in a row without a smaller loss on the validation rows the run ends, below the
/// epochs; 0 for never
/// @param keepBest whether the model is that of the epoch with the smallest loss on the validation rows,
/// instead of the last
/// @param dropout probability with which an output of a hidden layer, of encoder and decoder, is dropped in a training
/// step, at least 0, below 1; the others are divided by 1 minus it. Nothing is dropped in evaluations. Absent from
/// JSON where it is 0
/// @param accumulate blocks of `batchSize` rows in a step, 1 to [#MOST_BLOCKS]: the gradient of a step is that of all
/// its rows as one batch, as the sum of those of the blocks, added in a fixed tree ([Trainer]). With more than 1, the
/// objective is a sum over rows. Absent from JSON where it is 1
public record TrainingConfiguration(int epochs, int batchSize, long seed, Optimizer optimizer, Objective objective,
        Initialization initialization, double clipNorm, double validationFraction, boolean shuffle,
        int evaluationSamples, Schedule schedule, Binarization binarization, Corruption corruption,
        boolean biasFromMean, Warmup warmup, int patience, boolean keepBest, @AbsentIf(0) double dropout,
        @AbsentIf(1) int accumulate) {

    /// The largest number of rows in a step, whoever asks for it: options, programs and files.
    public static final int MOST_ROWS = 1_000_000;

    /// The largest number of blocks in a step.
    public static final int MOST_BLOCKS = 65_536;

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException naming the one that is outside its range
    public TrainingConfiguration {
        Require.atLeast(1, "epochs", epochs);
        Require.within(1, MOST_ROWS, "batchSize", batchSize);
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(objective, "objective");
        Objects.requireNonNull(initialization, "initialization");
        Require.notNegative("clipNorm", clipNorm);
        Require.belowOne("validationFraction", validationFraction);
        Require.within(1, Objective.MOST_SAMPLES, "evaluationSamples", evaluationSamples);
        Objects.requireNonNull(schedule, "schedule");
        schedule.check(epochs);
        Objects.requireNonNull(binarization, "binarization");
        Objects.requireNonNull(corruption, "corruption");
        Objects.requireNonNull(warmup, "warmup");
        warmup.check(epochs);
        if (!(warmup instanceof Warmup.Immediate) && !objective.warmsUp()) {
            throw new IllegalArgumentException("warmup: the objective " + objective.name()
                    + " has no weight to warm up, expected immediate");
        }
        Require.atLeast(0, "patience", patience);
        if (patience >= epochs) {
            throw new IllegalArgumentException("patience: " + patience + " never ends a run of " + epochs
                    + " epochs, expected fewer than these");
        }
        Require.belowOne("dropout", dropout);
        Require.within(1, MOST_BLOCKS, "accumulate", accumulate);
        if (accumulate > 1 && !objective.sumsOverRows()) {
            throw new IllegalArgumentException("accumulate: " + accumulate + ", but the objective " + objective.name()
                    + " takes a batch as a whole, its loss is no sum over rows that blocks could add up to, expected"
                    + " 1");
        }
    }

    /// 10 epochs, batches of 128, seed 0, Adam with 0.001, the evidence lower bound with beta 1, one sample and the
    /// mean over the batch, Glorot-uniform weights, no clipping, no validation rows, shuffled, evaluated with one
    /// sample, a constant learning rate, data as they are for the loss and the encoder, biases as the initialisation
    /// has them, no warm-up, no early end, the model of the last epoch, no dropout, one block in a step.
    public TrainingConfiguration() {
        this(10, 128, 0, new Adam(), new Elbo(), Initialization.GLOROT_UNIFORM, 0, 0, true, 1, new Schedule.Constant(),
                Binarization.NONE, new Corruption.None(), false, new Warmup.Immediate(), 0, false, 0, 1);
    }

    /// A builder that starts from the defaults of [#TrainingConfiguration()].
    /// @return a new one
    public static TrainingConfigurationBuilder builder() {
        return new TrainingConfiguration().toBuilder();
    }

    /// A builder that starts from this configuration.
    /// @return a new one
    public TrainingConfigurationBuilder toBuilder() {
        return new TrainingConfigurationBuilder(this);
    }

    /// This configuration with another number of epochs.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration epochs(int value) {
        return toBuilder().epochs(value).build();
    }

    /// This configuration with another batch size.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration batchSize(int value) {
        return toBuilder().batchSize(value).build();
    }

    /// This configuration with another seed.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration seed(long value) {
        return toBuilder().seed(value).build();
    }

    /// This configuration with another optimizer.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration optimizer(Optimizer value) {
        return toBuilder().optimizer(value).build();
    }

    /// This configuration with another objective.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration objective(Objective value) {
        return toBuilder().objective(value).build();
    }

    /// This configuration with another beta of its objective, the factor of the divergence in [Elbo].
    /// @param value at least 0
    /// @return a copy
    /// @throws IllegalArgumentException if the objective has no beta
    public TrainingConfiguration beta(double value) {
        return objective(objective.withBeta(value));
    }

    /// This configuration with another number of latent samples per row and step.
    /// @param value at least 1
    /// @return a copy
    /// @throws IllegalArgumentException if the objective takes no samples
    public TrainingConfiguration samples(int value) {
        return objective(objective.withSamples(value));
    }

    /// This configuration with another reduction of the loss over the rows of a batch.
    /// @param value the reduction
    /// @return a copy
    public TrainingConfiguration reduction(Reduction value) {
        return objective(objective.withReduction(value));
    }

    /// This configuration with another initialisation.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration initialization(Initialization value) {
        return toBuilder().initialization(value).build();
    }

    /// This configuration with another largest norm of the gradient.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration clipNorm(double value) {
        return toBuilder().clipNorm(value).build();
    }

    /// This configuration with another share of validation rows.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration validationFraction(double value) {
        return toBuilder().validationFraction(value).build();
    }

    /// This configuration with or without shuffling.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration shuffle(boolean value) {
        return toBuilder().shuffle(value).build();
    }

    /// This configuration with another number of samples in evaluations.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration evaluationSamples(int value) {
        return toBuilder().evaluationSamples(value).build();
    }

    /// This configuration with another schedule of the learning rate.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration schedule(Schedule value) {
        return toBuilder().schedule(value).build();
    }

    /// This configuration with another binarisation.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration binarization(Binarization value) {
        return toBuilder().binarization(value).build();
    }

    /// This configuration with another corruption of the encoder's input.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration corruption(Corruption value) {
        return toBuilder().corruption(value).build();
    }

    /// This configuration with or without a start of the decoder's bias from the mean of the data.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration biasFromMean(boolean value) {
        return toBuilder().biasFromMean(value).build();
    }

    /// This configuration with another warm-up.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration warmup(Warmup value) {
        return toBuilder().warmup(value).build();
    }

    /// This configuration with another patience.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration patience(int value) {
        return toBuilder().patience(value).build();
    }

    /// This configuration with the model of the best epoch or of the last.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration keepBest(boolean value) {
        return toBuilder().keepBest(value).build();
    }

    /// This configuration with another rate of dropout.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration dropout(double value) {
        return toBuilder().dropout(value).build();
    }

    /// This configuration with another number of blocks in a step.
    /// @param value see the component
    /// @return a copy
    public TrainingConfiguration accumulate(int value) {
        return toBuilder().accumulate(value).build();
    }

    /// Rows of a step, unless it is the last of an epoch and fewer are left.
    /// @return `batchSize * accumulate`
    public long stepRows() {
        return (long) batchSize * accumulate;
    }

    /// The components as a JSON object, optimizer, schedule and warm-up being such themselves.
    /// @return a map in the order of the components, for [Json]
    public Map<String, Object> toMap() {
        return RecordForm.toMap(this);
    }

    /// The components as JSON text on one line; [#fromJson] gives an equal configuration.
    /// @return the text
    public String toJson() {
        return Json.write(toMap());
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @param text the JSON text
    /// @param source what to call it in messages, such as a file name
    /// @return the configuration
    /// @throws FormatException naming the field that is missing, unknown, of the wrong type or out of range
    public static TrainingConfiguration fromJson(String text, String source) throws FormatException {
        return fromJson(Json.parseObject(text, source), source);
    }

    /// Reads what [#toMap] gave.
    ///
    /// @param object the JSON object
    /// @param source what to call it in messages
    /// @return the configuration
    /// @throws FormatException naming the field that is missing, unknown, of the wrong type or out of range
    public static TrainingConfiguration fromJson(JsonObject object, String source) throws FormatException {
        return RecordForm.read(TrainingConfiguration.class, object, source);
    }
}
