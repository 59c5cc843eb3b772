package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

/// What an embedder gets pulls in the base module and the Vector API, nothing else.
class ModulesTest {

    private static final String MISSING = "not found";

    @Test
    void coreNeedsTheBaseModuleAndTheVectorApi() throws Exception {
        assertEquals(Set.of("java.base", "jdk.incubator.vector"), needs(Matrix.class));
    }

    @Test
    void vaeNeedsCoreBesides() throws Exception {
        Class<?> member = ModulesTest.class.getClassLoader().loadClass("lanewise.vae.model.Architecture");
        Set<String> needs = needs(member);
        needs.remove(MISSING);
        assertEquals(Set.of("java.base", "jdk.incubator.vector", "lanewise.core"), needs);
        StringWriter out = new StringWriter();
        jdeps(out, member, "--missing-deps");
        List<String> users = out.toString().lines().filter(line -> line.startsWith("  ") && line.contains(MISSING))
                .map(line -> line.strip().replaceAll("[ $].*", "")).distinct().toList();
        assertTrue(!users.isEmpty() && users.stream().allMatch(name -> name.startsWith("lanewise.vae.table.Parquet")),
                "what may be missing is for Parquet alone: " + users);
    }

    private static Set<String> needs(Class<?> member) throws Exception {
        StringWriter out = new StringWriter();
        jdeps(out, member, "-s");
        Set<String> modules = new TreeSet<>();
        for (String line : out.toString().split("\\R")) {
            if (line.contains(" -> ")) {
                modules.add(line.substring(line.indexOf("->") + 3).strip());
            }
        }
        return modules;
    }

    private static void jdeps(StringWriter out, Class<?> member, String... what) throws Exception {
        Path classes = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path core = Path.of(Matrix.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> arguments = new ArrayList<>(List.of(what));
        arguments.addAll(List.of("--multi-release", "25", "--add-modules", "jdk.incubator.vector", "--module-path",
                core.toString(), classes.toString()));
        ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out), new PrintWriter(out),
                arguments.toArray(String[]::new));
    }
}
