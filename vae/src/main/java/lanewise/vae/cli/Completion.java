package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// `completion`: a script that lets a shell complete commands, options and the values that are words from a list.
///
/// All that the script knows is in it, for a JVM started at each press of a key would be slow.
record Completion() implements Command {

    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    @Override
    public String operands() {
        return "SHELL";
    }

    @Override
    public String summary() {
        return "print what lets bash, zsh or fish complete commands and options";
    }

    @Override
    public String description() {
        return "Prints a script for SHELL, which is bash, zsh or fish. A shell that has read it completes the commands,"
                + " their options, and the values of options that are one of a list; paths where a value is one.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of();
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("completion bash", "put 'source <(lanewise completion bash)' into ~/.bashrc"),
                new Example("completion zsh", "put 'source <(lanewise completion zsh)' into ~/.zshrc"),
                new Example("completion fish", "write it to ~/.config/fish/completions/lanewise.fish"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws UsageException {
        List<String> shells = arguments.operands();
        if (shells.size() != 1 || !SHELLS.contains(shells.getFirst())) {
            throw new UsageException((shells.isEmpty() ? "no shell" : "'" + String.join(" ", shells) + "'")
                    + ", expected one of " + String.join(", ", SHELLS));
        }
        String shell = shells.getFirst();
        List<String> script = switch (shell) {
            case "fish" -> fish();
            case "zsh" -> zsh();
            default -> bash();
        };
        script.forEach(terminal::say);
        return Map.of("lines", script);
    }

    /// What may stand first on the command line.
    private static Set<String> firstWords() {
        return Command.all().stream().map(command -> command.name().split(" ")[0])
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<String> zsh() {
        List<String> lines = new ArrayList<>(List.of("autoload -Uz bashcompinit && bashcompinit"));
        lines.addAll(bash());
        return lines;
    }

    private static List<String> bash() {
        List<String> lines = new ArrayList<>(List.of("_lanewise() {",
                "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}",
                "    local words="));
        Set<String> families = new LinkedHashSet<>();
        Command.all().stream().filter(command -> command.words() > 1)
                .forEach(command -> families.add(command.name().split(" ")[0]));
        lines.add("    case $command in");
        lines.add("        " + String.join("|", families) + ") command=\"$command ${COMP_WORDS[2]}\" ;;");
        lines.add("    esac");
        lines.add("    if [ \"$COMP_CWORD\" -eq 1 ]; then");
        lines.add("        words='" + String.join(" ", firstWords()) + " --help --version'");
        for (String family : families) {
            lines.add("    elif [ \"$COMP_CWORD\" -eq 2 ] && [ \"${COMP_WORDS[1]}\" = " + family + " ]; then");
            lines.add("        words='" + Command.all().stream().map(Command::name)
                    .filter(name -> name.startsWith(family + " ")).map(name -> name.substring(family.length() + 1))
                    .collect(Collectors.joining(" ")) + "'");
        }
        lines.add("    else");
        lines.add("        case \"$command $before\" in");
        for (Command command : Command.all()) {
            for (Option<?> option : command.options()) {
                if (!option.choices().isEmpty()) {
                    lines.add("            '" + command.name() + " --" + option.name() + "') words='"
                            + String.join(" ", option.choices()) + "' ;;");
                } else if (!option.isFlag()) {
                    lines.add("            '" + command.name() + " --" + option.name() + "') return ;;");
                }
            }
        }
        lines.add("            *)");
        lines.add("                case $command in");
        for (Command command : Command.all()) {
            lines.add("                    '" + command.name() + "') words='" + command.options().stream()
                    .map(option -> "--" + option.name()).collect(Collectors.joining(" ")) + "' ;;");
        }
        lines.addAll(List.of("                esac ;;", "        esac", "    fi",
                "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))", "}",
                "complete -o default -F _lanewise lanewise"));
        return lines;
    }

    private static List<String> fish() {
        List<String> lines = new ArrayList<>();
        lines.add("complete -c lanewise -n __fish_use_subcommand -l version -d 'show the version'");
        for (Command command : Command.all()) {
            String[] name = command.name().split(" ");
            String seen = "__fish_seen_subcommand_from " + name[0];
            if (name.length == 1) {
                lines.add("complete -c lanewise -f -n __fish_use_subcommand -a " + name[0] + " -d "
                        + quoted(command.summary()));
            } else {
                lines.add("complete -c lanewise -f -n __fish_use_subcommand -a " + name[0]);
                lines.add("complete -c lanewise -f -n '" + seen + "' -a " + name[1] + " -d "
                        + quoted(command.summary()));
                seen += "; and __fish_seen_subcommand_from " + name[1];
            }
            for (Option<?> option : command.options()) {
                List<String> choices = option.choices();
                lines.add(String.format(Locale.ROOT, "complete -c lanewise -n '%s' -l %s%s -d %s", seen, option.name(),
                        option.isFlag() ? "" : choices.isEmpty() ? " -r" : " -x -a '" + String.join(" ", choices) + "'",
                        quoted(option.help())));
            }
        }
        return lines;
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
