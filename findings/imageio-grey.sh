#!/usr/bin/env bash
# JDK 25 (java.desktop): getRGB of a grey picture is not the grey value of the file.
#
# Behaviour: a PNG of grey 128 read by ImageIO has 128 in its raster, and getRGB says 188: Java's grey colour space
# is linear, so the value is gamma-corrected on its way to sRGB; setRGB of 128 stores 55. Drawing the picture onto
# an RGB one (drawImage), the other usual way, gives 128.
# Most would guess: red, green and blue of 128, the value of the file.
# It matters because getRGB(x, y) & 255 is a usual way to read pictures of digits in Java: black and white stay, all
# between is brighter, and a model trained elsewhere sees other pictures.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import javax.imageio.ImageIO;

public class Finding {
    public static void main(String[] args) throws Exception {
        var grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 128);
        var file = new ByteArrayOutputStream();
        ImageIO.write(grey, "png", file);
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(file.toByteArray()));
        int raster = read.getRaster().getSample(0, 0, 0);
        int blue = read.getRGB(0, 0) & 255;
        var colour = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        colour.createGraphics().drawImage(read, 0, 0, null);
        int drawn = colour.getRGB(0, 0) & 255;
        System.out.println("seen: raster " + raster + ", getRGB " + blue + ", drawn onto RGB " + drawn);
        boolean seen = raster == 128 && blue == 188 && drawn == 128;
        if (!seen) {
            System.err.println("changed: getRGB no longer differs from the raster");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -Djava.awt.headless=true "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
