package lanewise.vae.report;

import java.util.List;
import java.util.Map;

/// A piece of a section: what is shown, without how. Texts may be of anybody; who renders them escapes them. Arrays are
/// not copied and not to be changed. Immutable otherwise.
public sealed interface Part {

    /// A name and its value.
    ///
    /// @param name what it is
    /// @param value as people read it
    record Fact(String name, String value) {
    }

    /// Facts; those of two runs with one caption stand in one table.
    ///
    /// @param caption of the table
    /// @param facts in their order
    record Facts(String caption, List<Fact> facts) implements Part {

        /// Keeps an own copy.
        public Facts {
            facts = List.copyOf(facts);
        }
    }

    /// A table.
    ///
    /// @param caption what it shows
    /// @param columns their names
    /// @param rows cells as texts, one per column
    /// @param bars for each row the length of a bar, 0 to 1, in a column of its own; null for none
    /// @param folded whether it is shown on demand only
    record Table(String caption, List<String> columns, List<List<String>> rows, double[] bars, boolean folded)
            implements Part {
    }

    /// A sentence or two: a remark, or what is left out and why.
    ///
    /// @param text the text
    record Note(String text) implements Part {
    }

    /// Lines to copy.
    ///
    /// @param caption what they are
    /// @param text the lines
    /// @param folded whether they are shown on demand only
    record Code(String caption, String text, boolean folded) implements Part {
    }

    /// A raster picture.
    ///
    /// @param caption what stands below it
    /// @param alternative what it shows, for those who do not see it
    /// @param png the bytes of a PNG file
    /// @param width in pixels of the page, as wide as it gets
    /// @param height in pixels of the page
    record Image(String caption, String alternative, byte[] png, int width, int height) implements Part {
    }

    /// A chart of values by epoch; those of two runs with one title stand in one chart.
    ///
    /// @param title its heading
    /// @param unit of the values
    /// @param lines what it shows, at least one
    record Curves(String title, String unit, List<Line> lines) implements Part {
    }

    /// A line of a chart.
    ///
    /// @param name its name
    /// @param values that of epoch e, from 1, at e - 1; NaN where there is none
    record Line(String name, double[] values) {
    }

    /// A histogram.
    ///
    /// @param title its heading
    /// @param unit of the values
    /// @param groups what is counted, one or two, each in percent of itself
    /// @param threshold a mark, NaN for none
    record Histogram(String title, String unit, List<Line> groups, double threshold) implements Part {
    }

    /// Points in a plane.
    ///
    /// @param title its heading
    /// @param xName what is counted to the right
    /// @param yName what is counted upwards
    /// @param x of each point
    /// @param y of each point
    /// @param labels of each point, numbers; null where there are none
    /// @param names of the labels by their numbers
    /// @param numbers of the examples that the points stand for
    record Scatter(String title, String xName, String yName, float[] x, float[] y, int[] labels,
            Map<Integer, String> names, int[] numbers) implements Part {
    }

    /// A decoder that works in the page.
    ///
    /// @param decoder what [PageDecoder] gives
    /// @param still what is shown where there are no scripts
    record Explorer(Map<String, Object> decoder, Image still) implements Part {
    }
}
