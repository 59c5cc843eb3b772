package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Checks of files to be written, before work is done for them.
final class Outputs {

    private Outputs() {
    }

    /// Refuses a file that could not be written.
    static void requireWritable(Option<Path> option, Path file) throws CommandException {
        Path directory = file.toAbsolutePath().normalize().getParent();
        if (Files.isDirectory(file) || directory == null) {
            throw new CommandException("--" + option.name() + ": " + file + " is a directory, expected a file");
        }
        if (!Files.isDirectory(directory)) {
            throw new CommandException("--" + option.name() + ": " + file + " cannot be written: there is no directory "
                    + directory);
        }
        try {
            Files.delete(Files.createTempFile(directory, ".lanewise-", ".try"));
        } catch (IOException e) {
            throw new CommandException("--" + option.name() + ": " + file + " cannot be written: "
                    + Messages.reason(e));
        }
    }
}
