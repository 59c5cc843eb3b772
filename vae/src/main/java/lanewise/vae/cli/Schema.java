package lanewise.vae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.file.AtomicFile;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.Scaling;
import lanewise.vae.schema.Survey;
import lanewise.vae.table.TableFile;

/// `schema`: what the columns of a table are.
record Schema() implements Command {

    private static final Option<Path> OUT = Option.output("out", "FILE", "", "write the schema as JSON, to be edited");
    private static final int NAME_WIDTH = 28;

    @Override
    public String operands() {
        return "FILE";
    }

    @Override
    public String summary() {
        return "show what the columns of a table are, and write it as JSON";
    }

    @Override
    public String description() {
        return "Goes once through a table (delimited text or NPY, gzipped or not, NPZ or Parquet) and says what each"
                + " column is: real numbers, counts, one of two values,"
                + " a category, a date, or left out, and why. Numbers are standardised, after an inverse hyperbolic"
                        + " sine around their median where that"
                + " describes them better by a tenth of a nat.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(TableOptions.READING, OptionGroup.of("Columns", TableOptions.COLUMN, TableOptions.SCALING),
                OptionGroup.of("Output", OUT));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("schema people.csv", "what is in a file"),
                new Example("schema people.csv --column zip=category --out people.json",
                        "with one column said, written as JSON"),
                new Example("schema export.txt --delimiter tab --decimal comma --missing -,n.a.",
                        "where the file is not as usual"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        if (arguments.operands().size() != 1) {
            throw new UsageException("got " + arguments.operands().size()
                    + " files, expected one table: lanewise schema FILE");
        }
        if (arguments.has(OUT)) {
            Outputs.requireWritable(arguments, OUT, arguments.get(OUT));
        }
        TableFile file = TableFile.open(Path.of(arguments.operands().getFirst()), TableOptions.of(arguments));
        Survey survey = Survey.of(file, arguments.get(TableOptions.COLUMN),
                TableOptions.quantiles(arguments));
        int width = survey.schema().width();
        terminal.say(String.format(Locale.ROOT, "%s: %s; %,d rows, %,d columns, encoded as %,d values per row (%,d"
                + " bytes in all)", file.file(),
                file.description(), survey.rows(), survey.columns().size(), width, 4L * width * survey.rows()));
        for (int c = 0; c < survey.columns().size(); c++) {
            terminal.say(line(survey, c));
        }
        if (arguments.has(OUT)) {
            AtomicFile.write(arguments.get(OUT), survey.schema().toJson());
            terminal.say("Wrote the schema to " + arguments.get(OUT));
        }
        return result(file, survey, width);
    }

    private static Map<String, Object> result(TableFile file, Survey survey, int width) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("data", file.file().toString());
        result.put("format", file.description());
        result.put("rows", survey.rows());
        result.put("width", width);
        List<Object> columns = new ArrayList<>();
        for (int c = 0; c < survey.columns().size(); c++) {
            Column column = survey.schema().columns().get(c);
            Survey.Seen seen = survey.columns().get(c);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", column.name());
            fields.put("kind", column.kind());
            boolean gaps = survey.schema().gaps().contains(column.name());
            fields.put("width", column.width() + (gaps ? 1 : 0));
            if (gaps) {
                fields.put("gaps", true);
            }
            fields.put("missing", seen.missing());
            fields.put("values", seen.values() < 0 ? null : seen.values());
            fields.put("note", seen.note());
            if (column instanceof Column.Omitted omitted) {
                fields.put("reason", omitted.reason());
            }
            columns.add(fields);
        }
        result.put("columns", columns);
        return result;
    }

    private static String line(Survey survey, int c) {
        Column column = survey.schema().columns().get(c);
        Survey.Seen seen = survey.columns().get(c);
        String details = switch (column) {
            case Column.Real real -> scaling(real.scaling());
            case Column.Count count -> scaling(count.scaling());
            case Column.Binary binary -> String.join(" or ", binary.categories());
            case Column.Category category -> category.categories().size() + " categories"
                    + (category.other() == null ? "" : " and " + category.other()) + ": "
                    + String.join(", ", category.categories().subList(0, Math.min(3, category.categories().size())))
                    + (category.categories().size() > 3 ? ", ..." : "");
            case Column.Date date -> date.pattern() + ", as " + String.join(","
                    + " ", date.parts().stream().map(Column.DatePart::name)
                    .map(part -> part.toLowerCase(Locale.ROOT)).toList());
            case Column.Omitted omitted -> omitted.reason();
        };
        String gaps = seen.missing() == 0 ? "" : String.format(Locale.ROOT, "; %,d missing (%.1f%%)", seen.missing(),
                100.0 * seen.missing() / survey.rows());
        String modelled = survey.schema().gaps().contains(column.name()) ? "; gaps modelled" : "";
        String note = seen.note().isEmpty() ? "" : "; " + seen.note();
        return String.format(Locale.ROOT, "  %-" + NAME_WIDTH + "s %-9s %s%s%s%s", Texts.abridged(column.name()),
                column.kind(), details, gaps, modelled, note);
    }

    private static String scaling(Scaling scaling) {
        return switch (scaling) {
            case Scaling.Standard _ -> "standardised";
            case Scaling.Log log -> String.format(Locale.ROOT, "logarithmic around %.4g, unit %.4g", log.centre(),
                    log.unit());
            case Scaling.Quantile quantile -> String.format(Locale.ROOT, "by its quantiles, %,d knots",
                    quantile.values().size());
        };
    }
}
