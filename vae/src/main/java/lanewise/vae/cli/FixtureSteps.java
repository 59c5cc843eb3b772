package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.layer.Parameters;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;
import lanewise.vae.reference.ReferenceOptimizer;
import lanewise.vae.reference.ReferenceSchedule;
import lanewise.vae.reference.Trajectory;
import lanewise.vae.schedule.Schedule;
import lanewise.vae.schedule.Warmup;
import lanewise.vae.train.Adagrad;
import lanewise.vae.train.Adam;
import lanewise.vae.train.AdamW;
import lanewise.vae.train.Optimizer;
import lanewise.vae.train.ParameterUpdate;
import lanewise.vae.train.Rmsprop;
import lanewise.vae.train.Sgd;

/// What the fp32 kernels make of all steps of a trajectory, along the float64 one: the pass of each step is at
/// float64's parameters; the optimizer goes its own way from the start, but by float64's gradients. So no step is
/// judged by what rounding in earlier ones became: Adam's first step is `lr g / (abs(g) + eps)`, and a gradient that is
/// nothing but rounding moves its parameter as far as any other.
final class FixtureSteps {

    private FixtureSteps() {
    }

    /// Computes.
    ///
    /// @param start the parameters before the first step by name
    /// @param truth what the float64 reference makes of the fixture
    /// @return the results by name, those of the first pass also under their plain names
    /// @throws IllegalArgumentException if the fp32 path does not offer what the fixture describes
    static Map<String, DoubleTensor> of(Fixture fixture, Map<String, DoubleTensor> start,
            Map<String, DoubleTensor> truth) {
        Trajectory path = fixture.trajectory();
        Optimizer optimizer = optimizer(path.rule());
        Schedule rates = schedule(path.rates());
        Warmup warmup = warmup(path.warmUp());
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        try (FixturePass pass = new FixturePass(fixture); Arena arena = Arena.ofShared()) {
            Parameters parameters = pass.allocate();
            FixturePass.fill(parameters, "", start);
            Parameters gradient = pass.allocate();
            ParameterUpdate update = new ParameterUpdate(optimizer, parameters, gradient,
                    moments(optimizer, parameters, arena), Team.single());
            Map<String, DoubleTensor> before = start;
            for (int t = 1; t <= path.steps(); t++) {
                String step = "step" + t + ".";
                Map<String, DoubleTensor> passed = pass.run(before, path.noise(fixture.tensors(), t),
                        warmup.factor(t - 1, 1, path.steps()));
                if (t == 1) {
                    results.putAll(passed);
                }
                results.put(step + "loss", passed.get("loss.total"));
                results.putAll(pass.tensors(step + "grad.", pass.gradients()));
                if (path.clip() > 0) {
                    double norm = norm(pass.gradients());
                    results.put(step + "grad_norm", DoubleTensor.scalar(norm));
                    scale(pass.gradients(), (float) ParameterUpdate.Clip.factor(norm, path.clip()));
                    results.putAll(pass.tensors(step + "gradclipped.", pass.gradients()));
                }
                FixturePass.fill(gradient, step + "grad.", truth);
                update.step(t, ParameterUpdate.Clip.factor(norm(gradient), path.clip()), rate(rates, path, t, truth));
                results.putAll(pass.tensors(step, parameters));
                before = named(step, start, truth);
            }
        }
        return results;
    }

    private static Map<String, DoubleTensor> named(String prefix, Map<String, DoubleTensor> names,
            Map<String, DoubleTensor> from) {
        Map<String, DoubleTensor> named = new LinkedHashMap<>();
        names.keySet().forEach(name -> named.put(name, from.get(prefix + name)));
        return named;
    }

