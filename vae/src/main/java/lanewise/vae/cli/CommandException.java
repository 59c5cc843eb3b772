package lanewise.vae.cli;

/// A command that cannot do what it was asked for: exit status 1. The message is for the user and complete.
final class CommandException extends Exception {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
