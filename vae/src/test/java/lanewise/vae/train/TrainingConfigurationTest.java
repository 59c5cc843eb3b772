package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.layer.Initialization;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.schedule.Schedule.Steps;
import lanewise.vae.schedule.Warmup.Immediate;
import lanewise.vae.schedule.Warmup.Linear;

class TrainingConfigurationTest {

    private static final TrainingConfiguration OTHER = new TrainingConfiguration().epochs(3).batchSize(7).seed(-5)
            .optimizer(new AdamW(0.1, 0.3)).beta(0.25).samples(4).reduction(Reduction.SUM)
            .initialization(Initialization.HE_NORMAL).clipNorm(1.5).validationFraction(0.125)
            .shuffle(false).evaluationSamples(9)
            .schedule(new Steps(2, 0.5)).binarization(Binarization.PER_EPOCH).corruption(new Corruption.Masking(0.5))
            .biasFromMean(true).warmup(new Linear(1)).patience(2).keepBest(true).dropout(0.25)
            .accumulate(5);

    @Test
    void everyComponentCanBeChanged() {
        assertEquals(new TrainingConfiguration(3, 7, -5, new AdamW(0.1, 0.3), new Elbo(0.25, 4, Reduction.SUM),
                Initialization.HE_NORMAL, 1.5, 0.125, false, 9, new Steps(2, 0.5), Binarization.PER_EPOCH,
                new Corruption.Masking(0.5), true, new Linear(1), 2, true, 0.25, 5), OTHER);
        assertEquals(new Iwae(7, Reduction.SUM),
                OTHER.warmup(new Immediate()).objective(new Iwae(3, Reduction.SUM)).samples(7).objective());
    }

    static List<Optimizer> optimizers() throws ReflectiveOperationException {
        return OptimizerTest.optimizers().toList();
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void jsonComesBackEqual(Optimizer optimizer) throws FormatException {
        TrainingConfiguration configuration = OTHER.optimizer(optimizer).seed(Long.MIN_VALUE).beta(Math.PI);
        assertEquals(configuration, TrainingConfiguration.fromJson(configuration.toJson(), "test"));
        assertEquals(configuration, TrainingConfiguration.fromJson(Json.writePretty(configuration.toMap()), "test"));
    }

    @Test
    void everyObjectiveComesBackEqual() throws ReflectiveOperationException, FormatException {
        for (Class<? extends Objective> type : Objective.types()) {
            TrainingConfiguration configuration = OTHER.warmup(new Immediate()).accumulate(1)
                    .objective(type.getConstructor().newInstance()).reduction(Reduction.SUM);
            assertEquals(configuration, TrainingConfiguration.fromJson(configuration.toJson(), "test"));
            assertTrue(configuration.toJson().contains("\"objective\":{\"name\":\"" + Objective.name(type) + "\""),
                    configuration.toJson());
        }
    }

    @Test
    void jsonNamesTheParts() {
        assertEquals("{\"epochs\":10,\"batchSize\":128,\"seed\":0,\"optimizer\":{\"name\":\"adam\","
                + "\"learningRate\":0.001,\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1.0E-8,\"weightDecay\":0.0,"
                + "\"amsgrad\":false,\"initialSecondMoment\":0.0},\"objective\":{\"name\":\"elbo\",\"beta\":1.0,"
                + "\"samples\":1,\"reduction\":\"mean\"},\"initialization\":\"glorot_uniform\",\"clipNorm\":0.0,"
                + "\"validationFraction\":0.0,\"shuffle\":true,\"evaluationSamples\":1,"
                + "\"schedule\":{\"name\":\"constant\"},\"binarization\":\"none\",\"corruption\":{\"name\":\"none\"},"
                + "\"biasFromMean\":false,\"warmup\":{\"name\":\"immediate\"},\"patience\":0,\"keepBest\":false}",
                new TrainingConfiguration().toJson());
    }

    /// What was written before there was dropout.
    @Test
    void withoutAFieldForDropoutThereIsNone() throws FormatException {
        String before = new TrainingConfiguration().toJson();
        assertFalse(before.contains("dropout"), before);
        assertEquals(new TrainingConfiguration(), TrainingConfiguration.fromJson(before, "test"));
        assertEquals(before, TrainingConfiguration.fromJson(
                before.replaceFirst("\"patience\":0", "\"patience\":0,\"dropout\":0.0"), "test").toJson());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"epochs\":3 | \"epochs\":0 | c.json: epochs: 0, expected at least 1",
        "\"epochs\":3 | \"epochs\":2.5 | c.json: field epochs is the number 2.5, expected a whole number",
        "\"epochs\":3, | | c.json: has no field epochs",
        "\"epochs\":3 | \"epochs\":3,\"treads\":2 | c.json: has the unknown field treads",
        "\"adamw\" | \"adamax\" | c.json: field optimizer.name is 'adamax', expected one of [adam, adamw, rmsprop,"
                + " adagrad, sgd]",
        "\"beta1\":0.9 | \"beta1\":1.5 | c.json: beta1: 1.5, expected at least 0 and below 1",
        "\"amsgrad\":false | \"amsgrad\":0 | c.json: field optimizer.amsgrad is the number 0, expected true or false",
        "\"every\":2 | \"every\":3 | c.json: schedule: steps of 3 epochs never change the rate of a run of 3, expected"
                + " every below 3",
        "\"steps\" | \"stairs\" | c.json: field schedule.name is 'stairs', expected one of [constant, steps, cosine,"
                + " plateau, iwae_stages]",
        "\"per_epoch\" | \"often\" | c.json: field binarization is 'often', expected one of [none, fixed, per_epoch,"
                + " dynamic, threshold]",
        "\"elbo\" | \"elbow\" | c.json: field objective.name is 'elbow', expected one of [elbo, free_bits, iwae, dreg,"
                + " beta_tc, info_vae, autoencoder]",
        "\"samples\":4 | \"samples\":0 | c.json: samples: 0, expected at least 1",
        "\"patience\":2 | \"patience\":3 | c.json: patience: 3 never ends a run of 3 epochs, expected fewer than these",
        "\"linear\" | \"slow\" | c.json: field warmup.name is 'slow', expected one of [immediate, linear, cyclical]",
        "\"epochs\":1} | \"epochs\":3} | c.json: warmup: takes 3 epochs, the run has 3, expected fewer",
        "\"dropout\":0.25 | \"dropout\":1 | c.json: dropout: 1.0, expected at least 0 and below 1",
        "\"accumulate\":5 | \"accumulate\":0 | c.json: accumulate: 0, expected at least 1",
        "\"accumulate\":5 | \"accumulate\":2.5 | c.json: field accumulate is the number 2.5, expected a whole number",
        "\"sum\" | \"max\" | c.json: field reduction is 'max', expected one of [sum, mean]"})
    void badJsonIsNamed(String part, String replacement, String message) {
        String text = OTHER.toJson();
        assertTrue(text.contains(part), text);
        FormatException refusal = assertThrows(FormatException.class,
                () -> TrainingConfiguration.fromJson(
                        text.replace(part, replacement == null ? "" : replacement), "c.json"));
        assertTrue(refusal.getMessage().startsWith(message), refusal.getMessage());
    }

