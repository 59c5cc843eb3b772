package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.List;

/// Renders help from the declarations.
final class HelpText {

    private static final int WIDTH = 100;
    private static final int INDENT = 2;

    private HelpText() {
    }

    /// The overview: what there is.
    static List<String> overview() {
        List<String> lines = new ArrayList<>();
        lines.add("Lanewise " + Version.text() + " trains, runs and checks variational autoencoders on the CPU.");
        lines.add("");
        lines.add("Usage: lanewise COMMAND [OPTION]...");
        lines.add("");
        lines.add("Commands:");
        List<Command> commands = Command.all();
        int column = INDENT + commands.stream().mapToInt(command -> command.name().length()).max().orElse(0) + 2;
        commands.forEach(command -> entry(lines, command.name(), command.summary(), column));
        lines.add("");
        lines.add("'lanewise COMMAND --help' shows the options of a command. The exit status is 0 (done), 1 (failed) or"
                + " 2 (wrong usage).");
        lines.add("");
        lines.add("Java options come first: 'lanewise -Dlanewise.kernels=256 train' uses 256-bit kernels (512, 256, 128"
                + " or scalar).");
        return lines;
    }

    /// The commands that begin with a word.
    static List<String> family(String word) {
        List<Command> commands = Command.family(word);
        List<String> lines = new ArrayList<>(List.of("Usage: lanewise " + word + " COMMAND [OPTION]...", "",
                "Commands:"));
        int column = INDENT + commands.stream().mapToInt(command -> command.name().length()).max().orElse(0) + 2;
        commands.forEach(command -> entry(lines, command.name(), command.summary(), column));
        lines.add("");
        lines.add("'lanewise " + commands.getFirst().name() + " --help' shows its options.");
        return lines;
    }

    /// Everything about one command.
    static List<String> of(Command command) {
        List<String> lines = new ArrayList<>();
        lines.add("Usage: lanewise " + command.name() + " [OPTION]..."
                + (command.operands().isEmpty() ? "" : " " + command.operands()));
        lines.add("");
        lines.addAll(wrap(command.description(), WIDTH));
        List<OptionGroup> groups = new ArrayList<>(command.groups());
        groups.add(Common.GROUP);
        int column = INDENT + 2 + groups.stream().flatMap(group -> group.options().stream()).mapToInt(o -> left(o)
                .length()).max().orElse(0);
        for (OptionGroup group : groups) {
            lines.add("");
            lines.add(group.title() + ":");
            for (Option<?> option : group.options()) {
                String standard = option.standardText().isEmpty() ? "" : " (default: " + option.standardText() + ")";
                String choices = option.choices().isEmpty() ? "" : ": " + String.join(", ", option.choices());
                entry(lines, left(option), option.help() + choices + standard, column);
            }
        }
        if (!command.examples().isEmpty()) {
            lines.add("");
            lines.add("Examples:");
            for (Command.Example example : command.examples()) {
                lines.add("  lanewise " + example.line());
                lines.add("      " + example.purpose());
            }
        }
        return lines;
    }

    private static String left(Option<?> option) {
        return "--" + option.name() + (option.isFlag() ? "" : " " + option.valueName());
    }

    private static void entry(List<String> lines, String left, String text, int column) {
        List<String> wrapped = wrap(text, WIDTH - column);
        lines.add(" ".repeat(INDENT) + left + " ".repeat(column - INDENT - left.length()) + wrapped.getFirst());
        wrapped.subList(1, wrapped.size()).forEach(line -> lines.add(" ".repeat(column) + line));
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
