package lanewise.vae.data;

/// The ways in which the digits 0 to 9 are written: the strokes of the pen, before any variation.
///
/// A style is one line of strokes parted by `;`, each a list of points `x,y` that the pen goes through: x from the
/// left, y from the top, both 0 to 100. Between points the pen follows a smooth curve; a corner is where one stroke
/// ends and the next begins.
final class DigitStyles {

    private static final String[][] TEXT = {
        {
            "52,0 26,14 18,50 28,88 52,100 74,86 82,50 72,12 52,0",
            "62,4 34,8 18,38 22,78 46,100 72,88 82,52 74,18 56,2 40,10",
            "48,0 30,20 26,54 34,90 50,100 66,88 74,52 68,16 50,1",
        },
        {
            "50,0 50,34 50,68 50,100",
            "54,0 52,34 49,68 46,100",
            "32,22 44,12 54,0; 54,0 54,34 53,68 53,100",
            "32,20 44,11 54,0; 54,0 54,34 54,68 54,99; 32,100 54,99 76,100",
        },
        {
            "20,26 30,8 50,0 70,8 76,28 64,52 42,76 20,98; 20,98 40,96 60,98 82,96",
            "18,22 32,5 54,0 72,12 72,34 54,62 34,88 20,92 18,82 30,76 50,88 68,98 86,90",
            "22,20 40,2 64,6 72,24 62,50 40,78 20,99; 20,99 50,97 80,99",
        },
        {
            "22,12 42,0 66,6 72,24 62,40 42,47; 42,47 66,52 78,70 70,92 46,100 20,88",
            "22,3 48,2 74,2; 74,2 60,20 46,40; 46,40 70,48 78,70 66,94 42,100 20,90",
            "20,14 40,0 66,4 72,22 58,40 44,46 56,46 76,58 78,82 58,99 34,100 16,88",
        },
        {
            "30,0 27,22 22,42 20,58; 20,58 40,59 60,56 82,54; 66,18 65,44 62,72 60,100",
            "60,0 46,22 32,44 16,66; 16,66 40,66 64,65 86,64; 60,0 61,34 61,68 61,100",
            "28,4 24,28 28,48 44,54 62,48 72,30; 74,2 73,34 69,68 66,100",
        },
        {
            "78,2 62,2 48,3 32,3; 32,3 30,18 28,32 26,46; 26,46 46,36 68,42 78,62 72,86 50,100 20,90",
            "74,4 54,2 36,6 28,24 30,40 48,46 68,56 74,76 62,96 40,100 20,90",
            "32,4 29,22 27,44; 27,44 48,37 70,44 78,66 68,90 46,100 22,92; 33,4 50,5 64,3 82,2",
        },
        {
            "68,0 48,16 32,40 24,66 30,90 50,100 70,90 76,70 64,54 44,54 28,68",
            "54,0 38,24 28,52 26,78 38,98 58,98 72,82 68,62 52,56 36,64 28,78",
            "74,8 56,2 38,16 27,42 24,70 34,94 54,100 72,88 76,68 62,52 42,56 28,74",
        },
        {
            "20,5 40,4 60,4 80,3; 80,3 68,28 56,60 46,100",
            "20,6 40,4 60,4 80,3; 80,3 66,30 54,62 46,100; 36,50 52,49 74,48",
            "20,20 21,12 20,5; 20,5 40,3 60,5 80,3; 80,3 70,26 60,60 56,100",
            "18,8 36,2 58,7 78,4 72,24 58,54 48,80 44,100",
        },
        {
            "70,16 50,0 30,12 32,32 50,46 70,62 74,84 52,100 28,88 28,66 50,47 66,34 71,16",
            "50,46 32,34 32,12 50,0 68,12 66,34 50,46; 50,46 26,60 24,86 50,100 76,86 72,60 50,46",
            "74,10 54,0 34,10 34,28 54,44 70,60 72,82 54,99 32,94 24,76 40,54 62,36 76,12",
        },
        {
            "72,22 56,2 34,6 24,26 34,46 54,46 70,28; 73,14 72,44 69,72 66,100",
            "70,18 50,0 30,12 26,34 42,50 62,42 72,20 74,48 68,82 50,100 28,92",
            "74,8 52,2 30,14 26,36 42,48 62,38 74,10; 74,10 68,40 58,72 50,100",
        },
    };

    /// Indexed by digit, style, stroke; a stroke is x, y, x, y, ... with the centre of the box at 0 and its height 1.
    private static final float[][][][] STROKES = parse();

    private DigitStyles() {
    }

    private static float[][][][] parse() {
        float[][][][] digits = new float[TEXT.length][][][];
        for (int digit = 0; digit < digits.length; digit++) {
            digits[digit] = new float[TEXT[digit].length][][];
            for (int style = 0; style < digits[digit].length; style++) {
                String[] strokes = TEXT[digit][style].split("; ");
                digits[digit][style] = new float[strokes.length][];
                for (int stroke = 0; stroke < strokes.length; stroke++) {
                    String[] numbers = strokes[stroke].split("[ ,]");
                    float[] points = new float[numbers.length];
                    for (int i = 0; i < points.length; i++) {
                        points[i] = Integer.parseInt(numbers[i]) / 100f - 0.5f;
                    }
                    digits[digit][style][stroke] = points;
                }
            }
        }
        return digits;
    }

    /// The styles of a digit; not to be changed.
    static float[][][] of(int digit) {
        return STROKES[digit];
    }
}
