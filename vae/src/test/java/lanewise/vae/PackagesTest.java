package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.Test;

/// The packages of this module form no cycle: each can be read, tried and replaced with those alone that it stands on.
class PackagesTest {

    /// A class of ours in a constant pool: as a name, in a descriptor or in a signature.
    private static final Pattern CLASS = Pattern.compile("(?:^|L|\\[)lanewise/vae/([a-z]+)/[A-Z]");

    @Test
    void noPackagesNeedEachOther() throws IOException, URISyntaxException {
        Map<String, Set<String>> uses = uses(
                Path.of(VaeModel.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
        assertTrue(uses.get("model").containsAll(Set.of("layer", "network", "likelihood")), uses.toString());
        assertEquals(List.of(), cycles(uses));
    }

    @Test
    void cyclesAreFoundWithAllTheirPackages() {
        Map<String, Set<String>> uses = Map.of("a", Set.of("b", "f"), "b", Set.of("c"), "c", Set.of("a", "d"), "d",
                Set.of("e"), "e", Set.of("d"), "f", Set.of());
        assertEquals(List.of(Set.of("a", "b", "c"), Set.of("d", "e")), cycles(uses));
        assertEquals(List.of(), cycles(Map.of("a", Set.of("b", "c"), "b", Set.of("c"), "c", Set.of())));
    }

    /// For each package those of ours that its classes name, without itself.
    private static Map<String, Set<String>> uses(Path classes) throws IOException {
        Map<String, Set<String>> uses = new TreeMap<>();
        Path root = classes.resolve("lanewise", "vae");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")
                    && !path.getParent().equals(root)).toList()) {
                String own = root.relativize(file).getName(0).toString();
                Set<String> others = uses.computeIfAbsent(own, _ -> new TreeSet<>());
                for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
                    if (entry instanceof Utf8Entry text) {
                        addPackages(text.stringValue(), others);
                    }
                }
                others.remove(own);
            }
        }
        return uses;
    }

    private static void addPackages(String text, Set<String> packages) {
        Matcher matcher = CLASS.matcher(text);
        while (matcher.find()) {
            packages.add(matcher.group(1));
        }
    }

    /// The strongly connected components of more than one package.
    private static List<Set<String>> cycles(Map<String, Set<String>> uses) {
        List<Set<String>> cycles = new ArrayList<>();
        Set<String> done = new HashSet<>();
        for (String from : new TreeSet<>(uses.keySet())) {
            Set<String> component = new TreeSet<>();
            reachable(from, uses).stream().filter(other -> reachable(other, uses).contains(from))
                    .forEach(component::add);
            if (component.size() > 1 && done.addAll(component)) {
                cycles.add(component);
            }
        }
        return cycles;
    }

    /// What a package needs, directly or through others.
    private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
        Set<String> reached = new TreeSet<>();
        List<String> open = new ArrayList<>(uses.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String next = open.removeLast();
            if (reached.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }
}
