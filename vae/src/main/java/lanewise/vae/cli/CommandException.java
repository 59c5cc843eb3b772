package lanewise.vae.cli;

import java.util.Map;

/// A command that cannot do what it was asked for: exit status 1. The message is for the user and complete.
final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> result;

    CommandException(String message) {
        this(message, Map.of());
    }

    /// A failure after which there is something to tell: `--json` prints it beside the message.
    CommandException(String message, Map<String, Object> result) {
        super(message);
        this.result = result;
    }

    Map<String, Object> result() {
        return result;
    }
}
