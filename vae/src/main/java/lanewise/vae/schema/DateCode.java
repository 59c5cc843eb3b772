package lanewise.vae.schema;

import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;

import lanewise.vae.table.TableRows;

/// The parts of dates and times. What [java.time] prints is read besides the column's own pattern.
final class DateCode extends ColumnCode {

    private static final double DAY_SECONDS = 86_400;
    /// 1970-01-01 was a Thursday, 3 days after a Monday.
    private static final int FIRST_WEEKDAY = 3;
    private static final float[] MONTHS = circle(12);
    private static final float[] WEEKDAYS = circle(7);

    private final Column.Date column;
    private final DatePattern pattern;
    private final List<DatePattern> standard;
    private final Moments moments = new Moments();
    private long observed;
    private double mean;
    private double deviation = 1;
    private long day;
    private double seconds;
    private long firstDay = Long.MAX_VALUE;
    private long lastDay = Long.MIN_VALUE;
    private ColumnStatistics range;

    DateCode(Column.Date column) {
        super(column.name(), column.unknown());
        this.column = column;
        this.pattern = DatePattern.of(column.pattern());
        this.standard =
                (pattern.hasDate() ? pattern.hasTime() ? List.of("yyyy-MM-ddTHH:mm:ssfz", "yyyy-MM-ddTHH:mmz",
                "yyyy-MM-dd")
                : List.of("yyyy-MM-dd") : List.of("HH:mm", "HH:mm:ssf")).stream().map(DatePattern::of).toList();
    }

    DateCode with(ColumnStatistics statistics) {
        mean = statistics.mean();
        deviation = statistics.deviation();
        return this;
    }

    @Override
    void bound(ColumnStatistics statistics) {
        range = statistics;
    }

    @Override
    void fit() {
        observed++;
        if (pattern.hasDate()) {
            moments.add(day);
            firstDay = Math.min(firstDay, day);
            lastDay = Math.max(lastDay, day);
        }
    }

    @Override
    boolean read(TableRows rows, int c) throws IOException {
        if (rows.isMissing(c)) {
            return false;
        }
        byte[] bytes = rows.bytes(c);
        int from = rows.from(c);
        int to = rows.to(c);
        if (take(pattern, bytes, from, to)) {
            return true;
        }
        for (DatePattern other : standard) {
            if (take(other, bytes, from, to)) {
                return true;
            }
        }
        return unfit(rows, c, "a date such as " + pattern);
    }

    private boolean take(DatePattern by, byte[] bytes, int from, int to) {
        if (!by.read(bytes, from, to)) {
            return false;
        }
        day = by.day();
        seconds = by.seconds();
        return true;
    }

    @Override
    void encode(float[] out, int at) {
        int next = at;
        for (Column.DatePart part : column.parts()) {
            switch (part) {
                case DAY -> out[next] = (float) ((day - mean) / deviation);
                case MONTH -> cycle(out, next, MONTHS, LocalDate.ofEpochDay(day).getMonthValue() - 1);
                case WEEKDAY -> cycle(out, next, WEEKDAYS, Math.floorMod(day + FIRST_WEEKDAY, 7));
                case TIME -> {
                    out[next] = sine(seconds / DAY_SECONDS);
                    out[next + 1] = cosine(seconds / DAY_SECONDS);
                }
            }
            next += part.width();
        }
    }

    private static void cycle(float[] out, int at, float[] circle, int index) {
        out[at] = circle[2 * index];
        out[at + 1] = circle[2 * index + 1];
    }

    /// Sines and cosines of the points that divide a circle.
    private static float[] circle(int points) {
        float[] circle = new float[2 * points];
        for (int i = 0; i < points; i++) {
            circle[2 * i] = sine((double) i / points);
            circle[2 * i + 1] = cosine((double) i / points);
        }
        return circle;
    }

    private static float sine(double turn) {
        return (float) StrictMath.sin(2 * Math.PI * turn);
    }

    private static float cosine(double turn) {
        return (float) StrictMath.cos(2 * Math.PI * turn);
    }

    @Override
    ColumnStatistics statistics(long missing) {
        boolean known = firstDay <= lastDay;
        return new ColumnStatistics(observed, missing, moments.mean(), moments.deviation(), List.of(),
                known ? firstDay : Double.NaN, known ? lastDay : Double.NaN);
    }

    private void decode(float[] row, int at) {
        day = 0;
        seconds = 0;
        int next = at;
        for (Column.DatePart part : column.parts()) {
            if (part == Column.DatePart.DAY) {
                double days = Math.rint(row[next] * deviation + mean);
                double known = range == null ? days : range.within(days);
                day = (long) Math.max(-719_162, Math.min(2_932_896, known));
            } else if (part == Column.DatePart.TIME) {
                double turn = StrictMath.atan2(row[next], row[next + 1]) / (2 * Math.PI);
                seconds = (turn < 0 ? turn + 1 : turn) * DAY_SECONDS;
            }
            next += part.width();
        }
    }

    @Override
    Object value(float[] row, int at) {
        decode(row, at);
        long millis = Math.min((long) DAY_SECONDS * 1000 - 1, Math.round(seconds * 1000));
        LocalTime time = LocalTime.ofNanoOfDay(millis * 1_000_000);
        return !pattern.hasDate() ? time : pattern.hasTime() ? LocalDateTime.of(LocalDate.ofEpochDay(day), time)
                : LocalDate.ofEpochDay(day);
    }

    @Override
    String text(float[] row, int at) {
        decode(row, at);
        return pattern.text(day, seconds);
    }
}
