package lanewise.vae.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

import lanewise.vae.check.Texts;
import lanewise.vae.train.TrainingStoppedException;

/// One line for each failure.
final class Messages {

    private Messages() {
    }

    /// What to tell the user. Messages of the library stand as they are; those of the file system, often a bare path,
    /// are completed; an exception that nobody foresaw is named, with the way to see more.
    static String of(Throwable failure) {
        Throwable cause = failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : failure;
        String message = switch (cause) {
            case NoSuchFileException e -> e.getFile() + ": there is no such file or directory";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case NotDirectoryException e -> e.getFile() + ": is not a directory";
            case FileAlreadyExistsException e -> e.getFile() + ": exists already"
                    + (e.getReason() == null ? "" : ", " + e.getReason());
            case DirectoryNotEmptyException e -> e.getFile() + ": is a directory that is not empty";
            case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
            case OutOfMemoryError e -> "not enough memory: " + e.getMessage()
                    + (String.valueOf(e.getMessage()).contains("heap")
                            ? " (a larger heap: LANEWISE_JAVA_OPTS=-Xmx1g)" : "");
            case TrainingStoppedException e -> e.getMessage() + " (" + e.advice() + ")";
            case UsageException e -> e.getMessage();
            case CommandException e -> e.getMessage();
            case IOException e when e.getMessage() != null -> e.getMessage();
            case IllegalArgumentException e when e.getMessage() != null -> e.getMessage();
            case IllegalStateException e when e.getMessage() != null -> e.getMessage();
            case ArithmeticException e when e.getMessage() != null -> e.getMessage();
            default -> "unexpected " + cause + " (a defect of Lanewise; --debug shows where)";
        };
        return Texts.message(message.strip().replaceAll("\\s*\\R\\s*", " "));
    }

    /// Why a file cannot be written, without its name.
    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException e when e.getReason() != null -> e.getReason().toLowerCase(Locale.ROOT);
            default -> of(failure);
        };
    }

    static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }
}