    private static MemorySegment moments(Optimizer optimizer, Parameters parameters, Arena arena) {
        List<String> names = optimizer.moments();
        int length = parameters.layout().size();
        Matrix moments = Matrix.allocateDense(arena, Math.max(1, names.size()), length);
        for (int i = 0; i < names.size(); i++) {
            moments.rows(i, i + 1).fill((float) optimizer.start(names.get(i)));
        }
        return moments.segment().asSlice(0, (long) names.size() * length * Float.BYTES);
    }

    private static double norm(Parameters gradient) {
        return new ParameterUpdate.Clip(gradient.segment(), Team.single()).norm();
    }

    private static void scale(Parameters gradient, float factor) {
        MemorySegment segment = gradient.segment();
        for (int i = 0; i < gradient.layout().size(); i++) {
            segment.setAtIndex(Matrix.FLOAT, i, segment.getAtIndex(Matrix.FLOAT, i) * factor);
        }
    }

    /// The factor of the learning rate in step t, from 1: by the losses of float64, so that rounding does not decide
    /// whether an epoch was better.
    private static double rate(Schedule schedule, Trajectory path, int t, Map<String, DoubleTensor> truth) {
        int stepsPerEpoch = path.stepsPerEpoch();
        if (schedule.dependsOnLength()) {
            // counts steps, and a trajectory need not end with an epoch
            return schedule.factor(t - 1, 1, path.steps(), _ -> Double.NaN);
        }
        return schedule.factor(t - 1, stepsPerEpoch, path.steps(),
                epoch -> IntStream.rangeClosed(epoch * stepsPerEpoch + 1, (epoch + 1) * stepsPerEpoch)
                        .mapToDouble(s -> truth.get("step" + s + ".loss").item()).average().orElseThrow());
    }

    private static Optimizer optimizer(ReferenceOptimizer.Rule rule) {
        return switch (rule) {
            case ReferenceOptimizer.Adam a when a.decoupled() && a.initialSecond() != 0 ->
                throw new IllegalArgumentException("--kernels: adamw starts its second moment at " + a.initialSecond()
                        + ", expected 0");
            case ReferenceOptimizer.Adam a when a.decoupled() -> new AdamW(a.rate(), a.beta1(), a.beta2(), a.epsilon(),
                    a.decay(), a.amsgrad());
            case ReferenceOptimizer.Adam a -> new Adam(a.rate(), a.beta1(), a.beta2(), a.epsilon(), a.decay(),
                    a.amsgrad(), a.initialSecond());
            case ReferenceOptimizer.Rmsprop r -> new Rmsprop(r.rate(), r.memory(), r.epsilon(),
                    r.momentum(), r.decay());
            case ReferenceOptimizer.Adagrad a -> new Adagrad(a.rate(), a.rateDecay(), a.epsilon(),
                    a.initialSum(), a.decay());
            case ReferenceOptimizer.Sgd s -> new Sgd(s.rate(), s.momentum(), s.dampening(), s.nesterov(), s.decay());
        };
    }

    private static Schedule schedule(ReferenceSchedule schedule) {
        return switch (schedule) {
            case ReferenceSchedule.Constant _ -> new Schedule.Constant();
            case ReferenceSchedule.Steps s -> new Schedule.Steps(s.every(), s.by());
            case ReferenceSchedule.Cosine c -> new Schedule.Cosine(c.rise(), c.floor());
            case ReferenceSchedule.IwaeStages i -> new Schedule.IwaeStages(i.rounded());
            case ReferenceSchedule.Plateau p -> new Schedule.Plateau(p.by(), p.patience(), p.threshold(), p.floor());
            default -> throw new IllegalArgumentException("--kernels: the rate has the schedule " + schedule
                    + ", expected another");
        };
    }

    private static Warmup warmup(ReferenceSchedule warmup) {
        return switch (warmup) {
            case ReferenceSchedule.Linear l -> new Warmup.Linear(Math.toIntExact(l.rise()));
            case ReferenceSchedule.Cyclical c -> new Warmup.Cyclical(c.cycles(), c.rise());
            default -> new Warmup.Immediate();
        };
    }
}
