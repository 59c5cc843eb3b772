package lanewise.vae.explore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Minimises a smooth convex function by the limited-memory BFGS method (Nocedal 1980; Nocedal and Wright
/// 2006, algorithms 7.4 and 7.5) with the last 10 pairs and a step that is halved until the function falls
/// enough (Armijo 1966).
final class Lbfgs {

    private static final int PAIRS = 10;
    private static final int HALVINGS = 40;
    private static final double ENOUGH = 1e-4;
    private static final double CURVED = 1e-12;

    private Lbfgs() {
    }

    /// A function and its gradient.
    @FunctionalInterface
    interface Function {

        /// @param point where
        /// @param gradient is overwritten
        /// @return the value
        double value(double[] point, double[] gradient);
    }

    /// Where the search ended.
    record Minimum(double[] point, double value, int steps) {
    }

    private record Pair(double[] s, double[] y, double sy) {
    }

    /// Searches until every element of the gradient is at most `tolerance`, no step lowers the function any more, or
    /// `most` steps were made.
    static Minimum minimise(Function function, double[] start, int most, double tolerance) {
        int n = start.length;
        double[] point = start.clone();
        double[] gradient = new double[n];
        double value = function.value(point, gradient);
        Deque<Pair> pairs = new ArrayDeque<>();
        int steps = 0;
        while (steps < most && largest(gradient) > tolerance) {
            double[] direction = direction(gradient, pairs);
            double slope = dot(gradient, direction);
            double step = pairs.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
            double[] next = new double[n];
            double[] nextGradient = new double[n];
            double nextValue = Double.NaN;
            int halvings = 0;
            for (; halvings < HALVINGS; halvings++) {
                for (int i = 0; i < n; i++) {
                    next[i] = Math.fma(step, direction[i], point[i]);
                }
                nextValue = function.value(next, nextGradient);
                if (nextValue <= value + ENOUGH * step * slope) {
                    break;
                }
                step /= 2;
            }
            if (halvings == HALVINGS) {
                break;
            }
            double[] s = new double[n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                s[i] = next[i] - point[i];
                y[i] = nextGradient[i] - gradient[i];
            }
            double sy = dot(s, y);
            if (sy > CURVED * Math.sqrt(dot(s, s) * dot(y, y))) {
                pairs.addLast(new Pair(s, y, sy));
                if (pairs.size() > PAIRS) {
                    pairs.removeFirst();
                }
            }
            point = next;
            gradient = nextGradient;
            value = nextValue;
            steps++;
        }
        return new Minimum(point, value, steps);
    }

    /// Minus the gradient times the approximate inverse Hessian: the two loops.
    private static double[] direction(double[] gradient, Deque<Pair> pairs) {
        double[] q = new double[gradient.length];
        for (int i = 0; i < q.length; i++) {
            q[i] = -gradient[i];
        }
        double[] alpha = new double[pairs.size()];
        int at = pairs.size();
        for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext();) {
            Pair pair = newest.next();
            alpha[--at] = dot(pair.s, q) / pair.sy;
            add(-alpha[at], pair.y, q);
        }
        if (!pairs.isEmpty()) {
            Pair last = pairs.getLast();
            double scale = last.sy / dot(last.y, last.y);
            for (int i = 0; i < q.length; i++) {
                q[i] *= scale;
            }
        }
        for (Pair pair : pairs) {
            add(alpha[at++] - dot(pair.y, q) / pair.sy, pair.s, q);
        }
        return q;
    }

    private static void add(double factor, double[] a, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.fma(factor, a[i], to[i]);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum = Math.fma(a[i], b[i], sum);
        }
        return sum;
    }

    private static double largest(double[] a) {
        double largest = 0;
        for (double value : a) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
