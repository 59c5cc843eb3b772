package lanewise.vae.network;

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
                .layer("encoder.0", 7, 5)
                .heads(List.of("encoder.mu", "encoder.logvar"), 5, 3)
                .build();
    }

    @Test
    void aNormalisationHasBlocksBehindItsLayer() {
        ParameterLayout layout = ParameterLayout.builder().layer("decoder.0", 7, 5, Normalization.LAYER).layer("decoder.1", 5, 3, Normalization.NONE)
                .build();
        assertEquals(List.of("decoder.0.weight", "decoder.0.bias", "decoder.0.norm.weight", "decoder.0.norm.bias", "decoder.1.weight",
                "decoder.1.bias"), layout.tensors().stream().map(ParameterLayout.Tensor::name).toList());
        ParameterLayout.Norm norm = layout.layer("decoder.0").norm();
        assertEquals(layout.tensor("decoder.0.norm.weight").offset(), norm.gainOffset());
        assertEquals(layout.tensor("decoder.0.norm.bias").offset(), norm.shiftOffset());
        assertEquals(0, norm.gainOffset() % ParameterLayout.GRAIN + norm.shiftOffset() % ParameterLayout.GRAIN);
        assertTrue(layout.isGain(layout.tensor("decoder.0.norm.weight")) && layout.isShift(layout.tensor("decoder.0.norm.bias")));
        assertFalse(layout.isGain(layout.tensor("decoder.0.bias")) || layout.isShift(layout.tensor("decoder.1.bias")));
        ParameterLayout whole = ParameterLayout.builder().layer("encoder.0", 2, 9, Normalization.LAYER).layer("decoder.0", 7, 5, Normalization.LAYER)
                .layer("decoder.1", 5, 3).build();
        assertEquals(layout, whole.part("decoder."));
    }

    @Test
    void blocksBeginOnSixteenFloats() {
        for (ParameterLayout.Layer layer : example().layers()) {
            assertEquals(0, layer.weightOffset() % 16);
            assertEquals(0, layer.biasOffset() % 16);
        }
        assertEquals(0, example().size() % 16);
    }

    @Test
    void headsAreStackedRowByRow() {
        ParameterLayout layout = example();
        ParameterLayout.Layer heads = layout.layer("encoder.mu");
        assertEquals(6, heads.outputs());
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
        assertEquals(List.of("encoder.0.weight", "encoder.0.bias", "encoder.mu.weight", "encoder.logvar.weight", "encoder.mu.bias",
                "encoder.logvar.bias"), layout.tensors().stream().map(ParameterLayout.Tensor::name).toList());
        assertEquals(3, layout.indexOf("encoder.logvar.weight"));
    }

    @Test
    void headsMayHaveDifferentWidths() {
        ParameterLayout layout = ParameterLayout.builder().heads(List.of("a", "b"), 5, List.of(3, 2)).build();
        assertEquals(5, layout.layer("a").outputs());
        assertEquals(15, layout.tensor("b.weight").offset());
        assertEquals(List.of(2, 5), layout.tensor("b.weight").shape());
        assertEquals(32 + 3, layout.tensor("b.bias").offset());
        assertEquals(48, layout.size());
        assertEquals("layer [a, b]: 5 inputs and [3] outputs, expected a name and a width of at least 1 for each",
                assertThrows(IllegalArgumentException.class, () -> ParameterLayout.builder().heads(List.of("a", "b"), 5, List.of(3))).getMessage());
    }

    @Test
    void aHeadWithoutWeightsHasBiasesAlone() {
        ParameterLayout layout = ParameterLayout.builder().heads(List.of(new ParameterLayout.Head("a", 3), new ParameterLayout.Head("b", 2, false)), 5).build();
        assertEquals(List.of("a.weight", "a.bias", "b.bias"), layout.tensors().stream().map(ParameterLayout.Tensor::name).toList());
        assertEquals(5, layout.layer("a").outputs());
        assertEquals(32 + 3, layout.tensor("b.bias").offset());
        assertTrue(layout.hasWeights(layout.tensor("a.bias")));
        assertFalse(layout.hasWeights(layout.tensor("b.bias")));
    }

    @Test
    void freeTensorsAreBlocksOfTheirOwn() {
        ParameterLayout layout = ParameterLayout.builder().layer("a", 3, 1).tensor("p", 5).tensor("q", 2, 9).build();
        assertEquals(1, layout.layers().size());
        assertEquals(32, layout.tensor("p").offset());
        assertEquals(48, layout.tensor("q").offset());
        assertEquals(80, layout.size());
        assertTrue(layout.isFree(layout.tensor("q")));
        assertFalse(layout.isFree(layout.tensor("a.weight")));
        assertEquals("tensor r: [0], expected one or two extents of at least 1",
                assertThrows(IllegalArgumentException.class, () -> ParameterLayout.builder().tensor("r", 0)).getMessage());
    }

    @Test
    void equalLayersGiveEqualLayouts() {
        assertEquals(example(), example());
        assertEquals(example().hashCode(), example().hashCode());
        assertNotEquals(example(), ParameterLayout.builder().layer("encoder.0", 7, 5).build());
    }

    @Test
    void mistakesAreNamed() {
        ParameterLayout layout = example();
        assertEquals("tensor: there is no encoder.1.weight among [encoder.0.weight, encoder.0.bias, encoder.mu.weight, "
                + "encoder.logvar.weight, encoder.mu.bias, encoder.logvar.bias]",
                assertThrows(IllegalArgumentException.class, () -> layout.tensor("encoder.1.weight")).getMessage());
        assertEquals("layer: there is no decoder.0 among [encoder.0, encoder.mu]",
                assertThrows(IllegalArgumentException.class, () -> layout.layer("decoder.0")).getMessage());
        LayoutBuilder builder = ParameterLayout.builder();
        assertEquals("layer [a]: 0 inputs and 5 outputs each, expected a name and widths of at least 1",
                assertThrows(IllegalArgumentException.class, () -> builder.layer("a", 0, 5)).getMessage());
        LayoutBuilder twice = ParameterLayout.builder().layer("a", 1, 1).layer("a", 1, 1);
        assertEquals("layout: two tensors are named a.weight",
                assertThrows(IllegalArgumentException.class, twice::build).getMessage());
        assertThrows(ArithmeticException.class, () -> ParameterLayout.builder().layer("a", 1 << 16, 1 << 15));
    }

    @Test
    void aPartHasTheLayersOfItsPrefix() {
        ParameterLayout whole = ParameterLayout.builder()
                .layer("encoder.0", 7, 5)
                .layer("decoder.0", 2, 5)
                .heads(List.of("decoder.out", "decoder.logvar"), 5, 3)
                .build();
        assertEquals(ParameterLayout.builder().layer("decoder.0", 2, 5).heads(List.of("decoder.out", "decoder.logvar"), 5, 3).build(),
                whole.part("decoder."));
        assertEquals(whole, whole.part(""));
        assertThrows(IllegalArgumentException.class, () -> whole.part("prior."));
        ParameterLayout parted = ParameterLayout.builder().layer("decoder.0", 2, 5).layer("encoder.0", 7, 5).layer("decoder.1", 5, 5).build();
        assertThrows(IllegalArgumentException.class, () -> parted.part("decoder."));
    }
}
