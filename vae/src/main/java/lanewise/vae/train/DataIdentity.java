package lanewise.vae.train;

import lanewise.vae.data.Dataset;

/// What tells data sets apart.
///
/// @param rows number of rows
/// @param width values per row
/// @param sha256 of the contents
record DataIdentity(int rows, int width, String sha256) {

    static DataIdentity of(Dataset data) {
        return new DataIdentity(data.size(), data.width(), data.sha256());
    }

    @Override
    public String toString() {
        return rows + " x " + width + " with SHA-256 " + sha256.substring(0, Math.min(12, sha256.length())) + "...";
    }
}
