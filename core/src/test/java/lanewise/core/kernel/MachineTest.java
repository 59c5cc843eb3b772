package lanewise.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What systems say is taken from samples of it, so every system's way is tested on each.
class MachineTest {

    private static final long KIB = 1 << 10;

    private static MachineFacts core(String vendor, int family, int model, String brand) {
        return new MachineFacts(vendor, family, model, brand, 48 * KIB, 2048 * KIB, 32768 * KIB, "test");
    }

    private static Machine.Choice choose(MachineFacts facts) {
        return Machine.choose(facts, null, null, null, null);
    }

    @Test
    void thisMachineIsReadWithoutFailing() {
        assertTrue(Machine.widePorts() == 1 || Machine.widePorts() == 2);
        assertTrue(Machine.l1() >= 16 * KIB && Machine.l2() >= 128 * KIB && Machine.l3() >= KIB * KIB);
        assertTrue(Machine.reason().contains("L2 "), Machine.reason());
    }

    @Test
    void coresOfHalfRateAreThoseThatSplitVectorsOf512Bits() {
        assertEquals(1, choose(core("AuthenticAMD", 25, 97, "AMD Ryzen 9 7950X")).ports());
        assertEquals(2, choose(core("AuthenticAMD", 26, 2, "AMD EPYC 9755")).ports());
        assertEquals(1, choose(core("AuthenticAMD", 26, 36, "AMD Ryzen AI 9 HX 370")).ports());
        assertEquals(2, choose(core("GenuineIntel", 6, 143, "Intel(R) Xeon(R) Platinum 8481C")).ports());
        assertEquals(2, choose(core("GenuineIntel", 6, 106, "Intel(R) Xeon(R) Silver 4310")).ports());
        assertEquals(1, choose(core("GenuineIntel", 6, 85, "Intel(R) Xeon(R) Silver 4114")).ports());
        assertEquals(2, choose(core("GenuineIntel", 6, 85, "Intel(R) Xeon(R) Gold 6148")).ports());
        assertEquals(1, choose(core("GenuineIntel", 6, 167, "Intel(R) Core(TM) i9-11900K")).ports());
        assertEquals(2, choose(core("Apple M2", -1, -1, "Apple M2")).ports());
    }

    @Test
    void linuxIsReadFromTheFirstCoreAndItsCaches(@TempDir Path folder) throws IOException {
        Path cpuinfo = Files.writeString(folder.resolve("cpuinfo"), """
                processor\t: 0
                vendor_id\t: AuthenticAMD
                cpu family\t: 25
                model\t\t: 17
                model name\t: AMD EPYC 9R14

                processor\t: 1
                vendor_id\t: GenuineIntel
                """);
        String[][] caches = {{"1", "Data", "32K"}, {"1", "Instruction", "64K"}, {"2", "Unified", "1M"},
                {"3", "Unified", "32768K"}};
        for (int i = 0; i < caches.length; i++) {
            Path index = Files.createDirectory(folder.resolve("index" + i));
            Files.writeString(index.resolve("level"), caches[i][0] + "\n");
            Files.writeString(index.resolve("type"), caches[i][1] + "\n");
            Files.writeString(index.resolve("size"), caches[i][2] + "\n");
        }
        MachineFacts facts = MachineFacts.linux(cpuinfo, folder);
        assertEquals(new MachineFacts("AuthenticAMD", 25, 17, "AMD EPYC 9R14", 32 * KIB, 1024 * KIB, 32768 * KIB,
                facts.source()), facts);
        assertTrue(choose(facts).reason().startsWith("AuthenticAMD family 25 model 17; multiply-adds of 512 bits, "
                + "where it has them, one per cycle, L1d 32 KiB, L2 1 MiB, L3 32 MiB ("), choose(facts).reason());
    }

