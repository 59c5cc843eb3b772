package lanewise.vae.cli;

import java.util.Map;

/// The command line asks for something that does not exist or does not fit: exit status 2. The message names the option and what was expected.
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> result;

    UsageException(String message) {
        this(message, Map.of());
    }

    /// A refusal after which there is something to tell: `--json` prints it beside the message.
    UsageException(String message, Map<String, Object> result) {
        super(message);
        this.result = result;
    }

    Map<String, Object> result() {
        return result;
    }
}
