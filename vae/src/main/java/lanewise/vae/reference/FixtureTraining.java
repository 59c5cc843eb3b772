package lanewise.vae.reference;

import java.util.List;

/// Optimizers and schedules as they are written in the metadata of a fixture.
final class FixtureTraining {
    static final List<String> OPTIMIZERS = List.of("adam", "adamw", "sgd", "rmsprop", "adagrad");
    static final List<String> SCHEDULES = List.of("constant", "steps", "cosine", "iwae_stages", "plateau");
    static final List<String> WARM_UPS = List.of("none", "linear", "cyclical");

    private FixtureTraining() {
    }

    /// The steps that the metadata tell of.
    static Trajectory trajectory(ReferenceModel model, Description keys) {
        return new Trajectory(model, rule(keys), keys.count("steps", 1, 1),
            keys.number("clip_grad_norm", 0.0, 0, false), schedule(keys), warmUp(keys),
            keys.count("steps_per_epoch", 1, 1));
    }

    /// The update that the metadata tell of.
    static ReferenceOptimizer.Rule rule(Description keys) {
        String optimizer = keys.choice("optimizer", null, OPTIMIZERS);
        double rate = keys.number("lr", null, 0, false);
        double decay = keys.number("weight_decay", 0.0, 0, false);
        double momentum = keys.number("momentum", 0.0, 0, false);
        return switch (optimizer) {
            case "sgd" -> new ReferenceOptimizer.Sgd(rate, momentum, keys.number("dampening", 0.0, 0, false),
                keys.flag("nesterov"), decay);
            case "rmsprop" -> new ReferenceOptimizer.Rmsprop(rate, keys.number("rms_decay", 0.99, 0, false),
                keys.number("eps_opt", 1e-8, 0, false), momentum, decay);
            case "adagrad" -> new ReferenceOptimizer.Adagrad(rate, keys.number("lr_decay", 0.0, 0, false),
                keys.number("eps_opt", 1e-10, 0, false), keys.number("initial_sum", 0.0, 0, false), decay);
            default -> {
                double[] betas = keys.betas("betas", 0.9, 0.999);
                yield new ReferenceOptimizer.Adam(rate, betas[0], betas[1], keys.number("eps_opt", 1e-8, 0, false),
                    decay, optimizer.equals("adamw"), keys.flag("amsgrad"),
                    keys.number("initial_second_moment", 0.0, 0, false));
            }
        };
    }

    /// The factor of the learning rate.
    static ReferenceSchedule schedule(Description keys) {
        return switch (keys.choice("lr_schedule", "constant", SCHEDULES)) {
            case "steps" -> new ReferenceSchedule.Steps(keys.count("lr_every", null, 1),
                keys.number("lr_factor", null, 0, true));
            case "cosine" -> new ReferenceSchedule.Cosine(keys.number("lr_rise", 0.0, 0, false),
                keys.number("lr_floor", 0.0, 0, false));
            case "iwae_stages" -> new ReferenceSchedule.IwaeStages(keys.flag("lr_rounded"));
            case "plateau" -> new ReferenceSchedule.Plateau(keys.number("lr_factor", null, 0, true),
                keys.count("lr_patience", null, 0), keys.number("lr_threshold", 0.0, 0, false),
                keys.number("lr_floor", 0.0, 0, false));
            default -> new ReferenceSchedule.Constant();
        };
    }

    /// The factor of everything in the loss but the reconstruction.
    static ReferenceSchedule warmUp(Description keys) {
        return switch (keys.choice("warmup", "none", WARM_UPS)) {
            case "linear" -> new ReferenceSchedule.Linear(keys.count("warmup_steps", null, 1));
            case "cyclical" -> new ReferenceSchedule.Cyclical(keys.count("warmup_cycles", null, 1),
                keys.number("warmup_rise", 0.5, 0, true));
            default -> new ReferenceSchedule.Constant();
        };
    }

    /// The update in words; empty for none.
    static String formula(String optimizer) {
        String adam = "m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2, v = initial_second_moment at first; vv = amsgrad ?"
            + " max(vv, v) : v; p -= lr/(1-b1^t) * m / (sqrt(vv)/sqrt(1-b2^t) + eps_opt)";
        return switch (optimizer) {
            case "adam" -> "g += weight_decay*p; " + adam;
            case "adamw" -> "p *= 1 - lr*weight_decay; " + adam;
            case "sgd" -> "g += weight_decay*p; buf = g at t = 1, then momentum*buf + (1-dampening)*g; p -= lr * d, d ="
                + " g without momentum, g + momentum*buf if nesterov, else buf";
            case "rmsprop" -> "g += weight_decay*p; v = rms_decay*v + (1-rms_decay)*g^2; buf = momentum*buf + g /"
                + " (sqrt(v) + eps_opt); p -= lr * buf";
            case "adagrad" -> "g += weight_decay*p; s += g^2, s = initial_sum at first; p -= lr / (1 + (t-1)*lr_decay)"
                + " * g / (sqrt(s) + eps_opt)";
            default -> "";
        };
    }
}
