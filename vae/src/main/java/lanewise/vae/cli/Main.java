package lanewise.vae.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Kernels;
import lanewise.vae.format.Json;

/// The entry point: finds the command, runs it, turns what happens into an exit status.
public final class Main {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final String KERNELS = "512|256|128|scalar";

    private Main() {
    }

    /// Runs a command and ends the process with its exit status.
    ///
    /// @param arguments the command and its options
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int status = run(List.of(arguments), terminal);
        terminal.stop().release();
        System.exit(status);
    }

    /// Runs a command.
    ///
    /// @return the exit status: 0 done, 1 failed, 2 wrong usage
    static int run(List<String> words, Terminal terminal) {
        boolean debug = words.contains("--" + Common.DEBUG.name());
        if (words.contains("--" + Common.JSON.name())) {
            terminal.useJson();
        }
        String who = "lanewise";
        try {
            checkProperties();
            if (words.isEmpty()) {
                HelpText.overview().forEach(terminal::note);
                return USAGE;
            }
            String first = words.getFirst();
            List<String> rest = words.subList(1, words.size());
            if (first.equals("--version") || first.equals("-V")) {
                terminal.say(Version.line());
                return DONE;
            }
            if (first.equals("--help") || first.equals("-h")) {
                HelpText.overview().forEach(terminal::say);
                return DONE;
            }
            if (first.equals("help") && !rest.isEmpty() && !rest.getFirst().startsWith("-")) {
                List<String> text = rest.size() == 1 && !Command.family(rest.getFirst()).isEmpty()
                        ? HelpText.family(rest.getFirst()) : HelpText.of(Command.of(rest));
                text.forEach(terminal::say);
                return DONE;
            }
            boolean help = rest.isEmpty() || rest.getFirst().equals("--help") || rest.getFirst().equals("-h");
            if (help && !Command.family(first).isEmpty()) {
                HelpText.family(first).forEach(rest.isEmpty() ? terminal::fail : terminal::say);
                return rest.isEmpty() ? USAGE : DONE;
            }
            Command command = Command.of(words);
            who = "lanewise " + command.name();
            rest = words.subList(command.words(), words.size());
            if (rest.contains("--help") || rest.contains("-h")) {
                HelpText.of(command).forEach(terminal::say);
                return DONE;
            }
            Arguments arguments = Arguments.parse(command, rest);
            arguments.exclude(Common.QUIET, Common.VERBOSE, "one says less, the other more");
            if (arguments.get(Common.QUIET)) {
                terminal.useQuiet();
            }
            Outputs.leaveStandardOutput(arguments, terminal);
            Map<String, Object> result = run(command, arguments, terminal);
            if (words.contains("--" + Common.JSON.name())) {
                terminal.json(Json.writeFiniteOrNull(result));
            }
            return DONE;
        } catch (UsageException e) {
            return fail(terminal, who, e, debug, USAGE);
        } catch (Exception | OutOfMemoryError | LinkageError e) {
            return fail(terminal, who, e, debug, FAILED);
        }
    }

    private static Map<String, Object> run(Command command, Arguments arguments, Terminal terminal) throws Exception {
        boolean verbose = arguments.get(Common.VERBOSE);
        if (verbose) {
            terminal.note(Version.line());
            terminal.note(String.format(Locale.ROOT, "%s kernels, %d processors, heap of at most %,d MB",
                    Kernels.name(), Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() >> 20));
        }
        long begin = System.nanoTime();
        try (Waiting _ = new Waiting(terminal, command.name())) {
            return command.run(arguments, terminal);
        } finally {
            if (verbose) {
                terminal.note(String.format(Locale.ROOT, "%s took %.2f s", command.name(),
                        (System.nanoTime() - begin) / 1e9));
            }
        }
    }

    private static int fail(Terminal terminal, String who, Throwable failure, boolean debug, int status) {
        String message = Messages.of(failure);
        terminal.fail(who + ": " + message);
        if (debug) {
            Messages.stackTrace(failure).lines().forEach(terminal::fail);
        }
        if (terminal.isJson()) {
            Map<String, Object> answer = new LinkedHashMap<>(failure instanceof CommandException e ? e.result()
                    : Map.of());
            answer.put("error", message);
            terminal.json(Json.writeFiniteOrNull(answer));
        }
        return status;
    }

    /// A wrong value would surface as an error of class initialisation somewhere inside.
    private static void checkProperties() throws UsageException {
        String kernels = System.getProperty(Kernels.PROPERTY);
        if (kernels != null && !kernels.isBlank() && !kernels.strip().toLowerCase(Locale.ROOT).matches(KERNELS)) {
            throw new UsageException("-D" + Kernels.PROPERTY + ": '" + kernels + "', expected one of "
                    + KERNELS.replace("|", ", "));
        }
    }
}
