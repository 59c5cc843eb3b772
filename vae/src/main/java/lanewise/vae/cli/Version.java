package lanewise.vae.cli;

import java.lang.module.ModuleDescriptor;

/// The version of this build, as the module carries it.
final class Version {

    private Version() {
    }

    static String text() {
        ModuleDescriptor module = Version.class.getModule().getDescriptor();
        return module == null ? "(development)" : module.rawVersion().orElse("(development)");
    }
}
