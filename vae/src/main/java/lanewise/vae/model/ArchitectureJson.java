package lanewise.vae.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import lanewise.vae.check.Require;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.likelihood.Likelihood;

/// The two JSON forms of an [Architecture], as [Architecture#toJson()] describes them. A net that the short one can say
/// is always written so: files of such nets keep their bytes.
final class ArchitectureJson {

    private ArchitectureJson() {
    }

    static String write(Architecture net) {
        Map<String, Object> fields = new LinkedHashMap<>();
        boolean brief = isBrief(net);
        if (brief) {
            fields.put("inputs", net.inputs());
            fields.put("encoder_hidden", net.encoder().widths());
            fields.put("latent", net.latent());
            fields.put("decoder_hidden", net.decoder().widths());
            fields.put("activation", LayerJson.activation(sample(net).activation()));
        } else {
            fields.put("data", LayerJson.shape(net.data()));
            fields.put("encoder", net.encoder().hidden().stream().map(LayerJson::layer).toList());
            fields.put("latent", net.latent());
            fields.put("decoder", net.decoder().hidden().stream().map(LayerJson::layer).toList());
            fields.put("decoder_head", LayerJson.map(net.decoder().head()));
        }
        fields.put("likelihood", net.likelihood().toMap());
        if (!net.posterior().equals(new DiagonalGaussian())) {
            fields.put("posterior", Map.of("name", net.posterior().name()));
        }
        if (!net.prior().closedForm()) {
            fields.put("prior", LayerJson.named(net.prior().name(), Map.of("components", net.prior().components())));
        }
        if (net.conditionWidth() > 0) {
            fields.put("condition", net.conditionWidth());
        }
        if (brief && sample(net).normalization() != Normalization.NONE) {
            fields.put("normalization", sample(net).normalization().id());
        }
        if (net.logVarianceBound() > 0) {
            fields.put("log_variance_bound", net.logVarianceBound());
        }
        return Json.write(fields);
    }

    private static boolean isBrief(Architecture net) {
        return net.data().isVector() && net.encoder().isMlp() && net.decoder().isMlp()
                && layers(net).map(layer -> new Layer(Dense.of(1), layer.normalization(), layer.activation()))
                .distinct().count() <= 1;
    }

    private static Stream<Layer> layers(Architecture net) {
        return Stream.concat(net.encoder().hidden().stream(), net.decoder().hidden().stream());
    }

    /// A layer that has what all have; a net without hidden layers has what layers usually have.
    private static Layer sample(Architecture net) {
        return layers(net).findFirst().orElse(new Layer(Dense.of(1), ArchitectureBuilder.USUAL_ACTIVATION));
    }

    static Architecture read(String text, String source) throws FormatException {
        JsonObject fields = Json.parseObject(text, source);
        try {
            ArchitectureBuilder builder = fields.has("inputs") ? brief(fields) : layered(fields);
            JsonObject likelihood = fields.object("likelihood");
            JsonObject posterior = fields.has("posterior") ? fields.object("posterior") : null;
            JsonObject prior = fields.has("prior") ? fields.object("prior") : null;
            builder.condition(fields.has("condition") ? fields.integer("condition", 0, Integer.MAX_VALUE) : 0);
            builder.logVarianceBound(fields.has("log_variance_bound") ? fields.real("log_variance_bound") : 0);
            fields.requireAllRead();
            Architecture read = builder.likelihood(Likelihood.fromJson(likelihood))
                    .posterior(posterior == null ? new DiagonalGaussian() : Posterior.named(posterior.string("name")))
                    .prior(prior(prior)).build();
            if (posterior != null) {
                posterior.requireAllRead();
            }
            if (prior != null) {
                prior.requireAllRead();
            }
            return read;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    private static ArchitectureBuilder brief(JsonObject fields) throws FormatException {
        ArchitectureBuilder builder = Architecture.builder(fields.integer("inputs", 1, Integer.MAX_VALUE));
        builder.encoderHidden(LayerJson.widths(fields, "encoder_hidden"))
                .latent(fields.integer("latent", 1, Integer.MAX_VALUE))
                .decoderHidden(LayerJson.widths(fields, "decoder_hidden"))
                .activation(LayerJson.activation(fields.object("activation")));
        return fields.has("normalization")
                ? builder.normalization(Normalization.named(fields.string("normalization"))) : builder;
    }

    private static ArchitectureBuilder layered(JsonObject fields) throws FormatException {
        return Architecture.builder(LayerJson.shape(fields, "data")).encoder(layers(fields, "encoder"))
                .latent(fields.integer("latent", 1, Integer.MAX_VALUE))
                .decoder(layers(fields, "decoder"), LayerJson.map(fields.object("decoder_head")));
    }

    private static List<Layer> layers(JsonObject fields, String name) throws FormatException {
        List<Layer> layers = new ArrayList<>();
        List<JsonObject> objects = fields.objects(name);
        Require.within(0, Network.MOST_LAYERS, name, objects.size());
        for (JsonObject layer : objects) {
            layers.add(LayerJson.layer(layer));
        }
        return layers;
    }

    private static Prior prior(JsonObject fields) throws FormatException {
        if (fields == null) {
            return new StandardNormal();
        }
        String name = fields.string("name");
        return Prior.named(name, name.equals("standard_normal") ? 0
                : fields.integer("components", 1, Integer.MAX_VALUE));
    }
}
