package lanewise.vae.schema;

import java.util.ArrayList;
import java.util.List;

import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.schema.TableEncoder.Place;

/// The likelihoods of columns, neighbours of one family in one part.
final class EncodedLikelihood {

    private EncodedLikelihood() {
    }

    static Likelihood of(List<Place> places) {
        List<Composite.Part> parts = new ArrayList<>();
        for (int c = 0; c < places.size();) {
            Class<?> family = family(places.get(c));
            int first = c;
            while (c < places.size() && family(places.get(c)) == family) {
                c++;
            }
            List<Integer> widths = places.subList(first, c).stream().map(place -> place.to() - place.from()).toList();
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
