package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.check.Nearest;
import lanewise.vae.model.Decoder;
import lanewise.vae.schema.Column;
import lanewise.vae.tabular.RowSampler;
import lanewise.vae.tabular.TableForm;

/// What `sample` does with a model of a table: rows, one block after the other into the file.
final class SampledRows {

    static final Option<Map<String, String>> GIVEN = new Option<>("given", "COLUMN=VALUE", "COLUMN=VALUE, VALUE being"
            + " a category or label, or for numbers and dates LEAST..MOST, LEAST.. or ..MOST",
            text -> text.indexOf('=') < 1 ? null : Map.of(text, ""), Map.of(), "",
            "rows of a table that have this value, such as kind=a or age=30..39; may be given again. A label that the"
            + " model is told is told, other columns come by weighted draws");
    static final Option<String> RANGE = Option.choice("range", "NAME", List.of("data", "free"), "data",
            "numbers and dates of rows stay within those that were learned from, or go where they are drawn");
    static final Option<Boolean> GAPS = Option.flag("gaps",
            "leave cells empty where the model draws a gap, or, where it did not learn them, as often as those of their"
            + " column were in the rows that were learned from");

    static final OptionGroup GROUP = OptionGroup.of("Rows of tables", GIVEN, RANGE, GAPS);

    private static final long NOTE_NANOS = 30_000_000_000L;

    private SampledRows() {
    }

    /// Refuses what is for tables alone.
    static void refuse(Arguments arguments, Path file) throws UsageException {
        for (Option<?> option : GROUP.options()) {
            if (arguments.has(option)) {
                throw new UsageException("--" + option.name() + ": is for rows of a table, and " + file
                        + " is no model of one");
            }
        }
    }

    /// Draws and writes.
    ///
    /// @param labels numbers of labels in turn; null where none are named
    static Map<String, Object> write(Arguments arguments, Terminal terminal, DecoderSource source, TableForm form,
            Path out, long count, Decoder.Output output, List<Integer> labels) throws IOException, CommandException {
        long seed = source.seed(arguments);
        RowSampler sampler = sampler(arguments, source, form, output, labels);
        RowsFile.require(Sample.OUT, out, sampler, form);
        Map<String, String> given = given(arguments.get(GIVEN), sampler, form);
        double effective;
        try (Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS);
                Workspace workspace = Workspace.with(team)) {
            double[] worth = new double[1];
            RowsFile.write(out, sampler, form, count, rows -> worth[0] =
                    sampler.draw(seed, count, given, watched(terminal, count, rows), workspace));
            effective = worth[0];
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw refusal(e, given, sampler);
        }
        boolean weighted = effective < Double.POSITIVE_INFINITY;
        terminal.say(String.format(Locale.ROOT, "Wrote %,d rows of %,d columns to %s", count,
                sampler.columns().size(), out));
        if (weighted) {
            terminal.say(String.format(Locale.ROOT, "Weighted draws: %,d, worth %,.1f of equal weight%s",
                    sampler.candidates(count), effective, effective < count
                            ? "; rows share latent variables, and are less various than they are many" : ""));
        }
        absent(form, sampler).forEach(terminal::note);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("out", out.toString());
        result.put("count", count);
        result.put("output", output.name().toLowerCase(Locale.ROOT));
        result.put("columns", sampler.columns());
        if (labels != null) {
            result.put("labels", labels);
        }
        result.put("given", given);
        result.put("candidates", weighted ? sampler.candidates(count) : null);
        result.put("effective", weighted ? effective : null);
        result.put("range", arguments.get(RANGE));
        result.put("gaps", arguments.get(GAPS));
        result.put("seed", seed);
        result.put("model", source.file().toString());
        return result;
    }

    private static RowSampler sampler(Arguments arguments, DecoderSource source, TableForm form, Decoder.Output output,
            List<Integer> labels) throws CommandException {
        try {
            return RowSampler.of(source.decoder(), form).output(output).gaps(arguments.get(GAPS))
                    .bounded(arguments.get(RANGE).equals("data")).labels(labels == null ? List.of() : labels);
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage().startsWith("labels: ") ? "--" + e.getMessage()
                    : source.file() + ": " + e.getMessage());
        }
    }

    /// Columns may have a sign of equality in their names: the longest name that fits is meant.
    private static Map<String, String> given(Map<String, String> texts, RowSampler sampler, TableForm form)
            throws CommandException {
        List<String> names = new ArrayList<>(form.encoder().schema().columns().stream().map(Column::name).toList());
        names.addAll(sampler.columns());
        Map<String, String> given = new LinkedHashMap<>();
        for (String text : texts.keySet()) {
            String name = names.stream().filter(one -> text.startsWith(one + "="))
                    .max(Comparator.comparingInt(String::length)).orElse(null);
            if (name == null) {
                String unknown = text.substring(0, text.indexOf('='));
                throw new CommandException("--given: there is no column " + unknown + hint(unknown, sampler.columns())
                        + "; columns are " + few(sampler.columns()));
            }
            if (name.equals(form.label()) && !sampler.columns().contains(name)) {
                throw new CommandException("--given: the model does not see the label " + name + ", expected one that"
                        + " was trained without --label (it describes the column as any other), or with --condition"
                        + " labels");
            }
            if (given.put(name, text.substring(name.length() + 1)) != null) {
                throw new CommandException("--given: " + name + " is given twice, expected once");
            }
        }
        return given;
    }

    private static String few(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(20, names.size()))) + (names.size() > 20 ? ", ..." : "");
    }

    private static String hint(String word, List<String> names) {
        String nearest = Nearest.of(word, names);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    private static CommandException refusal(RuntimeException e, Map<String, String> given, RowSampler sampler)
            throws CommandException {
        String message = String.valueOf(e.getMessage());
        if (!message.startsWith("given: ")) {
            throw e;
        }
        for (Map.Entry<String, String> one : given.entrySet()) {
            if (message.startsWith("given: " + one.getKey() + " is ")) {
                message += hint(one.getValue(), sampler.values(one.getKey()));
            }
        }
        return new CommandException("--" + message);
    }

    /// What the table had and the rows have not.
    private static List<String> absent(TableForm form, RowSampler sampler) {
        List<String> notes = new ArrayList<>();
        List<String> omitted = new ArrayList<>();
        for (Column column : form.encoder().schema().columns()) {
            if (column instanceof Column.Omitted one && !sampler.columns().contains(one.name())) {
                if (one.name().equals(form.label())) {
                    notes.add("The label " + one.name() + " is not among them, for the model does not see it: train"
                            + " without --label to draw it as any other column, or with --condition labels");
                } else {
                    omitted.add(one.name() + " (" + one.reason() + ")");
                }
            }
        }
        if (!omitted.isEmpty()) {
            notes.add("Not among them: " + few(omitted));
        }
        return notes;
    }

    /// Rows that are counted on the way.
    private static Consumer<List<String>> watched(Terminal terminal, long count, Consumer<List<String>> rows) {
        long begin = System.nanoTime();
        ProgressBar bar = new ProgressBar(terminal, 0, count, begin);
        long[] done = new long[1];
        long[] noted = {begin};
        return row -> {
            rows.accept(row);
            if (++done[0] % 1024 == 0) {
                long now = System.nanoTime();
                bar.update("rows", done[0], "", now);
                if (!terminal.isTerminal() && now - noted[0] >= NOTE_NANOS) {
                    noted[0] = now;
                    terminal.note(String.format(Locale.ROOT, "%,d of %,d rows", done[0], count));
                }
            }
        };
    }
}
