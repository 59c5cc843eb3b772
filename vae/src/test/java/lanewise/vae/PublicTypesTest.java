package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import lanewise.core.Matrix;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.Test;

/// What the two modules export to everybody: no more public types than are stated here and on the page for those who
/// change the house. Who needs another makes one of them an inner part, or raises the number and says why.
class PublicTypesTest {

    private static final int TYPES = 140;
    private static final int WITH_NESTED = 182;

    @Test
    void noMoreTypesAreExportedThanStated() throws IOException, URISyntaxException {
        Set<String> all = new TreeSet<>();
        for (Class<?> member : List.of(Matrix.class, VaeModel.class)) {
            all.addAll(exported(Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI())));
        }
        List<String> types = all.stream().filter(name -> !name.contains("$")).toList();
        assertTrue(types.containsAll(List.of("lanewise.core.Gemm", "lanewise.vae.model.VaeModel",
                "lanewise.vae.train.Trainer")), types::toString);
        assertTrue(all.contains("lanewise.vae.data.Dataset$Cell"), all::toString);
        assertTrue(Collections.disjoint(types, List.of("lanewise.core.kernel.Species",
                "lanewise.vae.network.TrainingNetwork", "lanewise.vae.cli.Main")), types::toString);
        assertEquals(List.of(TYPES, WITH_NESTED), List.of(types.size(), all.size()), all::toString);
        String page = Files.readString(Path.of("docs", "extending.md"));
        assertTrue(page.contains(TYPES + " public types") && page.contains(WITH_NESTED + " with the nested"), page);
    }

    /// The public types of the packages that a module exports to everybody, nested ones with the `$` of class files.
    private static List<String> exported(Path classes) throws IOException {
        if (Files.isDirectory(classes)) {
            return exportedFrom(classes);
        }
        try (FileSystem jar = FileSystems.newFileSystem(classes)) {
            return exportedFrom(jar.getPath("/"));
        }
    }

    private static List<String> exportedFrom(Path root) throws IOException {
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(root.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        List<String> types = new ArrayList<>();
        for (ModuleDescriptor.Exports exports : module.exports()) {
            if (exports.isQualified()) {
                continue;
            }
            try (Stream<Path> files = Files.list(root.resolve(exports.source().replace('.', '/')))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    ClassModel type = ClassFile.of().parse(Files.readAllBytes(file));
                    if (isPublic(type)) {
                        types.add(type.thisClass().asInternalName().replace('/', '.'));
                    }
                }
            }
        }
        return types;
    }

    /// A nested type says in its own list of inner classes what was written before its name.
    private static boolean isPublic(ClassModel type) {
        if (type.thisClass().asInternalName().endsWith("package-info")) {
            return false;
        }
        boolean isPublic = type.flags().has(AccessFlag.PUBLIC);
        for (InnerClassesAttribute inner : type.elementStream().filter(InnerClassesAttribute.class::isInstance)
                .map(InnerClassesAttribute.class::cast).toList()) {
            for (InnerClassInfo info : inner.classes()) {
                if (info.innerClass().equals(type.thisClass())) {
                    isPublic = info.has(AccessFlag.PUBLIC) && info.outerClass().isPresent();
                }
            }
        }
        return isPublic;
    }
}
