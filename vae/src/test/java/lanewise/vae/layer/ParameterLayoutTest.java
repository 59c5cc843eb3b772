package lanewise.vae.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class ParameterLayoutTest {

    private static ParameterLayout example() {
        return ParameterLayout.builder()
                .map("encoder.0", Dense.of(5), Shape.of(7), Normalization.NONE)
                .heads(List.of(new ParameterLayout.Head("encoder.mu", 3),
                        new ParameterLayout.Head("encoder.logvar", 3)), 5).build();
    }

    @Test
    void aNormalisationHasBlocksBehindItsLayer() {
        ParameterLayout layout = ParameterLayout.builder().map("decoder.0", Dense.of(5), Shape.of(7),
                Normalization.LAYER).map("decoder.1", Dense.of(3), Shape.of(5), Normalization.NONE).build();
        assertEquals(List.of("decoder.0.weight", "decoder.0.bias", "decoder.0.norm.weight", "decoder.0.norm.bias",
                "decoder.1.weight", "decoder.1.bias"),
                layout.tensors().stream().map(ParameterLayout.Tensor::name).toList());
        ParameterLayout.Norm norm = layout.slot("decoder.0").norm();
        assertEquals(layout.tensor("decoder.0.norm.weight").offset(), norm.gainOffset());
        assertEquals(layout.tensor("decoder.0.norm.bias").offset(), norm.shiftOffset());
        assertEquals(0, norm.gainOffset() % ParameterLayout.GRAIN + norm.shiftOffset() % ParameterLayout.GRAIN);
        assertEquals(ParameterLayout.Role.GAIN, layout.tensor("decoder.0.norm.weight").role());
        assertEquals(ParameterLayout.Role.SHIFT, layout.tensor("decoder.0.norm.bias").role());
        assertEquals(ParameterLayout.Role.BIAS, layout.tensor("decoder.0.bias").role());
        assertEquals(ParameterLayout.Role.WEIGHT, layout.tensor("decoder.1.weight").role());
        ParameterLayout whole = ParameterLayout.builder().map("encoder.0", Dense.of(9), Shape.of(2),
                Normalization.LAYER).map("decoder.0", Dense.of(5), Shape.of(7), Normalization.LAYER)
                .map("decoder.1", Dense.of(3), Shape.of(5), Normalization.NONE).build();
        assertEquals(layout, whole.part("decoder."));
    }

    @Test
    void blocksBeginOnSixteenFloats() {
        for (ParameterLayout.Slot layer : example().slots()) {
            assertEquals(0, layer.weightOffset() % 16);
            assertEquals(0, layer.biasOffset() % 16);
        }
        assertEquals(0, example().size() % 16);
    }

    @Test
    void headsAreStackedRowByRow() {
        ParameterLayout layout = example();
        ParameterLayout.Slot heads = layout.slot("encoder.mu");
        assertEquals(6, heads.biases());
        assertEquals(heads.weightOffset(), layout.tensor("encoder.mu.weight").offset());
        assertEquals(heads.weightOffset() + 15, layout.tensor("encoder.logvar.weight").offset());
        assertEquals(heads.biasOffset() + 3, layout.tensor("encoder.logvar.bias").offset());
        assertEquals(List.of(3, 5), layout.tensor("encoder.logvar.weight").shape());
        assertEquals(List.of(3), layout.tensor("encoder.logvar.bias").shape());
    }

    @Test
    void sizesAddUp() {
        ParameterLayout layout = example();
        // 35 weights -> 48, 5 biases -> 64, 30 weights -> 96, 6 biases -> 112
        assertEquals(112, layout.size());
        assertEquals(35 + 5 + 30 + 6, layout.parameterCount());
        assertEquals(List.of("encoder.0.weight", "encoder.0.bias", "encoder.mu.weight", "encoder.logvar.weight",
                "encoder.mu.bias", "encoder.logvar.bias"),
                layout.tensors().stream().map(ParameterLayout.Tensor::name).toList());
        assertEquals(3, layout.indexOf("encoder.logvar.weight"));
    }

    @Test
    void headsMayHaveDifferentWidths() {
        ParameterLayout layout = ParameterLayout.builder()
                .heads(List.of(new ParameterLayout.Head("a", 3), new ParameterLayout.Head("b", 2)), 5).build();
        assertEquals(5, layout.slot("a").biases());
        assertEquals(15, layout.tensor("b.weight").offset());
        assertEquals(List.of(2, 5), layout.tensor("b.weight").shape());
        assertEquals(32 + 3, layout.tensor("b.bias").offset());
        assertEquals(48, layout.size());
        assertThrows(IllegalArgumentException.class,
                () -> ParameterLayout.builder().heads(List.of(new ParameterLayout.Head("a", 0)), 5));
    }

    @Test
    void aHeadWithoutWeightsHasBiasesAlone() {
        ParameterLayout layout = ParameterLayout.builder()
                .heads(List.of(new ParameterLayout.Head("a", 3), new ParameterLayout.Head("b", 2, false)), 5).build();
        assertEquals(List.of("a.weight", "a.bias", "b.bias"),
                layout.tensors().stream().map(ParameterLayout.Tensor::name).toList());
        assertEquals(5, layout.slot("a").biases());
        assertEquals(32 + 3, layout.tensor("b.bias").offset());
        assertEquals(5, layout.tensor("a.bias").fanIn());
        assertEquals(0, layout.tensor("b.bias").fanIn());
    }

    @Test
    void freeTensorsAreBlocksOfTheirOwn() {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(1), Shape.of(3), Normalization.NONE)
                .tensor("p", 5).tensor("q", 2, 9).build();
        assertEquals(1, layout.slots().size());
        assertEquals(32, layout.tensor("p").offset());
        assertEquals(48, layout.tensor("q").offset());
        assertEquals(80, layout.size());
        assertEquals(ParameterLayout.Role.FREE, layout.tensor("q").role());
        assertEquals(ParameterLayout.Role.WEIGHT, layout.tensor("a.weight").role());
        assertEquals("tensor r: [0], expected one or two extents of at least 1",
                assertThrows(IllegalArgumentException.class, () -> ParameterLayout.builder().tensor("r", 0))
                        .getMessage());
    }

    @Test
    void equalLayersGiveEqualLayouts() {
        assertEquals(example(), example());
        assertEquals(example().hashCode(), example().hashCode());
        assertNotEquals(example(),
                ParameterLayout.builder().map("encoder.0", Dense.of(5), Shape.of(7), Normalization.NONE).build());
    }

    @Test
    void mistakesAreNamed() {
        ParameterLayout layout = example();
        assertEquals("tensor: there is no encoder.1.weight among [encoder.0.weight, encoder.0.bias, encoder.mu.weight, "
                + "encoder.logvar.weight, encoder.mu.bias, encoder.logvar.bias]",
                assertThrows(IllegalArgumentException.class, () -> layout.tensor("encoder.1.weight")).getMessage());
        assertEquals("layer: there is no decoder.0 among [encoder.0, encoder.mu]",
                assertThrows(IllegalArgumentException.class, () -> layout.slot("decoder.0")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> ParameterLayout.builder().heads(List.of(), 5));
        LayoutBuilder twice = ParameterLayout.builder().map("a", Dense.of(1), Shape.of(1), Normalization.NONE)
                .map("a", Dense.of(1), Shape.of(1), Normalization.NONE);
        assertEquals("layout: two tensors are named a.weight",
                assertThrows(IllegalArgumentException.class, twice::build).getMessage());
        assertThrows(ArithmeticException.class,
                () -> ParameterLayout.builder().map("a", Dense.of(1 << 15), Shape.of(1 << 16), Normalization.NONE));
    }

    @Test
    void aPartHasTheLayersOfItsPrefix() {
        ParameterLayout whole = ParameterLayout.builder()
                .map("encoder.0", Dense.of(5), Shape.of(7), Normalization.NONE)
                .map("decoder.0", Dense.of(5), Shape.of(2), Normalization.NONE)
                .heads(List.of(new ParameterLayout.Head("decoder.out", 3),
                        new ParameterLayout.Head("decoder.logvar", 3)), 5).build();
        assertEquals(ParameterLayout.builder().map("decoder.0", Dense.of(5), Shape.of(2), Normalization.NONE).heads(
                List.of(new ParameterLayout.Head("decoder.out", 3), new ParameterLayout.Head("decoder.logvar", 3)), 5)
                .build(), whole.part("decoder."));
        assertEquals(whole, whole.part(""));
        assertThrows(IllegalArgumentException.class, () -> whole.part("prior."));
        ParameterLayout parted = ParameterLayout.builder().map("decoder.0", Dense.of(5), Shape.of(2),
                Normalization.NONE).map("encoder.0", Dense.of(5), Shape.of(7), Normalization.NONE)
                .map("decoder.1", Dense.of(5), Shape.of(5), Normalization.NONE).build();
        assertThrows(IllegalArgumentException.class, () -> parted.part("decoder."));
    }
}
