package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

/// What an embedder gets pulls in the base module and the Vector API, nothing else.
class ModulesTest {

    @Test
    void coreNeedsTheBaseModuleAndTheVectorApi() throws Exception {
        assertEquals(Set.of("java.base", "jdk.incubator.vector"), needs(Matrix.class));
    }

    @Test
    void vaeNeedsCoreBesides() throws Exception {
        assertEquals(Set.of("java.base", "jdk.incubator.vector", "lanewise.core"),
                needs(ModulesTest.class.getClassLoader().loadClass("lanewise.vae.model.Architecture")));
    }

    private static Set<String> needs(Class<?> member) throws Exception {
        Path classes = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path core = Path.of(Matrix.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out), new PrintWriter(out),
                "-s", "--multi-release", "25", "--add-modules", "jdk.incubator.vector", "--module-path",
                core.toString(), classes.toString());
        Set<String> modules = new TreeSet<>();
        for (String line : out.toString().split("\\R")) {
            if (line.contains(" -> ")) {
                modules.add(line.substring(line.indexOf("->") + 3).strip());
            }
        }
        return modules;
    }
}
