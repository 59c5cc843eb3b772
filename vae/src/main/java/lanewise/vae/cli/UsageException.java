package lanewise.vae.cli;

/// The command line asks for something that does not exist or does not fit: exit status 2. The message names the option
/// and what was expected.
final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
