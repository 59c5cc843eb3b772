package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.junit.jupiter.api.Test;

class WorkspaceTest {

    @Test
    void scratchIsReusedAndGrows() {
        try (Workspace workspace = Workspace.single()) {
            MemorySegment first = workspace.scratch(0, 0, 100);
            assertTrue(first.byteSize() >= 100);
            assertEquals(0, first.address() % Matrix.ALIGNMENT);
            assertSame(first, workspace.scratch(0, 0, 64));
            assertTrue(workspace.scratch(0, 0, 1 << 20).byteSize() >= 1 << 20);
            assertNotEquals(workspace.scratch(0, 1, 64).address(), workspace.scratch(0, 2, 64).address());
        }
    }

    @Test
    void eachPartHasItsOwn() {
        try (Team team = Team.ofThreads(3); Workspace workspace = Workspace.with(team)) {
            long[] address = new long[3];
            team.run((part, parts) -> {
                MemorySegment area = workspace.scratch(part, 0, 256);
                area.set(ValueLayout.JAVA_INT, 0, part);
                address[part] = area.address();
            });
            assertEquals(3, java.util.Arrays.stream(address).distinct().count());
            assertEquals(2, workspace.scratch(2, 0, 256).get(ValueLayout.JAVA_INT, 0));
        }
    }

    @Test
    void whatIsNotThereIsRefused() {
        Workspace workspace = Workspace.single();
        assertThrows(IndexOutOfBoundsException.class, () -> workspace.scratch(1, 0, 8));
        assertThrows(IndexOutOfBoundsException.class, () -> workspace.scratch(0, Workspace.SLOTS, 8));
        workspace.close();
        workspace.close();
        assertEquals("workspace: was closed",
                assertThrows(IllegalStateException.class, () -> workspace.scratch(0, 0, 8)).getMessage());
    }
}
