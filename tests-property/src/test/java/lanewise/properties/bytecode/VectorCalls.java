package lanewise.properties.bytecode;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Calls in byte code that hand a vector to a method of our own, or get one from it.
final class VectorCalls {

    private static final String VECTOR = "Ljdk/incubator/vector/";
    private static final String OURS = "lanewise/";

    private VectorCalls() {
    }

    /// All such calls in the class files beside a class (a directory or a jar), as "caller calls callee". Static initialisers may: they run once.
    static List<String> in(Class<?> member) throws IOException, URISyntaxException {
        Path place = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return below(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return below(jar.getPath("/"));
        }
    }

    private static List<String> below(Path root) throws IOException {
        List<String> calls = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
                calls.addAll(of(Files.readAllBytes(file)));
            }
        }
        return calls;
    }

    /// The calls of one class file.
    static List<String> of(byte[] classFile) {
        List<String> calls = new ArrayList<>();
        ClassModel model = ClassFile.of().parse(classFile);
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            if (name.equals("<clinit>") || name.startsWith("lambda$static$")) {
                continue;
            }
            method.code().ifPresent(code -> {
                for (CodeElement element : code) {
                    if (element instanceof InvokeInstruction call && call.owner().asInternalName().startsWith(OURS)
                            && call.type().stringValue().contains(VECTOR)) {
                        calls.add(model.thisClass().asInternalName() + "." + name + " calls " + call.owner().asInternalName() + "."
                                + call.name().stringValue());
                    }
                }
            });
        }
        return calls;
    }
}
