package lanewise.properties.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.List;

import org.junit.jupiter.api.Test;

import lanewise.core.Kernels;
import lanewise.vae.model.VaeModel;

/// Our own code takes no arena of one thread, as `lanewise.core.kernel.Species` asks: one that is used before the
/// kernels are compiled slows them for the rest of the process.
class ArenasTest {

    @Test
    void noArenaIsConfinedToAThread() throws Exception {
        assertEquals(List.of(), confined(Kernels.class));
        assertEquals(List.of(), confined(VaeModel.class));
    }

    @Test
    void suchAnArenaIsFound() throws Exception {
        assertEquals(List.of(ArenasTest.class.getName().replace('.', '/')
                + ".example calls java/lang/foreign/Arena.ofConfined"),
                confined(ArenasTest.class).stream().filter(call -> call.contains("ArenasTest")).toList());
    }

    private static List<String> confined(Class<?> member) throws Exception {
        return VectorCalls.in(member, call -> call.owner().asInternalName().equals("java/lang/foreign/Arena")
                && call.name().stringValue().equals("ofConfined"));
    }

    @SuppressWarnings("unused")
    private static void example() {
        Arena.ofConfined().close();
    }
}
