package lanewise.vae.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.format.Records;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.network.Normalization;

/// The JSON form of an [Architecture], as [Architecture#toJson()] describes it; an activation by its record's components, so that another one needs no line here.
final class ArchitectureJson {

    private ArchitectureJson() {
    }

    static String write(Architecture net) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("inputs", net.inputs());
        fields.put("encoder_hidden", net.encoderHidden());
        fields.put("latent", net.latent());
        fields.put("decoder_hidden", net.decoderHidden());
        fields.put("activation", named(net.activation().name(), Records.components((Record) net.activation())));
        fields.put("likelihood", net.likelihood().toMap());
        if (!net.posterior().equals(new DiagonalGaussian())) {
            fields.put("posterior", Map.of("name", net.posterior().name()));
        }
        if (!net.prior().closedForm()) {
            fields.put("prior", named(net.prior().name(), Map.of("components", net.prior().components())));
        }
        if (net.conditionWidth() > 0) {
            fields.put("condition", net.conditionWidth());
        }
        if (net.normalization() != Normalization.NONE) {
            fields.put("normalization", net.normalization().id());
        }
        return Json.write(fields);
    }

    /// In this order whatever the JVM, which the order of `Map.of` is not.
    private static Map<String, Object> named(String name, Map<String, ?> parameters) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.putAll(parameters);
        return fields;
    }

    static Architecture read(String text, String source) throws FormatException {
        JsonObject fields = Json.parseObject(text, source);
        int inputs = fields.integer("inputs", 1, Integer.MAX_VALUE);
        List<Integer> encoderHidden = widths(fields, "encoder_hidden", source);
        int latent = fields.integer("latent", 1, Integer.MAX_VALUE);
        List<Integer> decoderHidden = widths(fields, "decoder_hidden", source);
        JsonObject activation = fields.object("activation");
        JsonObject likelihood = fields.object("likelihood");
        JsonObject posterior = fields.has("posterior") ? fields.object("posterior") : null;
        JsonObject prior = fields.has("prior") ? fields.object("prior") : null;
        int condition = fields.has("condition") ? fields.integer("condition", 0, Integer.MAX_VALUE) : 0;
        String normalization = fields.has("normalization") ? fields.string("normalization") : Normalization.NONE.id();
        fields.requireAllRead();
        try {
            Architecture read = new Architecture(inputs, encoderHidden, latent, decoderHidden, activation(activation), Likelihood.fromJson(likelihood),
                    posterior == null ? new DiagonalGaussian() : Posterior.named(posterior.string("name")), prior(prior), condition,
                    Normalization.named(normalization));
            if (posterior != null) {
                posterior.requireAllRead();
            }
            if (prior != null) {
                prior.requireAllRead();
            }
            activation.requireAllRead();
            return read;
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    private static List<Integer> widths(JsonObject fields, String name, String source) throws FormatException {
        List<Integer> widths = new ArrayList<>();
        for (long width : fields.integers(name)) {
            if (width < 1 || width > Integer.MAX_VALUE) {
                throw new FormatException(source, "field \"" + name + "\" holds " + width + ", expected widths of at least 1");
            }
            widths.add((int) width);
        }
        return widths;
    }

    private static Activation activation(JsonObject fields) throws FormatException {
        Record usual = (Record) Activation.named(fields.string("name"));
        List<Object> values = new ArrayList<>();
        for (String parameter : Records.components(usual).keySet()) {
            values.add((float) fields.real(parameter));
        }
        return (Activation) Records.construct(usual.getClass(), values.toArray());
    }

    private static Prior prior(JsonObject fields) throws FormatException {
        if (fields == null) {
            return new StandardNormal();
        }
        String name = fields.string("name");
        return Prior.named(name, name.equals("standard_normal") ? 0 : fields.integer("components", 1, Integer.MAX_VALUE));
    }
}
