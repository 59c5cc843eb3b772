package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;

class NearestNeighboursTest {

    private static Matrix whole(Arena arena, Random random, int rows, int columns, int values) {
        Matrix matrix = Matrix.allocate(arena, rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                matrix.set(r, c, random.nextInt(values));
            }
        }
        return matrix;
    }

    /// Against all distances in double. The mean is a multiple of 1/4 and the values small, so that fp32 is exact
    /// and ties are ties.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 64})
    void bruteForceWithTies(int k) {
        Random random = new Random(k);
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(2);
                Workspace workspace = Workspace.with(team)) {
            Matrix known = whole(arena, random, 64, 3, 4);
            Matrix asked = whole(arena, random, 150, 3, 4);
            int[] labels = random.ints(64, 0, 3).toArray();
            int[] expected = new int[150];
            for (int r = 0; r < 150; r++) {
                double[] distances = new double[64];
                for (int i = 0; i < 64; i++) {
                    for (int c = 0; c < 3; c++) {
                        distances[i] += Math.pow(known.get(i, c) - asked.get(r, c), 2);
                    }
                }
                Integer[] order = new Integer[64];
                for (int i = 0; i < 64; i++) {
                    order[i] = i;
                }
                java.util.Arrays.sort(order, java.util.Comparator.comparingDouble(i -> distances[i]));
                int[] votes = new int[3];
                for (int i = 0; i < k; i++) {
                    votes[labels[order[i]]]++;
                }
                int most = Math.max(votes[0], Math.max(votes[1], votes[2]));
                for (int i = k - 1; i >= 0; i--) {
                    expected[r] = votes[labels[order[i]]] == most ? labels[order[i]] : expected[r];
                }
            }
            try (NearestNeighbours nearest = new NearestNeighbours(known, labels, workspace)) {
                assertArrayEquals(expected, nearest.classify(asked, k));
            }
        }
    }

    @Test
    void refusals() {
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            Matrix rows = Matrix.allocate(arena, 4, 2);
            assertThrows(IllegalArgumentException.class, () -> new NearestNeighbours(rows, new int[3], workspace));
            try (NearestNeighbours nearest = new NearestNeighbours(rows, new int[4], workspace)) {
                assertThrows(IllegalArgumentException.class, () -> nearest.classify(rows, 0));
                assertThrows(IllegalArgumentException.class, () -> nearest.classify(rows, 5));
                assertThrows(IllegalArgumentException.class, () -> nearest.classify(Matrix.allocate(arena, 1, 3), 1));
            }
        }
    }
}
