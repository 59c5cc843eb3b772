package lanewise.vae.schema;

import java.util.ArrayList;
import java.util.List;

import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.schema.TableEncoder.Place;

/// The likelihoods of columns, each with that of its gaps behind it where these are modelled; neighbours of one family
/// in one part.
final class EncodedLikelihood {

    /// Neighbouring values of one family: those of a category, a number, or one that says whether a cell is missing.
    private record Values(int width, Class<?> family) {
    }

    private EncodedLikelihood() {
    }

    static Likelihood of(List<Place> places) {
        List<Values> all = new ArrayList<>();
        for (Place place : places) {
            all.add(new Values(place.to() - place.from(), family(place)));
            if (place.gaps()) {
                all.add(new Values(1, Bernoulli.class));
            }
        }
        List<Composite.Part> parts = new ArrayList<>();
        for (int c = 0; c < all.size();) {
            Class<?> family = all.get(c).family();
            int first = c;
            while (c < all.size() && all.get(c).family() == family) {
                c++;
            }
            List<Integer> widths = all.subList(first, c).stream().map(Values::width).toList();
            Likelihood likelihood = family == Categorical.class ? new Categorical(widths)
                    : family == Bernoulli.class ? new Bernoulli() : new GaussianShared(true);
            parts.add(new Composite.Part(widths.stream().mapToInt(Integer::intValue).sum(), likelihood));
        }
        return parts.size() == 1 ? parts.getFirst().likelihood() : new Composite(parts);
    }

    private static Class<?> family(Place place) {
        return switch (place.column()) {
            case Column.Category category -> category.width() > 1 ? Categorical.class : Bernoulli.class;
            case Column.Binary _ -> Bernoulli.class;
            default -> GaussianShared.class;
        };
    }
}
