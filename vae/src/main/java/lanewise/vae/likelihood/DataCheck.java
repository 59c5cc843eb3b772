package lanewise.vae.likelihood;

import java.util.List;
import java.util.function.Predicate;

import lanewise.vae.data.Dataset;

/// Finds the first value that a likelihood cannot describe, and those likelihoods that describe the
/// column it stands in.
final class DataCheck {

    private DataCheck() {
    }

    /// Refuses the first value of columns `from` to `to` outside the likelihood's domain.
    static void domain(Likelihood likelihood, Domain domain, Dataset data, int from, int to) {
        if (from == 0 && to == data.width() && !domain.whole()) {
            Dataset.Cell cell = data.firstOutside(domain.lowest(), domain.highest());
            if (cell != null) {
                throw refusal(likelihood, data, cell, "expects " + domain.text(), from, to);
            }
            return;
        }
        requireIn(likelihood, domain, data, from, to, false);
    }

    /// Refuses the first value of columns `from` to `to` that the likelihood cannot describe and that is not NaN.
    static void observed(Likelihood likelihood, Dataset data, int from, int to) {
        if (likelihood instanceof Categorical categorical) {
            categorical.check(data, from, to, true);
        } else {
            requireIn(likelihood, likelihood.domain(), data, from, to, true);
        }
    }

    private static void requireIn(Likelihood likelihood, Domain domain, Dataset data, int from, int to, boolean gaps) {
        for (int r = 0; r < data.size(); r++) {
            for (int c = from; c < to; c++) {
                float value = data.value(r, c);
                if (!domain.contains(value) && !(gaps && Float.isNaN(value))) {
                    throw refusal(likelihood, data, new Dataset.Cell(r, c, value),
                            "expects " + domain.text(), from, to);
                }
            }
        }
    }

    /// What to tell about a value that does not suit.
    static IllegalArgumentException refusal(Likelihood likelihood, Dataset data, Dataset.Cell cell, String expectation,
            int from, int to) {
        String where = from == 0 && to == data.width() ? "" : ", for columns " + from + " to " + (to - 1) + ",";
        return new IllegalArgumentException("data " + data.name() + ": " + data.place(cell) + " is "
                + plain(cell.value()) + "; " + likelihood.name() + where + " " + expectation + "; "
                + advice(data, cell, from, to));
    }

    private static String plain(float value) {
        return value == Math.rint(value) && Math.abs(value) < 1e7 ? Integer.toString((int) value)
                : Float.toString(value);
    }

    /// Likelihoods of the smallest domain that holds all values of the columns.
    private static String advice(Dataset data, Dataset.Cell cell, int from, int to) {
        if (Float.isNaN(cell.value())) {
            return "where NaN stands for a missing cell, the likelihood has to say so: observed: before its name";
        }
        if (!Float.isFinite(cell.value())) {
            return "no likelihood describes it: fill it in or leave the row out";
        }
        for (Domain domain : List.of(Domain.UNIT, Domain.COUNT, Domain.NON_NEGATIVE, Domain.REAL)) {
            List<String> names = Likelihood.all().stream().filter(other -> other.domain() == domain)
                    .map(Likelihood::name).toList();
            if (!names.isEmpty() && all(data, from, to, domain::contains)) {
                return "these values suit " + String.join(", ", names);
            }
        }
        return "other columns hold values that are not finite, which no likelihood describes";
    }

    private static boolean all(Dataset data, int from, int to, Predicate<Float> suits) {
        for (int r = 0; r < data.size(); r++) {
            for (int c = from; c < to; c++) {
                if (!suits.test(data.value(r, c))) {
                    return false;
                }
            }
        }
        return true;
    }
}
