package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import lanewise.vae.check.Targets;
import lanewise.vae.data.ImageSet;

/// Checks of files to be written, before work is done for them.
final class Outputs {

    private Outputs() {
    }

    /// Something else on the command line that has a path: an input, or another output.
    private record Other(String name, Path path, boolean output) {
    }

    /// Results in words leave standard output to a file that is called `-`.
    ///
    /// @throws UsageException if `--json` wants standard output too
    static void leaveStandardOutput(Arguments arguments, Terminal terminal) throws UsageException {
        for (Option<?> option : arguments.all()) {
            if (option.isOutput() && Targets.isStandardOutput((Path) arguments.get(option))) {
                if (arguments.get(Common.JSON)) {
                    throw new UsageException("--json and --" + option.name() + " - do not go together: both write to"
                            + " standard output");
                }
                terminal.useStandardError();
            }
        }
    }

    /// Refuses a file that could not be written, or that the command reads or writes under another option.
    static void requireWritable(Arguments arguments, Option<Path> option, Path file) throws CommandException {
        requireOther(arguments, option, file);
        if (Targets.isStandardOutput(file)) {
            return;
        }
        if (Targets.isStream(file)) {
            if (!Files.isWritable(file)) {
                throw new CommandException("--" + option.name() + ": " + file + " cannot be written: permission"
                        + " denied");
            }
            return;
        }
        Path target;
        try {
            target = Targets.resolved(file);
        } catch (IOException e) {
            throw new CommandException("--" + option.name() + ": " + file + " cannot be written: "
                    + Messages.reason(e));
        }
        Path directory = target.getParent();
        if (Files.isDirectory(file) || directory == null) {
            throw new CommandException("--" + option.name() + ": " + file + " is a directory, expected a file");
        }
        if (!Files.isDirectory(directory)) {
            throw new CommandException("--" + option.name() + ": " + file + " cannot be written: there is no directory "
                    + directory);
        }
        try {
            Files.delete(Files.createTempFile(directory, ".lanewise-", ".try"));
        } catch (IOException e) {
            throw new CommandException("--" + option.name() + ": " + file + " cannot be written: "
                    + Messages.reason(e));
        }
    }

    private static void requireOther(Arguments arguments, Option<Path> option, Path file) throws CommandException {
        for (Other other : others(arguments, option)) {
            boolean same;
            try {
                same = isSame(file, other.path) || !other.output && Files.isDirectory(other.path)
                        && isPart(file, other.path);
            } catch (IOException e) {
                continue; // who reads it says what is wrong
            }
            if (same) {
                throw new CommandException("--" + option.name() + " and " + other.name + ": both name " + file
                        + (other.output ? ", expected different files"
                        : ", which is read; expected another file to write to"));
            }
        }
    }

    private static List<Other> others(Arguments arguments, Option<Path> option) {
        List<Other> others = new ArrayList<>();
        for (Option<?> given : arguments.all()) {
            if (given != option && arguments.get(given) instanceof Path path) {
                others.add(new Other("--" + given.name(), path, given.isOutput()));
            }
        }
        arguments.operands().forEach(operand -> {
            try {
                others.add(new Other("the file to read", Path.of(operand), false));
            } catch (java.nio.file.InvalidPathException e) {
                // who reads it says what is wrong
            }
        });
        addStandard(arguments, others);
        return others;
    }

    /// What is read without being named: files of the run that is named, has the model, or is the newest, and its data.
    private static void addStandard(Arguments arguments, List<Other> others) {
        try {
            Path model = others.stream().filter(other -> other.name.equals("--" + ModelSource.MODEL.name()))
                    .map(Other::path).findFirst().orElse(null);
            RunDirectory run = !arguments.takes(ModelSource.RUN) ? null
                    : arguments.has(ModelSource.RUN) ? new RunDirectory(arguments.get(ModelSource.RUN))
                    : model == null ? RunDirectory.newest() : new RunDirectory(model.toAbsolutePath().getParent());
            if (run == null || run.path() == null) {
                return;
            }
            String name = "--" + (model == null ? ModelSource.RUN : ModelSource.MODEL).name();
            List<Path> parts = new ArrayList<>(run.inputs());
            if (arguments.takes(Score.THRESHOLDS) && !arguments.has(Score.THRESHOLDS)) {
                parts.add(run.thresholds());
            }
            parts.stream().filter(Files::exists).forEach(part -> others.add(new Other(name, part, false)));
            if (arguments.all().stream().noneMatch(given -> given.name().equals(Common.DATA.name()))
                    && Files.exists(run.config())) {
                DataSource data = RunConfig.read(run.config()).data();
                for (Path file : Arrays.asList(data.directory(), data.table() == null ? null : data.table().test())) {
                    if (file != null) {
                        others.add(new Other("the data of the run " + run.path(), file, false));
                    }
                }
            }
        } catch (IOException e) {
            // who opens the run says what is wrong
        }
    }

    private static boolean isSame(Path file, Path other) throws IOException {
        if (Targets.isStandardOutput(file)) {
            return Targets.isStandardOutput(other);
        }
        if (Targets.isStream(file) || Targets.isStandardOutput(other)) {
            return false;
        }
        return Files.exists(file) && Files.exists(other) ? Files.isSameFile(file, other)
                : Targets.resolved(file).equals(Targets.resolved(other));
    }

    /// Whether a file is read where its directory is an input: the files of a run, else images.
    private static boolean isPart(Path file, Path directory) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        RunDirectory run = new RunDirectory(directory);
        for (Path part : run.inputs()) {
            if (Files.exists(part) && Files.isSameFile(file, part)) {
                return true;
            }
        }
        if (Files.exists(run.config()) || !file.toRealPath().startsWith(directory.toRealPath())) {
            return false;
        }
        return ImageSet.mayRead(directory, file.toRealPath());
    }
}
