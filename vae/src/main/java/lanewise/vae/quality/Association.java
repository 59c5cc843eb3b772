package lanewise.vae.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// How strongly two columns hang together, over the rows where both have a cell.
final class Association {

    private Association() {
    }

    /// The ranks of numbers from 1 on, equal ones having the mean of theirs; NaN where a number is NaN.
    static double[] ranks(double[] numbers) {
        int[] order = IntStream.range(0, numbers.length).filter(i -> !Double.isNaN(numbers[i])).boxed()
                .sorted(Comparator.comparingDouble(i -> numbers[i])).mapToInt(Integer::intValue).toArray();
        double[] ranks = new double[numbers.length];
        Arrays.fill(ranks, Double.NaN);
        for (int from = 0; from < order.length;) {
            int to = from;
            while (to < order.length && numbers[order[to]] == numbers[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /// The correlation coefficient of Pearson; of ranks it is that of Spearman. 0 where one side does not vary.
    static double correlation(double[] a, double[] b) {
        double n = 0;
        double meanA = 0;
        double meanB = 0;
        double squareA = 0;
        double squareB = 0;
        double product = 0;
        for (int r = 0; r < a.length; r++) {
            if (!Double.isNaN(a[r]) && !Double.isNaN(b[r])) {
                n++;
                double da = a[r] - meanA;
                double db = b[r] - meanB;
                meanA += da / n;
                meanB += db / n;
                squareA += da * (a[r] - meanA);
                squareB += db * (b[r] - meanB);
                product += da * (b[r] - meanB);
            }
        }
        double root = Math.sqrt(squareA) * Math.sqrt(squareB);
        return root > 0 && root < Double.POSITIVE_INFINITY ? Math.clamp(product / root, -1, 1) : 0;
    }

    /// Cramer's V (1946) with Bergsma's correction (2013, eq. 3 to 6), so that independent columns have about 0 in
    /// tables of any size; -1 stands for a gap. 0 where one side does not vary.
    static double cramer(int[] a, int categoriesA, int[] b, int categoriesB) {
        int[][] counts = new int[categoriesA][categoriesB];
        int[] rows = new int[categoriesA];
        int[] columns = new int[categoriesB];
        double n = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] >= 0 && b[i] >= 0) {
                counts[a[i]][b[i]]++;
                rows[a[i]]++;
                columns[b[i]]++;
                n++;
            }
        }
        double r = Arrays.stream(rows).filter(count -> count > 0).count();
        double k = Arrays.stream(columns).filter(count -> count > 0).count();
        if (r < 2 || k < 2) {
            return 0;
        }
        double phi = -1;
        for (int i = 0; i < categoriesA; i++) {
            for (int j = 0; j < categoriesB; j++) {
                phi += counts[i][j] == 0 ? 0 : (double) counts[i][j] / rows[i] * counts[i][j] / columns[j];
            }
        }
        double corrected = Math.max(0, phi - (k - 1) * (r - 1) / (n - 1));
        double least = Math.min(k - (k - 1) * (k - 1) / (n - 1), r - (r - 1) * (r - 1) / (n - 1)) - 1;
        return least > 0 ? Math.min(1, Math.sqrt(corrected / least)) : 0;
    }

    /// The correlation ratio (Pearson 1905), the root of the share of the variance that lies between the categories; of
    /// ranks its square is H / (n - 1), H being the statistic of Kruskal and Wallis (1952). 0 where one side does not
    /// vary.
    static double ratio(int[] group, int categories, double[] numbers) {
        double[] sums = new double[categories];
        double[] sizes = new double[categories];
        double n = 0;
        double mean = 0;
        double squares = 0;
        for (int r = 0; r < group.length; r++) {
            if (group[r] >= 0 && !Double.isNaN(numbers[r])) {
                sums[group[r]] += numbers[r];
                sizes[group[r]]++;
                n++;
                double d = numbers[r] - mean;
                mean += d / n;
                squares += d * (numbers[r] - mean);
            }
        }
        double between = 0;
        for (int g = 0; g < categories; g++) {
            double d = sizes[g] == 0 ? 0 : sums[g] / sizes[g] - mean;
            between += sizes[g] * d * d;
        }
        return squares > 0 ? Math.sqrt(Math.min(1, between / squares)) : 0;
    }
}
