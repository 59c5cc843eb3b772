package lanewise.vae.train;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.model.Architecture;

/// What determines a run: architecture, configuration and data.
///
/// @param architecture the model
/// @param configuration the training
/// @param data training rows, validation rows split off included
/// @param validation validation rows given by themselves, or null
record RunIdentity(Architecture architecture, TrainingConfiguration configuration, DataIdentity data,
        DataIdentity validation) {

    private static final String ARCHITECTURE = "architecture";
    private static final String CONFIGURATION = "configuration";
    private static final String NONE = "none";
    private static final String EPOCHS = "epochs";
    private static final String DATA = "data";
    private static final String VALIDATION = "validation";

    void writeTo(SafetensorsWriter writer) {
        writer.metadata(ARCHITECTURE, architecture.toJson());
        writer.metadata(CONFIGURATION, configuration.toJson());
        writer.metadata(DATA, Json.write(RecordForm.toMap(data)));
        if (validation != null) {
            writer.metadata(VALIDATION, Json.write(RecordForm.toMap(validation)));
        }
    }

    static RunIdentity read(Safetensors file) throws FormatException {
        Architecture architecture = Architecture.fromJson(file.metadata(ARCHITECTURE), place(file, ARCHITECTURE));
        TrainingConfiguration configuration = TrainingConfiguration.fromJson(file.metadata(CONFIGURATION),
                place(file, CONFIGURATION));
        DataIdentity data = data(file, DATA);
        DataIdentity validation = file.metadata().containsKey(VALIDATION) ? data(file, VALIDATION) : null;
        return new RunIdentity(architecture, configuration, data, validation);
    }

    private static DataIdentity data(Safetensors file, String key) throws FormatException {
        String place = place(file, key);
        return RecordForm.read(DataIdentity.class, Json.parseObject(file.metadata(key), place), place);
    }

    static String place(Safetensors file, String key) {
        return file.source() + ": metadata \"" + key + "\"";
    }

    /// Refuses a run that is another than this one, that of a checkpoint, naming what differs. Its
    /// length is not looked at.
    void requireSame(RunIdentity run, String source) {
        if (!architecture.equals(run.architecture)) {
            refuse(source, ARCHITECTURE, architecture.toJson(), run.architecture.toJson());
        }
        Map<String, Object> theirs = configuration.toMap();
        Map<String, Object> ours = run.configuration.toMap();
        Set<String> names = new LinkedHashSet<>(theirs.keySet());
        names.addAll(ours.keySet());
        for (String name : names) {
            if (!name.equals(EPOCHS) && !Objects.equals(theirs.get(name), ours.get(name))) {
                refuse(source, CONFIGURATION + ": " + name, theirs.getOrDefault(name, NONE),
                        ours.getOrDefault(name, NONE));
            }
        }
        requireSame(DATA, data, run.data, source);
        requireSame(VALIDATION, validation, run.validation, source);
    }

    private static void requireSame(String name, DataIdentity theirs, DataIdentity ours, String source) {
        if (!Objects.equals(theirs, ours)) {
            refuse(source, name, theirs == null ? NONE : theirs, ours == null ? NONE : ours);
        }
    }

    private static void refuse(String source, String what, Object theirs, Object ours) {
        throw new IllegalArgumentException(source + ": cannot be resumed by this run, " + what + " differs: " + theirs
                + " in the checkpoint, " + ours + " in this run");
    }
}
