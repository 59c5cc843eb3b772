package lanewise.vae.evaluate;

/// Told how far a long evaluation is.
@FunctionalInterface
public interface Progress {

    /// Tells nobody.
    Progress NONE = (_, _) -> {
    };

    /// Called now and then on the calling thread, which waits meanwhile.
    ///
    /// @param done rows done, never falling
    /// @param total rows to do
    void rows(int done, int total);
}
