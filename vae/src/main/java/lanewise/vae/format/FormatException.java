package lanewise.vae.format;

import java.io.IOException;

import lanewise.vae.check.Texts;

/// A file or text that is not what its format says: the message names the source, the place in it, what is there and
/// what was expected. Control characters in it are escaped, and a very long one is abridged.
public final class FormatException extends IOException {

    private static final long serialVersionUID = 1L;

    /// Names the source and the fault: the message is `source: fault`.
    ///
    /// @param source the file or text, as the user knows it
    /// @param fault where, what is there, what was expected
    public FormatException(String source, String fault) {
        super(Texts.message(source + ": " + fault));
    }

    /// Names the source and the fault: the message is `source: fault`.
    ///
    /// @param source the file or text, as the user knows it
    /// @param fault where, what is there, what was expected
    /// @param cause the exception that told of it
    public FormatException(String source, String fault, Throwable cause) {
        super(Texts.message(source + ": " + fault), cause);
    }
}
