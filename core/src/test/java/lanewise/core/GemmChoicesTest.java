package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.kernel.Machine;
import lanewise.core.kernel.MachineChoices;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In fresh JVMs, whatever the machine is taken for, the bits of products are those of the loop.
class GemmChoicesTest {

    @ParameterizedTest
    @CsvSource({"1, 128K", "2, 128K", "1, 64M", "2, 64M"})
    void bitsDoNotDependOnTheChoice(String ports, String l2) throws Exception {
        String classes = location(Kernels.class) + File.pathSeparator + location(GemmChoicesTest.class)
                + File.pathSeparator + System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Kernels.VECTOR) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-D" + Kernels.PROPERTY + "=" + Kernels.name(),
                "-D" + Machine.PORTS_PROPERTY + "=" + ports,
                "-D" + Machine.L2_PROPERTY + "=" + l2, "-cp", classes, Products.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        assertTrue(out.contains("all bits are the same, L2 "
                + MachineChoices.l2(ports, l2)), out);
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    /// Products on all ways, most of which end in the middle of a tile, a panel and a block.
    static final class Products {

        private static final int[][] SHAPES = {{1, 70, 90}, {4, 40, 300}, {5, 33, 17}, {8, 64, 64}, {20, 50, 120},
                {29, 66, 300},
            {64, 64, 64}, {101, 130, 257}, {130, 20, 140}, {140, 90, 270}, {27, 37, 1100}};

        private static void checkAll(Arena arena, Workspace one, Workspace two) {
            for (int[] shape : SHAPES) {
                for (int way = 0; way < 12; way++) {
                    boolean ta = (way & 1) != 0;
                    boolean tb = (way & 2) != 0;
                    GemmCase product = new GemmCase(arena, shape[0], shape[1], shape[2], ta, tb, way % 3, way % 3,
                            way + 1L);
                    product.beta = way < 8 ? 0 : 1;
                    product.check(way % 3 == 0 ? two : one, way >= 4 ? PackedMatrix.pack(arena, tb, product.b) : null);
                }
            }
        }

        /// Once while the kernels are cold, and once after so many tiles that they count as compiled.
        public static void main(String[] args) {
            try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(2);
                    Workspace two = Workspace.with(team); Workspace one = Workspace.single()) {
                checkAll(arena, one, two);
                Matrix a = Matrix.allocate(arena, 64, 64);
                Matrix b = Matrix.allocate(arena, 64, 40);
                Matrix c = Matrix.allocate(arena, 64, 40);
                for (int i = 0; Kernels.VECTOR && i < 300; i++) {
                    Gemm.multiply(false, false, 1, a, b, i % 2, c, Epilogue.NONE, one);
                }
                checkAll(arena, one, two);
            }
            System.out.println("all bits are the same, L2 " + Machine.l2());
        }
    }
}
