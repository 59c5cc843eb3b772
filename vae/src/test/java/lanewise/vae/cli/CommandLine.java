package lanewise.vae.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One command line, run in this JVM, and what came of it.
///
/// @param status the exit status
/// @param out standard output
/// @param err standard error
record CommandLine(int status, String out, String err) {

    static CommandLine run(String... words) {
        return run(0, new StopSignal(), words);
    }

    static CommandLine run(int columns, StopSignal stop, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), columns, stop);
        int status = Main.run(List.of(words), terminal);
        return new CommandLine(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
