package lanewise.spark;

import java.io.Serializable;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.model.Architecture;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

/// What a task has to know to train.
///
/// @param architecture what is trained, in JSON
/// @param configuration how, in JSON
/// @param table how rows of a table are encoded, in JSON; null for vectors
record TrainingPlan(String architecture, String configuration, String table) implements Serializable {

    Architecture net() {
        try {
            return Architecture.fromJson(architecture, "architecture");
        } catch (FormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    TrainingConfiguration training() {
        try {
            return TrainingConfiguration.fromJson(configuration, "configuration");
        } catch (FormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// Null for vectors.
    TableForm form() {
        try {
            return table == null ? null : TableForm.fromJson(table, "table");
        } catch (FormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// A trainer of the model that a command makes of the same rows.
    Trainer trainer() {
        TableForm form = form();
        return Trainer.of(net()).configuration(training()).metadata(form == null ? Map.of() : form.metadata());
    }
}
