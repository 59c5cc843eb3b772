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
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Calls in byte code: those that hand a vector to a method of our own or get one from it, and others.
final class VectorCalls {

    private static final String VECTOR = "Ljdk/incubator/vector/";
    private static final String OURS = "lanewise/";

    private VectorCalls() {
    }

    /// All calls with vectors in the class files beside a class (a directory or a jar), as "caller calls callee".
    /// Static initialisers may: they run once.
    static List<String> in(Class<?> member) throws IOException, URISyntaxException {
        return in(member, VectorCalls::handsOverVector);
    }

    /// All calls of some kind.
    static List<String> in(Class<?> member, Predicate<InvokeInstruction> kind) throws IOException, URISyntaxException {
        Path place = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            return below(place, kind);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return below(jar.getPath("/"), kind);
        }
    }

    private static boolean handsOverVector(InvokeInstruction call) {
        return call.owner().asInternalName().startsWith(OURS) && call.type().stringValue().contains(VECTOR);
    }

    private static List<String> below(Path root, Predicate<InvokeInstruction> kind) throws IOException {
        List<String> calls = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
                calls.addAll(of(Files.readAllBytes(file), kind));
            }
        }
        return calls;
    }

    /// The calls with vectors of one class file.
    static List<String> of(byte[] classFile) {
        return of(classFile, VectorCalls::handsOverVector);
    }

    private static List<String> of(byte[] classFile, Predicate<InvokeInstruction> kind) {
        List<String> calls = new ArrayList<>();
        ClassModel model = ClassFile.of().parse(classFile);
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            if (name.equals("<clinit>") || name.startsWith("lambda$static$")) {
                continue;
            }
            method.code().ifPresent(code -> {
                for (CodeElement element : code) {
                    if (element instanceof InvokeInstruction call && kind.test(call)) {
                        calls.add(model.thisClass().asInternalName() + "." + name + " calls "
                                + call.owner().asInternalName() + "." + call.name().stringValue());
                    }
                }
            });
        }
        return calls;
    }
}
