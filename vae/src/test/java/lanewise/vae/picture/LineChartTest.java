package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LineChartTest {

    private static final int FIRST = 0x1c6fd6;
    private static final int SECOND = 0xe8590c;

    /// Pixels by which the dots at both ends of a line make it longer, rounded up.
    private static final int DOT = 8;

    private static LineChart chart() {
        return new LineChart("Curve", "epoch", "loss");
    }

    /// Pixels of exactly that colour below the legend.
    private static int count(Picture picture, int colour) {
        int count = 0;
        for (int i = picture.width() * picture.height() * 3 / 10; i < picture.width() * picture.height(); i++) {
            count += picture.get(i % picture.width(), i / picture.width()) == colour ? 1 : 0;
        }
        return count;
    }

    /// Mean height of the pixels of that colour in a column, or NaN.
    private static double heightAt(Picture picture, int x, int colour) {
        double sum = 0;
        int n = 0;
        for (int y = 0; y < picture.height(); y++) {
            if (picture.get(x, y) == colour) {
                sum += y;
                n++;
            }
        }
        return sum / n;
    }

    @Test
    void linesGoWhereTheirValuesAre() {
        double[] x = {1, 2, 3};
        Picture picture = chart().add("train", x, new double[] {30, 20, 10}).add("test", x, new double[] {10, 10, 10})
                .draw(800, 500);
        assertEquals(0xffffff, picture.get(0, 0));
        double early = heightAt(picture, 150, FIRST);
        double late = heightAt(picture, 500, FIRST);
        assertTrue(late > early + 80, early + " " + late);
        assertEquals(heightAt(picture, 150, SECOND), heightAt(picture, 500, SECOND), 0.6);
        assertTrue(heightAt(picture, 150, SECOND) > early);
    }

    @Test
    void equalDataGiveEqualPictures() {
        double[] x = {1, 2, 3};
        assertEquals(chart().add("a", x, x).draw(400, 250), chart().add("a", x, x).draw(400, 250));
        assertNotEquals(chart().add("a", x, x).draw(400, 250), chart().add("b", x, x).draw(400, 250));
    }

    @Test
    void onePointIsADot() {
        Picture picture = chart().add("a", new double[] {1}, new double[] {7}).draw(800, 500);
        assertTrue(count(picture, FIRST) >= 9);
    }

    @Test
    void constantSeriesIsALevelLine() {
        Picture picture = chart().add("a", new double[] {1, 2, 3}, new double[] {5, 5, 5}).draw(800, 500);
        assertEquals(heightAt(picture, 200, FIRST), heightAt(picture, 450, FIRST), 0.5);
    }

    @Test
    void gapsStayEmptyAndLonelyPointsShow() {
        double nan = Double.NaN;
        double[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8};
        Picture whole = chart().add("a", x, new double[] {2, 2, 2, 2, 2, 2, 2, 2, 2}).draw(800, 500);
        Picture gaps = chart().add("a", x, new double[] {2, 2, nan, Double.NEGATIVE_INFINITY, 2, nan, nan, 2, 2})
                .draw(800, 500);
        assertTrue(count(gaps, FIRST) > 0.2 * count(whole, FIRST) && count(gaps, FIRST) < 0.7 * count(whole, FIRST));
        assertTrue(Double.isNaN(heightAt(gaps, 280, FIRST)), "the gap is empty");
    }

    @Test
    void chartsWithoutValuesSaySo() {
        Picture empty = chart().draw(800, 500);
        Picture nothing = chart().add("a", new double[0], new double[0])
                .add("b", new double[] {1}, new double[] {Double.NaN}).draw(800, 500);
        assertEquals(empty, nothing);
        assertTrue(count(empty, 0x5b636b) > 50);
    }

    @Test
    void extremeValuesDoNotBreakIt() {
        double[][] values = {{1e300, -1e300}, {1e-300, 2e-300}, {Double.MAX_VALUE, -Double.MAX_VALUE},
                {Double.MIN_VALUE, 0}, {1e15, 1e15 + 1}};
        for (double[] y : values) {
            chart().add("a", new double[] {1, 2}, y).draw(200, 125);
        }
        chart().add("a".repeat(300), new double[] {-1e9, 1e9}, new double[] {0, 1}).draw(200, 125);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertEquals("y: has 1 values for 2 points",
                assertThrows(IllegalArgumentException.class, () -> chart().add("a", new double[2], new double[1]))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> chart().draw(199, 500));
    }

    /// Two thirds of the values in the left bin, the rest, with what lies outside, in the right one.
    @Test
    void histogramsShowShares() {
        double[] values = {0.1, 0.2, 0.3, 0.4, 0.9, 7, Double.NaN};
        Picture picture = chart().addHistogram("values", values, 0, 1, 2).draw(800, 500);
        double left = heightAt(picture, 200, FIRST);
        double right = heightAt(picture, 550, FIRST);
        assertTrue(left < right - 50, left + " " + right);
        double[] x = {0, 0, 0.5, 0.5, 1, 1};
        double four = 400.0 / 7;
        double two = 200.0 / 7;
        assertEquals(heightAt(chart().add("values", x, new double[] {0, four, four, two, two, 0}).draw(800, 500), 200,
                FIRST), left, 0.6);
        assertThrows(IllegalArgumentException.class, () -> chart().addHistogram("none", values, 1, 1, 2));
        assertThrows(IllegalArgumentException.class, () -> chart().addHistogram("none", values, 0, 1, 0));
    }

    @Test
    void theLegendCanStandLowAndSayMore() {
        double[] x = {0, 1};
        Picture high = chart().add("a", x, x, "AUROC").draw(400, 250);
        Picture low = chart().add("a", x, x, "AUROC").legendLow().draw(400, 250);
        assertNotEquals(high, low);
        assertNotEquals(high, chart().add("a", x, x).draw(400, 250));
    }

    /// Highest pixel of exactly that colour in a column, or -1.
    private static int highest(Picture picture, int x, int colour) {
        for (int y = 0; y < picture.height(); y++) {
            if (picture.get(x, y) == colour) {
                return y;
            }
        }
        return -1;
    }

    /// Pixels of exactly that colour on top of each other in a column, the longest stretch.
    private static int stretch(Picture picture, int x, int colour) {
        int longest = 0;
        int length = 0;
        for (int y = 0; y < picture.height(); y++) {
            length = picture.get(x, y) == colour ? length + 1 : 0;
            longest = Math.max(longest, length);
        }
        return longest;
    }

    /// A last bar that is as high as the plot, where the legend stands if nothing is there: both its edges are whole,
    /// so many times as long as those of the first bar as it has values more.
    @Test
    void theLegendCoversNoBar() {
        requireWholeLastBar(new LineChart("A free corner", "nats", "percent")
                .addHistogram("anomalies", new double[] {0.99, 0.99, 0.99, 0.01}, 0, 1, 20), FIRST, 3);
        requireWholeLastBar(new LineChart("No free corner", "nats", "percent")
                .addHistogram("normal", new double[] {0.01, 0.01, 0.02}, 0, 1, 20)
                .addHistogram("anomalies", new double[] {0.99, 0.99, 0.99, 0.01}, 0, 1, 20), SECOND, 3);
    }

    private static void requireWholeLastBar(LineChart chart, int colour, int times) {
        Picture picture = chart.draw(800, 500);
        int first = 0;
        for (int x = 0; x < picture.width() / 2; x++) {
            first = Math.max(first, stretch(picture, x, colour));
        }
        int from = picture.width();
        int to = 0;
        for (int x = picture.width() / 2; x < picture.width(); x++) {
            if (stretch(picture, x, colour) > times * (first - DOT)) {
                from = Math.min(from, x);
                to = x;
            }
        }
        assertTrue(first > 60 && to - from > 20, "edges of " + times + " times " + first + " pixels from " + from
                + " to " + to);
    }

    @Test
    void aLegendWithoutAFreeCornerStandsAboveThePlot() {
        double[] x = {0, 1};
        Picture cross = chart().add("up", x, x).add("down", x, new double[] {1, 0}).draw(800, 500);
        Picture up = chart().add("up", x, x).draw(800, 500);
        assertTrue(highest(cross, 760, FIRST) > highest(up, 760, FIRST) + 40,
                highest(cross, 760, FIRST) + " beside " + highest(up, 760, FIRST));
    }
}
