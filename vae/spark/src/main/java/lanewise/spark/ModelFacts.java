package lanewise.spark;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.tabular.TableForm;

/// What the driver knows of a model: its file and what is said in it, but not its weights. Immutable.
final class ModelFacts implements Serializable {

    private static final long serialVersionUID = 1;

    private final byte[] bytes;
    private transient String digest;
    private transient Architecture net;
    private transient TableForm form;

    private ModelFacts(byte[] bytes) {
        this.bytes = bytes;
        derive();
    }

    /// Reads a model.
    ///
    /// @param bytes its file, not to be changed any more
    /// @return the facts
    static ModelFacts of(byte[] bytes) {
        return new ModelFacts(bytes);
    }

    private void derive() {
        try (VaeModel model = SharedModels.read(bytes)) {
            digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            net = model.architecture();
            form = SharedModels.form(model);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        derive();
    }

    /// The file.
    byte[] bytes() {
        return bytes;
    }

    /// Its SHA-256.
    String digest() {
        return digest;
    }

    /// What the model is made of.
    Architecture net() {
        return net;
    }

    /// What it knows of its table; null if it is no model of a table.
    TableForm form() {
        return form;
    }
}
