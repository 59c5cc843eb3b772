package lanewise.vae.interchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class NameMapTest {

    @Test
    void layersAndTensorsAreTranslatedBothWays() {
        NameMap map = NameMap.parse("encoder.0=fc1, encoder.mu=fc21,prior.mu=means");
        for (List<String> pair : List.of(List.of("encoder.0.weight", "fc1.weight"),
                List.of("encoder.mu.bias", "fc21.bias"), List.of("prior.mu", "means"),
                List.of("decoder.out.weight", "decoder.out.weight"), List.of("plain", "plain"))) {
            assertEquals(pair.get(1), map.foreign(pair.get(0)));
            assertEquals(pair.get(0), map.own(pair.get(1)));
        }
        assertEquals("encoder.0=fc1,encoder.mu=fc21,prior.mu=means", map.toString());
    }

    @Test
    void presetsHaveNames() {
        assertEquals("fc22.weight", NameMap.parse("pytorch-example").foreign("encoder.logvar.weight"));
        assertEquals("decoder.0.bias", NameMap.parse("pytorch-example").own("fc3.bias"));
        assertEquals("encoder.0.bias", NameMap.parse("own").foreign("encoder.0.bias"));
        assertEquals("own", NameMap.OWN.toString());
    }

    @Test
    void whatIsNoMapIsRefused() {
        assertEquals("names: encoder.0 and encoder.1 are both called fc1",
                assertThrows(IllegalArgumentException.class, () -> NameMap.parse("encoder.0=fc1,encoder.1=fc1"))
                        .getMessage());
        assertEquals("names: encoder.0 is given twice, expected once",
                assertThrows(IllegalArgumentException.class, () -> NameMap.parse("encoder.0=fc1,encoder.0=fc2"))
                        .getMessage());
        for (String text : List.of("", "fc1", "=fc1", "encoder.0=", "a=b=c", "encoder.0=fc1,")) {
            assertThrows(IllegalArgumentException.class, () -> NameMap.parse(text), text);
        }
        assertThrows(IllegalArgumentException.class, () -> NameMap.of(Map.of("a", "")));
    }
}
