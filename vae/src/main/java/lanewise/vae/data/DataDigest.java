package lanewise.vae.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What tells data sets apart: a hash of kind, sizes, values and labels.
final class DataDigest {

    private DataDigest() {
    }

    static String sha256(Dataset data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String head = data.kind() + " " + data.size() + " x " + data.width()
                    + (data.hasLabels() ? " labelled\n" : "\n");
            digest.update(head.getBytes(StandardCharsets.US_ASCII));
            for (int r = 0; r < data.size(); r++) {
                data.digestRow(r, digest);
            }
            for (int r = 0; data.hasLabels() && r < data.size(); r++) {
                digest.update((byte) data.label(r));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
