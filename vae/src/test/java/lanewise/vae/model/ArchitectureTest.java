package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import lanewise.core.activation.Activation;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Likelihood;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArchitectureTest {

    @Test
    void decoderMirrorsTheEncoderUnlessTold() {
        Architecture architecture = Architecture.of(784, 20, 400, 100);
        assertEquals(List.of(400, 100), architecture.encoder().widths());
        assertEquals(List.of(100, 400), architecture.decoder().widths());
        assertEquals(List.of(7), architecture.toBuilder().decoderHidden(List.of(7)).build().decoder().widths());
        assertEquals(new Bernoulli(), architecture.likelihood());
        assertEquals(new Relu(), architecture.encoder().hidden().getFirst().activation());
    }

    @Test
    void layoutNamesEveryTensor() {
        Architecture architecture = Architecture.of(6, 2, 4).withLikelihood(new GaussianLearned());
        assertEquals(List.of("encoder.0.weight", "encoder.0.bias", "encoder.mu.weight", "encoder.logvar.weight",
                "encoder.mu.bias", "encoder.logvar.bias", "decoder.0.weight", "decoder.0.bias", "decoder.out.weight",
                "decoder.logvar.weight", "decoder.out.bias", "decoder.logvar.bias"),
                architecture.layout().tensors().stream().map(tensor -> tensor.name()).toList());
        assertEquals(List.of(6, 4), architecture.layout().tensor("decoder.logvar.weight").shape());
        assertEquals(List.of(List.of("encoder.0"), List.of("encoder.mu", "encoder.logvar")),
                architecture.placedEncoder().slots().stream().map(Slot::names).toList());
        assertEquals(List.of(List.of("decoder.0"), List.of("decoder.out", "decoder.logvar")),
                architecture.placedDecoder().slots().stream().map(Slot::names).toList());
    }

    @Test
    void withoutHiddenLayersItIsLinear() {
        assertEquals(List.of("encoder.mu.weight", "encoder.logvar.weight", "encoder.mu.bias", "encoder.logvar.bias",
                "decoder.out.weight", "decoder.out.bias"),
                Architecture.of(3, 2).layout().tensors().stream().map(tensor -> tensor.name()).toList());
    }

    @Test
    void sizesBelowOneAreNamed() {
        assertEquals("inputs: 0, expected at least 1", message(() -> Architecture.of(0, 2, 4)));
        assertEquals("latent: -1, expected at least 1", message(() -> Architecture.of(3, -1, 4)));
        assertEquals("encoderHidden: 0, expected at least 1", message(() -> Architecture.of(3, 1, 4, 0)));
        assertEquals("decoderHidden: -5, expected at least 1",
                message(() -> Architecture.builder(3).decoderHidden(List.of(-5)).build()));
    }

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void jsonComesBackEqual() throws FormatException {
        for (Activation activation : Activation.all()) {
            for (Likelihood likelihood : List.of(new Bernoulli(), new GaussianFixed(0.1), new GaussianLearned())) {
                Architecture architecture = Architecture.of(784, 20, 400, 3).withActivation(activation)
                        .withLikelihood(likelihood);
                assertEquals(architecture, Architecture.fromJson(architecture.toJson(), "test"));
            }
        }
        Architecture leaky = Architecture.of(3, 2, 4).withActivation(new LeakyRelu(0.2f));
        assertEquals(leaky, Architecture.fromJson(leaky.toJson(), "test"));
        assertEquals("{\"inputs\":3,\"encoder_hidden\":[4],\"latent\":2,\"decoder_hidden\":[4],"
                + "\"activation\":{\"name\":\"leaky_relu\",\"slope\":0.2},"
                + "\"likelihood\":{\"name\":\"bernoulli_logits\"}}", leaky.toJson());
    }

    @Test
    void posteriorPriorAndConditionHaveTheirTensors() throws FormatException {
        Architecture plain = Architecture.of(6, 3, 4);
        assertEquals(plain,
                plain.withPosterior(new DiagonalGaussian()).withPrior(new StandardNormal()).withCondition(0));
        Architecture all = plain.withPosterior(new FullGaussian()).withPrior(new VampPrior(5)).withCondition(2);
        assertEquals(List.of(4, 8), all.layout().tensor("encoder.0.weight").shape());
        assertEquals(List.of(3, 4), all.layout().tensor("encoder.tril.weight").shape());
        assertEquals(List.of(4, 5), all.layout().tensor("decoder.0.weight").shape());
        assertEquals(List.of(5, 8), all.layout().tensor("prior.inputs").shape());
        assertEquals(9, all.placedEncoder().slots().getLast().biases());
        assertEquals(1, all.placedDecoder().slots().getLast().names().size());
        Architecture mixture = plain.withPrior(new GaussianMixture(5));
        assertEquals(List.of(5, 3), mixture.layout().tensor("prior.logvar").shape());
        assertEquals(plain.layout().tensors(), mixture.layout().tensors().subList(0, plain.layout().tensors().size()));
        for (Architecture architecture : List.of(all, mixture, plain.withCondition(3),
                Architecture.of(6, 1).withPosterior(new FullGaussian()))) {
            assertEquals(architecture, Architecture.fromJson(architecture.toJson(), "test"));
        }
        assertTrue(all.toJson().endsWith(",\"posterior\":{\"name\":\"full_covariance\"},\"prior\":{\"name\":\"vamp\","
                + "\"components\":5},\"condition\":2}"),
                all.toJson());
        assertRefused(all.toJson().replace("\"components\":5", "\"components\":0"), "components");
        assertRefused(all.toJson().replace("\"vamp\"", "\"flat\""), "prior: there is no 'flat'");
        assertRefused(all.toJson().replace("\"full_covariance\"", "\"cauchy\""), "posterior: there is no 'cauchy'");
        assertRefused(all.toJson().replace("\"condition\":2", "\"condition\":-2"), "condition");
    }

    @Test
    void hiddenLayersAreNormalisedAllOrNone() throws FormatException {
        Architecture plain = Architecture.of(6, 3, 4, 2);
        Architecture normalised = plain.withNormalization(Normalization.LAYER).withCondition(1);
        assertEquals(Normalization.NONE, plain.encoder().hidden().getFirst().normalization());
        assertEquals(normalised, Architecture.fromJson(normalised.toJson(), "test"));
        assertTrue(normalised.toJson().endsWith(",\"condition\":1,\"normalization\":\"layer\"}"), normalised.toJson());
        assertFalse(plain.toJson().contains("normalization"), plain.toJson());
        assertEquals(4, normalised.layout().slots().stream().filter(layer -> layer.norm() != null).count());
        assertNull(normalised.placedEncoder().slots().getLast().norm());
        assertEquals(List.of(2), normalised.layout().tensor("encoder.1.norm.bias").shape());
        assertEquals(4, normalised.hiddenLayers());
        assertRefused(normalised.toJson().replace("\"layer\"", "\"batch\""),
                "normalization: there is no 'batch', expected one of [none, layer]");
    }

    @Test
    void badJsonIsNamed() {
        String good = Architecture.of(3, 2, 4).toJson();
        assertRefused(good.replace("\"inputs\":3", "\"inputs\":0"), "inputs");
        assertRefused(good.replace("\"latent\":2,", ""), "latent");
        assertRefused(good.replace("\"relu\"", "\"cube\""), "'cube'");
        assertRefused(good.replace("[4]", "[4,99999999999]"), "99999999999");
        assertRefused(good.replace("\"latent\"", "\"more\":1,\"latent\""), "more");
        assertRefused(good.replace("\"bernoulli_logits\"", "\"bernoulli_logits\",\"p\":1"), "p");
        assertRefused(good.replace("{\"name\":\"bernoulli_logits\"}", "{\"name\":\"gaussian_fixed\",\"variance\":-1}"),
                "variance: -1.0");
    }

    private static void assertRefused(String json, String part) {
        String message = assertThrows(FormatException.class, () -> Architecture.fromJson(json, "model.json"))
                .getMessage();
        assertTrue(message.startsWith("model.json") && message.contains(part), message);
    }
}
