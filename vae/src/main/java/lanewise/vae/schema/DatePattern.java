package lanewise.vae.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A pattern of dates and times, see [Column.Date]; reads them from bytes without an object. The result of the last
/// reading is in the instance, so that it is one thread's.
final class DatePattern {

    /// What a survey tries, those with a fixed number of digits first, and of day and month around slashes the month
    /// first.
    static final List<String> KNOWN = known();

    private static final int DAY_SECONDS = 86_400;
    private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final String FIELDS = "yMdHms";

    /// A number of `least` to `most` digits for the field of a letter, its index among them, or a character for itself.
    private record Token(char letter, int field, int least, int most, boolean literal) {
    }

    private final String pattern;
    private final List<Token> tokens = new ArrayList<>();
    private final int[] values = new int[FIELDS.length()];
    private boolean timed;
    private byte[] bytes;
    private int at;
    private int to;
    private double fraction;
    private int zoneSeconds;
    private long day;
    private double seconds;

    private DatePattern(String pattern) {
        this.pattern = pattern;
    }

    /// Reads a pattern.
    ///
    /// @throws IllegalArgumentException if it is none
    static DatePattern of(String pattern) {
        DatePattern compiled = new DatePattern(pattern);
        Map<Character, Integer> seen = new HashMap<>();
        for (int i = 0; i < pattern.length();) {
            char letter = pattern.charAt(i);
            int count = 1;
            boolean field = FIELDS.indexOf(letter) >= 0;
            while (field && i + count < pattern.length() && pattern.charAt(i + count) == letter) {
                count++;
            }
            boolean optional = letter == 'f' || letter == 'z';
            if (field || optional) {
                seen.merge(letter, count, (a, b) -> 99);
                compiled.tokens.add(new Token(letter, FIELDS.indexOf(letter), count, count == 1 ? 2 : count, false));
            } else {
                compiled.tokens.add(new Token(letter, -1, 1, 1, true));
            }
            i += count;
        }
        boolean date = seen.containsKey('y') && seen.containsKey('M') && seen.containsKey('d');
        boolean time = seen.containsKey('H') && seen.containsKey('m');
        boolean partial = !date && (seen.containsKey('y') || seen.containsKey('M') || seen.containsKey('d'))
                || !time && (seen.containsKey('H') || seen.containsKey('m') || seen.containsKey('s')
                        || seen.containsKey('z'))
                || seen.containsKey('f') && !seen.containsKey('s');
        boolean wrong = seen.entrySet().stream().anyMatch(entry -> entry.getKey() == 'y' ? entry.getValue() != 4
                : entry.getValue() > 2);
        if (!date && !time || partial || wrong) {
            throw new IllegalArgumentException("pattern: '" + pattern
                    + "', expected a date and a time or one of them, such as yyyy-MM-dd,"
                    + " d/M/yyyy HH:mm or HH:mm:ss");
        }
        compiled.timed = time;
        return compiled;
    }

    private static List<String> known() {
        List<String> dates =
                List.of("yyyy-MM-dd", "yyyy/MM/dd", "dd.MM.yyyy", "MM/dd/yyyy", "dd/MM/yyyy", "dd-MM-yyyy", "yyyy/M/d",
                "d.M.yyyy",
                "M/d/yyyy", "d/M/yyyy", "d-M-yyyy");
        List<String> times = List.of("HH:mm:ss", "HH:mm", "H:mm:ss", "H:mm", "HH:mm:ssf", "HH:mm:ssfz", "HH:mmz");
        List<String> all = new ArrayList<>(dates);
        all.addAll(times.subList(0, 5));
        for (String date : dates) {
            for (String time : times) {
                all.add(date + " " + time);
            }
        }
        times.forEach(time -> all.add("yyyy-MM-ddT" + time));
        return List.copyOf(all);
    }

    boolean hasDate() {
        return has('y');
    }

    boolean hasTime() {
        return timed;
    }

    private boolean has(char letter) {
        return tokens.stream().anyMatch(token -> !token.literal && token.letter == letter);
    }

    /// Days from 1970-01-01 to the date read last, in UTC where it has a zone.
    long day() {
        return day;
    }

    /// Seconds since midnight of the time read last.
    double seconds() {
        return seconds;
    }

    /// Reads a date; false if it is none of this pattern.
    boolean read(byte[] b, int from, int end) {
        bytes = b;
        at = from;
        to = end;
        fraction = 0;
        zoneSeconds = 0;
        values[1] = 1;
        values[2] = 1;
        values[0] = 1970;
        values[5] = 0;
        for (Token token : tokens) {
            boolean fits = token.literal ? at < to && bytes[at++] == token.letter : switch (token.letter) {
                case 'f' -> readFraction();
                case 'z' -> readZone();
                default -> readNumber(token);
            };
            if (!fits) {
                return false;
            }
        }
        return at == to && complete();
    }

