package lanewise.vae.data;

/// Grey images for training and for the test at the end, all of one size.
///
/// @param train what to learn from
/// @param test what no decision is based on
/// @param height rows of an image, from the top
/// @param imageWidth values per row of an image, from the left
public record ImageSet(Dataset train, Dataset test, int height, int imageWidth) {

    /// Refuses data of another size.
    ///
    /// @param train what to learn from
    /// @param test what no decision is based on
    /// @param height rows of an image
    /// @param imageWidth values per row of an image
    /// @throws IllegalArgumentException if a data set does not have height x imageWidth values per row
    public ImageSet {
        for (Dataset data : new Dataset[] {train, test}) {
            if (height < 1 || imageWidth < 1 || (long) height * imageWidth != data.width()) {
                throw new IllegalArgumentException(data + ": expected rows of " + height + " x " + imageWidth
                        + " values");
            }
        }
    }
}