    @Test
    void whatCannotBeReadHasAStatedFallBack(@TempDir Path folder) throws IOException {
        Machine.Choice nothing = choose(MachineFacts.linux(folder.resolve("none"), folder));
        assertEquals(2, nothing.ports());
        assertEquals(List.of(32 * KIB, 1024 * KIB, 8192 * KIB), List.of(nothing.l1(), nothing.l2(), nothing.l3()));
        assertTrue(nothing.reason().startsWith("unknown processor; "), nothing.reason());
        assertTrue(nothing.reason().contains("two per cycle, taken for one of full rate"), nothing.reason());
        assertTrue(nothing.reason().contains("L2 1 MiB for want of a figure"), nothing.reason());
        assertTrue(nothing.reason().contains("nothing in "), nothing.reason());
        Path arm = Files.writeString(folder.resolve("arm"),
                "processor : 0\nCPU implementer : 0x41\nCPU part : 0xd40\n");
        assertEquals("implementer 0x41 part 0xd40", MachineFacts.linux(arm, folder).name());
        Path junk = Files.write(folder.resolve("junk"), new byte[] {(byte) 0xff, ':', 'x', '\n', 'c', 'p', 'u', ' '});
        assertEquals("unknown processor", MachineFacts.linux(junk, folder).name());
    }

    @Test
    void macIsReadFromTheFastCores() {
        MachineFacts facts = MachineFacts.mac(List.of("machdep.cpu.brand_string: Apple M2", "hw.l1dcachesize: 65536",
                "hw.l2cachesize: 4194304",
                "hw.perflevel0.l1dcachesize: 131072", "hw.perflevel0.l2cachesize: 16777216"));
        assertEquals(new MachineFacts("Apple M2", -1, -1, "Apple M2", 128 * KIB, 16384 * KIB, 0, "sysctl"), facts);
        assertEquals("unknown processor", MachineFacts.mac(List.of()).name());
    }

    @Test
    void windowsIsReadFromTheEnvironment() {
        MachineFacts facts = MachineFacts.windows("AMD64 Family 25 Model 97 Stepping 2, AuthenticAMD");
        assertEquals("AuthenticAMD family 25 model 97", facts.name());
        assertEquals(1, choose(facts).ports());
        assertTrue(choose(facts).reason().contains("L2 512 KiB for want of a figure"), choose(facts).reason());
        assertEquals("GenuineIntel family 6 model 143",
                MachineFacts.windows("Intel64 Family 6 Model 143 Stepping 8, GenuineIntel").name());
        assertEquals("unknown processor", MachineFacts.windows(null).name());
        assertEquals("unknown processor", MachineFacts.windows("ARMv8 (64-bit)").name());
    }

    @Test
    void propertiesTakeThePlaceOfWhatWasRead() {
        Machine.Choice forced = Machine.choose(core("GenuineIntel", 6, 143, ""), "1", "64K", "524288", "2M");
        assertEquals(List.of(64 * KIB, 512 * KIB, 2048 * KIB), List.of(forced.l1(), forced.l2(), forced.l3()));
        assertEquals(1, forced.ports());
        assertTrue(forced.reason().contains("one per cycle forced by lanewise.gemm.ports"), forced.reason());
        assertTrue(forced.reason().contains("L2 512 KiB forced by lanewise.gemm.l2"), forced.reason());
    }

    @Test
    void badPropertiesAreRefusedByName() {
        String ports = assertThrows(IllegalArgumentException.class,
                () -> Machine.choose(MachineFacts.nothing(""), "3", null, null, null))
                .getMessage();
        assertEquals("system property lanewise.gemm.ports is '3', expected 1 or 2", ports);
        for (String bad : List.of("", "much", "64K", "-1", "1G", "99999999999999M", "65M")) {
            String l2 = assertThrows(IllegalArgumentException.class,
                    () -> Machine.choose(MachineFacts.nothing(""), null, null, bad, null)).getMessage();
            assertEquals("system property lanewise.gemm.l2 is '" + bad
                    + "', expected bytes between 128 KiB and 64 MiB, such as 1024K", l2);
        }
    }
}
