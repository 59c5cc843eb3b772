package lanewise.vae.cli;

import java.util.List;

import lanewise.vae.likelihood.Likelihood;

/// The option `--likelihood`: a name, parameters after a colon, or a likelihood for each range of columns.
final class LikelihoodOption {

    private LikelihoodOption() {
    }

    /// The option; what is right about its name is read by [#read].
    static Option<String> of() {
        List<String> names = Likelihood.all().stream().map(Likelihood::name).toList();
        return new Option<>("likelihood", "NAME", "one of " + String.join(", ", names),
                text -> text.contains("@") || text.startsWith("observed:")
                        || names.contains(text.split(":", 2)[0]) ? text : null, null,
                "bernoulli_logits", "what the decoder describes, NAME:PARAMETER=X for another parameter, such as"
                + " student_t:degrees=3; for tables NAME@0-3+NAME@4, each for a range of columns; observed:NAME where"
                + " missing cells are NaN");
    }

    /// The likelihood of a text.
    static Likelihood read(String text) throws UsageException {
        try {
            return Likelihood.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--likelihood: " + e.getMessage().replaceFirst("^likelihood: ", ""));
        }
    }
}
