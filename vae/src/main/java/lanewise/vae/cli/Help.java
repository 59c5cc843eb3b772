package lanewise.vae.cli;

import java.util.List;
import java.util.Map;

/// `help`: what there is.
record Help() implements Command {

    @Override
    public String summary() {
        return "show this overview; 'lanewise help COMMAND' shows a command";
    }

    @Override
    public String description() {
        return "Shows the commands. 'lanewise help COMMAND' is the same as 'lanewise COMMAND --help'.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of();
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("help train", "all options of the command train"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) {
        HelpText.overview().forEach(terminal::say);
        return Map.of("commands", Command.all().stream().map(Command::name).toList());
    }
}