    private boolean readNumber(Token token) {
        int value = 0;
        int digits = 0;
        while (digits < token.most && at < to && (char) (bytes[at] - '0') <= 9) {
            value = 10 * value + bytes[at++] - '0';
            digits++;
        }
        values[token.field] = value;
        return digits >= token.least;
    }

    private boolean readFraction() {
        if (at < to && (bytes[at] == '.' || bytes[at] == ',')) {
            double unit = 1;
            long whole = 0;
            int first = ++at;
            while (at < to && at - first < 9 && (char) (bytes[at] - '0') <= 9) {
                whole = 10 * whole + bytes[at++] - '0';
                unit *= 10;
            }
            fraction = whole / unit;
            return at > first;
        }
        return true;
    }

    private boolean readZone() {
        if (at == to) {
            return true;
        }
        byte sign = bytes[at++];
        if (sign == 'Z') {
            return true;
        }
        int hours = twoDigits();
        at += at < to && bytes[at] == ':' ? 1 : 0;
        int minutes = at < to ? twoDigits() : 0;
        zoneSeconds = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
        return (sign == '+' || sign == '-') && hours >= 0 && hours <= 18 && minutes >= 0 && minutes < 60;
    }

    private int twoDigits() {
        if (to - at < 2 || (char) (bytes[at] - '0') > 9 || (char) (bytes[at + 1] - '0') > 9) {
            return -1;
        }
        at += 2;
        return 10 * (bytes[at - 2] - '0') + bytes[at - 1] - '0';
    }

    private boolean complete() {
        int year = values[0];
        int month = values[1];
        int days = values[2];
        if (month < 1 || month > 12 || days < 1 || days > MONTH_DAYS[month - 1]
                + (month == 2 && isLeap(year) ? 1 : 0)) {
            return false;
        }
        seconds = 0;
        day = epochDay(year, month, days);
        if (hasTime()) {
            if (values[3] > 23 || values[4] > 59 || values[5] > 59) {
                return false;
            }
            long whole = values[3] * 3600L + values[4] * 60 + values[5] - zoneSeconds;
            day += Math.floorDiv(whole, DAY_SECONDS);
            seconds = Math.floorMod(whole, DAY_SECONDS) + fraction;
        }
        return true;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /// Days since 1970-01-01: whole years from March on, their leap days, the days of the months since March.
    private static long epochDay(int year, int month, int days) {
        long y = month <= 2 ? year - 1L : year;
        int m = month <= 2 ? month + 9 : month - 3;
        return 365 * y + Math.floorDiv(y, 4) - Math.floorDiv(y, 100) + Math.floorDiv(y, 400) + (153 * m + 2) / 5
                + days - 1 - 719_468;
    }

    /// The text of a date and time, rounded to what the pattern shows.
    String text(long epochDay, double secondOfDay) {
        long unit = has('f') ? 1 : has('s') ? 1000 : hasTime() ? 60_000 : DAY_SECONDS * 1000L;
        long millis = hasTime() ? Math.round(secondOfDay * 1000 / unit) * unit : 0;
        long shownDay = hasDate() ? epochDay + Math.floorDiv(millis, DAY_SECONDS * 1000L) : 0;
        long rest = Math.floorMod(millis, DAY_SECONDS * 1000L);
        java.time.LocalDate date = java.time.LocalDate.ofEpochDay(shownDay);
        int second = (int) (rest / 1000);
        StringBuilder out = new StringBuilder();
        for (Token token : tokens) {
            switch (token.literal ? ' ' : token.letter) {
                case 'y' -> number(out, date.getYear(), token);
                case 'M' -> number(out, date.getMonthValue(), token);
                case 'd' -> number(out, date.getDayOfMonth(), token);
                case 'H' -> number(out, second / 3600, token);
                case 'm' -> number(out, second / 60 % 60, token);
                case 's' -> number(out, second % 60, token);
                case 'f' -> out.append(rest % 1000 == 0 ? "" : "." + String.format(java.util.Locale.ROOT, "%03d",
                        rest % 1000));
                case 'z' -> out.append('Z');
                default -> out.append(token.letter);
            }
        }
        return out.toString();
    }

    private static void number(StringBuilder out, int value, Token token) {
        out.append(String.format(java.util.Locale.ROOT, "%0" + token.least + "d", value));
    }

    @Override
    public String toString() {
        return pattern;
    }
}
