package lanewise.vae.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.util.Properties;

/// What this build is.
final class Version {

    private static final String UNKNOWN = "unknown";

    private Version() {
    }

    /// The version, as the module carries it.
    static String text() {
        ModuleDescriptor module = Version.class.getModule().getDescriptor();
        return module == null ? "(development)" : module.rawVersion().orElse("(development)");
    }

    /// The commit that was built, as the build was told; `unknown` where it was not.
    static String commit() {
        try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            String commit = properties.getProperty("commit", "").strip();
            return commit.isEmpty() || commit.startsWith("$") ? UNKNOWN : commit;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /// Version, commit and JDK in one line.
    static String line() {
        return "lanewise " + text() + " (commit " + commit() + ") on JDK " + Runtime.version() + " ("
                + System.getProperty("java.vendor", UNKNOWN) + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ")";
    }
}
