package lanewise.vae.report;

import java.util.List;
import java.util.regex.Pattern;

import lanewise.vae.check.Texts;

/// A model card (Mitchell et al. 2019, figure 1) as Markdown, from the facts that a page shows. What no run can know,
/// its use and its ethics for instance, is left open, and the card says for whom.
///
/// Texts of others are escaped, so that they neither end a table nor become Markdown or HTML. Thread-safe: no state.
public final class ModelCard {

    private static final String OPEN = "*Not known from the run: to be written by whoever publishes the model.*";
    private static final Pattern SPECIAL = Pattern.compile("([\\\\`*_{}\\[\\]#|~!$])");

    private ModelCard() {
    }

    /// The card.
    ///
    /// @param runs the models, at least one
    /// @param generator what made it, with its version
    /// @return the text of the file
    public static String of(List<RunReport> runs, String generator) {
        StringBuilder card = new StringBuilder();
        for (RunReport run : runs) {
            card.append("# Model card: ").append(escaped(run.name())).append("\n\n").append(escaped(run.summary()))
                    .append(".\n");
            section(card, "Model details", run, "A variational autoencoder, made by " + escaped(generator) + ".",
                    Topic.MODEL);
            open(card, "Intended use", "Primary uses and users, and uses that are out of scope.");
            open(card, "Factors", "Groups, instruments and environments over which the model's quality may differ.");
            section(card, "Metrics", run, "In nats per example, smaller being better: loss, the negative evidence"
                    + " lower bound or what the objective puts in its place; reconstruction, the mean of -log p(x|z);"
                    + " KL, the divergence of the posterior from the prior.");
            section(card, "Evaluation data", run, "The test rows below; no decision of the training is based on them,"
                    + " unless the training data say so.");
            section(card, "Training data", run, "", Topic.DATA);
            section(card, "Quantitative analyses", run, "", Topic.RESULTS, Topic.DIMENSIONS);
            open(card, "Ethical considerations", "Whom the data are of, what they agreed to, and what harm a wrong"
                    + " answer does.");
            section(card, "Caveats and recommendations", run, "A low score of strangeness is no proof of normality:"
                    + " what is simpler than the training data scores low. The file of the model holds the names of a"
                    + " table's columns and categories, and the range of its numbers.", Topic.SCORES);
            section(card, "The same bits again", run, "", Topic.REPRODUCTION);
        }
        return card.toString();
    }

    private static void open(StringBuilder card, String title, String what) {
        card.append("\n## ").append(title).append("\n\n").append(what).append("\n\n").append(OPEN).append('\n');
    }

    private static void section(StringBuilder card, String title, RunReport run, String text, Topic... topics) {
        card.append("\n## ").append(title).append('\n');
        if (!text.isEmpty()) {
            card.append('\n').append(text).append('\n');
        }
        for (Topic topic : topics) {
            run.parts(topic).forEach(part -> write(card, part));
        }
    }

    private static void write(StringBuilder card, Part part) {
        switch (part) {
            case Part.Facts facts -> {
                card.append("\n| ").append(escaped(facts.caption())).append(" | |\n|---|---|\n");
                facts.facts().forEach(fact -> row(card, List.of(fact.name(), fact.value())));
            }
            case Part.Table table -> {
                card.append('\n').append(escaped(table.caption())).append(":\n\n");
                row(card, table.columns());
                card.append("|---".repeat(table.columns().size())).append("|\n");
                table.rows().forEach(cells -> row(card, cells));
            }
            case Part.Note note -> card.append('\n').append(escaped(note.text())).append('\n');
            case Part.Code code when !code.folded() -> card.append('\n').append(escaped(code.caption()))
                    .append("\n\n```\n").append(Texts.visible(code.text()).replace("```", "` ` `")).append("```\n");
            default -> {
                // a card has no pictures
            }
        }
    }

    private static void row(StringBuilder card, List<String> cells) {
        card.append('|');
        cells.forEach(cell -> card.append(' ').append(escaped(cell)).append(" |"));
        card.append('\n');
    }

    /// A text that is nothing but text in Markdown.
    static String escaped(String text) {
        String line = Texts.visible(text).replaceAll("\\s*\\R\\s*", " ");
        return SPECIAL.matcher(line).replaceAll("\\\\$1").replaceAll("(?i)\\b(https?|ftp|www)([:.])", "$1\\\\$2")
                .replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
