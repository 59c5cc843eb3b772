package lanewise.vae.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import lanewise.vae.check.Nearest;

/// One command. A new one is one file, a record without components, and its name below; `help` shows the
/// commands in this order.
sealed interface Command permits
        Train, Evaluate, Likelihood, Diagnose, Probe, Calibrate, Score, Report,
        Sample, Reconstruct, Interpolate, Traverse, Manifold, Scatter, Attribute, Encode,
        Export, Import, Schema, Impute, Quality,
        FixturesCheck, FixturesWrite, Doctor, Completion, Help {

    /// The word or words on the command line: those of the name of the class in lower case.
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /// What the command line names beside options, as the help text shows it, such as `FILE...`; empty
    /// if nothing may be.
    default String operands() {
        return "";
    }

    /// What it does, one line without a full stop, for the list of commands.
    String summary();

    /// What it does, a paragraph.
    String description();

    /// Its own options; those of [Common#GROUP] are everybody's.
    List<OptionGroup> groups();

    /// Command lines that work, each followed by what it is good for.
    List<Example> examples();

    /// Does it.
    ///
    /// @param arguments the options
    /// @param terminal where to say what people want to read
    /// @return what `--json` prints: names to values that JSON knows
    /// @throws UsageException if the options do not go together
    /// @throws Exception if it fails; the message is for the user
    Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception;

    /// A command line that works.
    ///
    /// @param line what follows `lanewise`
    /// @param purpose what it is good for
    record Example(String line, String purpose) {
    }

    /// How many words of the command line are its name.
    default int words() {
        return name().split(" ").length;
    }

    /// All options, its own first.
    default List<Option<?>> options() {
        return Stream.concat(groups().stream(), Stream.of(Common.GROUP)).<Option<?>>flatMap(group -> group.options()
                .stream()).toList();
    }

    /// All commands.
    static List<Command> all() {
        return Arrays.stream(Command.class.getPermittedSubclasses()).map(Command::create).toList();
    }

    /// The command that a command line begins with.
    static Command of(List<String> words) throws UsageException {
        List<Command> commands = all();
        String name = words.getFirst();
        String two = words.size() > 1 ? name + " " + words.get(1) : name;
        for (Command command : commands) {
            if (command.name().equals(name) || command.name().equals(two)) {
                return command;
            }
        }
        List<String> names = commands.stream().map(Command::name).toList();
        List<String> family = names.stream().filter(other -> other.startsWith(name + " ")).toList();
        if (!family.isEmpty()) {
            throw new UsageException("unknown command '" + two + "', expected one of " + String.join(", ", family)
                    + Nearest.hint(two, family) + " ('lanewise help' lists all)");
        }
        String nearest = Nearest.of(name, names);
        throw new UsageException("unknown command '" + name + "'" + (nearest == null
                ? ", expected one of " + String.join(", ", names) : "; did you mean " + nearest + "?")
                + " ('lanewise help' lists all)");
    }

    /// The commands whose names begin with a word and a blank.
    static List<Command> family(String word) {
        return all().stream().filter(command -> command.name().startsWith(word + " ")).toList();
    }

    private static Command create(Class<?> type) {
        try {
            return (Command) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no constructor without arguments", e);
        }
    }
}
