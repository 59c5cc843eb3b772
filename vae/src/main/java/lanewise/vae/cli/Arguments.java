package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Nearest;

/// What the command line says about the options of one command: `--name value`, `--name=value`, `--name` for a flag,
/// and operands where the command takes any.
final class Arguments {

    private final Map<Option<?>, Object> given = new LinkedHashMap<>();
    private final List<String> operands = new ArrayList<>();
    private final List<Option<?>> options;

    private Arguments(List<Option<?>> options) {
        this.options = options;
    }

    /// Reads the words after the name of the command.
    ///
    /// @throws UsageException naming the word, and the nearest option where it is unknown
    static Arguments parse(Command command, List<String> words) throws UsageException {
        Arguments arguments = new Arguments(command.options());
        List<String> rest = new ArrayList<>(words);
        while (!rest.isEmpty()) {
            String word = rest.removeFirst();
            if (!word.startsWith("--") && !command.operands().isEmpty()) {
                arguments.operands.add(word);
                continue;
            }
            if (!word.startsWith("--")) {
                throw new UsageException("unexpected argument '" + word + "': " + command.name()
                        + " takes options only, they begin with --");
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
            Option<?> option = arguments.named(name, command);
            Object earlier = arguments.given.get(option);
            if (earlier != null && !(earlier instanceof Map)) {
                throw new UsageException("--" + name + ": given twice, expected once");
            }
            if (option.isFlag()) {
                if (equals >= 0) {
                    throw new UsageException("--" + name + ": takes no value, got '"
                            + word.substring(equals + 1) + "'");
                }
                arguments.given.put(option, true);
            } else if (equals >= 0) {
                arguments.put(option, option.read(word.substring(equals + 1)));
            } else if (rest.isEmpty() || rest.getFirst().startsWith("--")) {
                throw new UsageException("--" + name + ": no value given, expected " + option.expected());
            } else {
                arguments.put(option, option.read(rest.removeFirst()));
            }
        }
        return arguments;
    }

    /// An option whose value is a map may be given again, which adds to it.
    private void put(Option<?> option, Object value) {
        if (given.get(option) instanceof Map<?, ?> earlier && value instanceof Map<?, ?> later) {
            Map<Object, Object> both = new LinkedHashMap<>(earlier);
            both.putAll(later);
            given.put(option, both);
        } else {
            given.put(option, value);
        }
    }

    private Option<?> named(String name, Command command) throws UsageException {
        for (Option<?> option : options) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        String nearest = Nearest.of(name, options.stream().map(Option::name).toList());
        throw new UsageException("unknown option --" + name
                + (nearest == null ? "" : "; did you mean --" + nearest + "?") + " ('lanewise " + command.name()
                + " --help' lists all)");
    }

    /// The value of an option, its default where it is not given.
    @SuppressWarnings("unchecked")
    <T> T get(Option<T> option) {
        if (!options.contains(option)) {
            throw new IllegalArgumentException("--" + option.name() + " is not an option of this command");
        }
        return (T) given.getOrDefault(option, option.standard());
    }

    /// The value of an option that is on the command line, else null, whether the command has the option or not.
    @SuppressWarnings("unchecked")
    <T> T given(Option<T> option) {
        return (T) given.get(option);
    }

    /// What the command line names beside options, in its order.
    List<String> operands() {
        return List.copyOf(operands);
    }

    /// Whether the command has an option.
    boolean takes(Option<?> option) {
        return options.contains(option);
    }

    /// Whether an option is on the command line.
    boolean has(Option<?> option) {
        return given.containsKey(option);
    }

    /// The options on the command line, in its order.
    List<Option<?>> all() {
        return List.copyOf(given.keySet());
    }

    /// Refuses options that do not go together.
    void exclude(Option<?> one, Option<?> other, String why) throws UsageException {
        if (has(one) && has(other)) {
            throw new UsageException("--" + one.name() + " and --" + other.name() + " do not go together: " + why);
        }
    }
}