    @Test
    void theBuilderTakesEveryComponentInAnyOrder() {
        TrainingConfiguration built = TrainingConfiguration.builder().accumulate(OTHER.accumulate())
                .dropout(OTHER.dropout())
                .keepBest(OTHER.keepBest())
                .patience(OTHER.patience()).warmup(OTHER.warmup()).biasFromMean(OTHER.biasFromMean())
                .corruption(OTHER.corruption()).binarization(OTHER.binarization()).schedule(OTHER.schedule())
                .evaluationSamples(OTHER.evaluationSamples()).shuffle(OTHER.shuffle())
                .validationFraction(OTHER.validationFraction()).clipNorm(OTHER.clipNorm())
                .initialization(OTHER.initialization()).objective(OTHER.objective()).optimizer(OTHER.optimizer())
                .seed(OTHER.seed()).batchSize(OTHER.batchSize()).epochs(OTHER.epochs()).build();
        assertEquals(OTHER, built);
        assertEquals(OTHER, OTHER.toBuilder().build());
        assertEquals(new TrainingConfiguration(), TrainingConfiguration.builder().build());
    }

    /// A patience that is too long for the epochs so far is no error if more of them follow.
    @Test
    void theBuilderChecksTheValuesTogether() {
        assertEquals(15, TrainingConfiguration.builder().patience(15).epochs(20).build().patience());
        assertMessage("patience: 15 never ends", () -> TrainingConfiguration.builder().patience(15).build());
        assertMessage("epochs: 0", () -> TrainingConfiguration.builder().epochs(0).build());
        assertThrows(NullPointerException.class, () -> TrainingConfiguration.builder().schedule(null).build());
    }

    @Test
    void argumentsOutsideTheirRangeAreNamed() {
        TrainingConfiguration c = new TrainingConfiguration();
        assertMessage("epochs: 0", () -> c.epochs(0));
        assertMessage("batchSize: -1", () -> c.batchSize(-1));
        assertMessage("beta: NaN", () -> c.beta(Double.NaN));
        assertMessage("samples: 0", () -> c.samples(0));
        assertMessage("clipNorm: -2.0", () -> c.clipNorm(-2));
        assertMessage("validationFraction: 1.0", () -> c.validationFraction(1));
        assertMessage("dropout: -0.5", () -> c.dropout(-0.5));
        assertMessage("evaluationSamples: 0", () -> c.evaluationSamples(0));
        assertThrows(NullPointerException.class, () -> c.optimizer(null));
        assertThrows(NullPointerException.class, () -> c.objective(null));
        assertMessage("beta: the objective iwae has none", () -> c.objective(new Iwae()).beta(2));
        assertMessage("samples: the objective autoencoder has none", () -> c.objective(new Autoencoder()).samples(2));
    }
}
