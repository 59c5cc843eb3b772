package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import lanewise.vae.reference.FixtureCheck;
import lanewise.vae.reference.FixtureFile;
import lanewise.vae.reference.Tolerance;

/// `fixtures check`: results of any backend held against the float64 reference.
record FixturesCheck() implements Command {

    private static final Option<Double> ABSOLUTE = limit("absolute", "1e-8 in float32, 1e-16 in float64",
            "largest |actual - expected|");
    private static final Option<Double> RELATIVE = limit("relative", "1e-5 in float32, 1e-11 in float64",
            "largest |actual - expected| as a share of the largest expected magnitude in the tensor");
    private static final Option<Double> ULP = limit("ulp", "4",
            "largest |actual - expected| in units in the last place of the expected value");
    private static final Option<Boolean> STRICT = Option.flag("strict",
            "fail also where tensors are missing or unknown");
    private static final Option<Boolean> KERNELS = Option.flag("kernels",
            "judge what the fp32 kernels of this machine make of the inputs, not the results in the file");
    private static final Option<Boolean> BRIEF = Option.flag("brief",
            "show no table, only failures and one line per file");

    private static Option<Double> limit(String name, String standard, String help) {
        return Option.real(name, "X", 0, false, Double.MAX_VALUE, null, help).withStandard(null, standard);
    }

    @Override
    public String operands() {
        return "FILE...";
    }

    @Override
    public String summary() {
        return "hold the results of any backend against the float64 reference";
    }

    @Override
    public String description() {
        return "Reads fixtures (safetensors; vae/FIXTURES.md describes the form), computes every result afresh from the"
                + " inputs in float64, and prints the largest absolute, relative and ulp deviation of each tensor; an"
                + " ulp is one of float32 unless the tensor is stored as F64. A tensor passes if each of its elements"
                + " is within one of the three limits. Limits that are given replace all the default ones; the default"
                + " relative limit is wider for sums over whole matrices and for what follows from importance weights."
                + " The exit status is 0 if all pass, 1 if one does not or cannot be read.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Results", KERNELS), OptionGroup.of("Limits", ABSOLUTE, RELATIVE, ULP, STRICT),
                OptionGroup.of("Output", BRIEF));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("fixtures check mine.safetensors", "one file, all deviations in a table"),
                new Example("fixtures check --brief goldens/a.safetensors goldens/b.safetensors",
                        "many files, one line each"),
                new Example("fixtures check --relative 1e-6 --absolute 1e-7 mine.safetensors", "limits of one's own"),
                new Example("fixtures check --kernels mine.safetensors",
                        "how far the fp32 path is from float64 on the same inputs"),
                new Example("fixtures check --json mine.safetensors",
                        "for a script: pass, and the three deviations of each tensor"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws UsageException, CommandException {
        List<String> files = arguments.operands();
        if (files.isEmpty()) {
            throw new UsageException("no file given, expected fixtures (safetensors) to check");
        }
        Tolerance tolerance = tolerance(arguments);
        List<Map<String, Object>> results = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (String file : files) {
            try {
                FixtureFile fixture = FixtureFile.read(Path.of(file));
                FixtureCheck check = FixtureCheck.of(
                        arguments.get(KERNELS) ? FixtureKernels.of(fixture) : fixture, tolerance);
                FixtureReport report = new FixtureReport(file, check, arguments.get(STRICT));
                report.say(terminal, !arguments.get(BRIEF));
                results.add(report.json());
                if (!report.passes()) {
                    failed.add(report.failure());
                }
            } catch (IOException | IllegalArgumentException | ArithmeticException e) {
                String message = e instanceof InvalidPathException ? file + ": is no path" : Messages.of(e);
                unreadable.add(message.startsWith(file) ? message : file + ": " + message);
                results.add(unreadable(file, unreadable.getLast()));
            }
        }
        return end(results, unreadable, failed);
    }

    /// The limits on the command line; null where there are none.
    private static Tolerance tolerance(Arguments arguments) {
        if (!arguments.has(ABSOLUTE) && !arguments.has(RELATIVE) && !arguments.has(ULP)) {
            return null;
        }
        return new Tolerance(orZero(arguments.get(ABSOLUTE)), orZero(arguments.get(RELATIVE)),
                orZero(arguments.get(ULP)));
    }

    private static double orZero(Double limit) {
        return limit == null ? 0 : limit;
    }

    private static Map<String, Object> unreadable(String file, String error) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file);
        result.put("pass", false);
        result.put("error", error);
        return result;
    }

    /// One file is an object of its own; several are a list in one.
    private static Map<String, Object> end(List<Map<String, Object>> results,
            List<String> unreadable, List<String> failed)
            throws CommandException {
        boolean pass = unreadable.isEmpty() && failed.isEmpty();
        Map<String, Object> answer = new LinkedHashMap<>();
        if (results.size() == 1) {
            answer.putAll(results.getFirst());
        } else {
            answer.put("pass", pass);
            answer.put("files", results);
        }
        if (!pass) {
            throw new CommandException(String.join("; ", Stream.concat(unreadable.stream(), failed.stream()).toList()),
                    answer);
        }
        return answer;
    }
}
