package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;

import lanewise.core.Kernels;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

import org.junit.jupiter.api.Test;

final class DoctorTest {

    @Test
    void saysWhatRunsHereAndWhetherItIsRight() throws IOException {
        CommandLine run = CommandLine.run("doctor", "--json", "--threads", "1");
        assertEquals(0, run.status(), run.err());
        JsonObject result = Json.parseObject(run.out(), "standard output");
        assertEquals(Kernels.vectorBits(), result.integer("vectorBits", 0, 512));
        assertEquals(Kernels.name(), result.string("kernels"));
        assertEquals(Kernels.reason(), result.string("reason"));
        assertTrue(result.bool("selfTest"), run.out());
        // rounded to a tenth: on a machine that does much else it may be nothing
        assertTrue(result.real("gflops") >= 0 && result.real("gflops") < 1e6, run.out());
        assertTrue(!Kernels.VECTOR || result.real("peakGflops") >= 0 && result.real("peakGflops") < 1e6, run.out());
        assertTrue(result.string("jdk").contains("25"), run.out());
        assertEquals(Runtime.getRuntime().availableProcessors(), result.integer("cores", 1, 1 << 20));
    }

    @Test
    void kernelsEqualTheirSpecificationsOnATeam() {
        try (Team team = Team.ofThreads(3); Workspace workspace = Workspace.with(team)) {
            List<SelfTest.Check> checks = SelfTest.run(workspace);
            assertTrue(checks.size() > 15);
            checks.forEach(check -> assertEquals(null, check.difference(), check.operation()));
        }
    }
}
