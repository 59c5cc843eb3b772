package lanewise.vae.cli;

import java.util.List;

/// Options that stand together in the help text.
///
/// @param title the heading
/// @param options the options in the order in which they are shown
record OptionGroup(String title, List<Option<?>> options) {

    static OptionGroup of(String title, Option<?>... options) {
        return new OptionGroup(title, List.of(options));
    }
}
