package dev.stagedoor.query.format;

import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of one value of a file. What JSON has no type for is a text that a cast reads back: a decimal without loss, NaN and infinity,
 * bytes in hexadecimal, dates and times as SQL writes them.
 */
public final class JsonText implements AutoCloseable {
    /** How deep values are nested in one another at most. */
    public static final int MAX_DEPTH = 100;

    /** Longest text of one value, in characters. */
    public static final int MAX_CHARS = 16 << 20;

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 6, 6, true)
            .toFormatter();

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("-MM-dd");

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json = FACTORY.createGenerator(text);
    private int depth;

    public void startObject() {
        enter();
        json.writeStartObject();
    }

    public void name(String name) {
        requireRoom(name.length());
        json.writeName(name);
    }

    public void endObject() {
        json.writeEndObject();
        depth--;
    }

    public void startArray() {
        enter();
        json.writeStartArray();
    }

    public void endArray() {
        json.writeEndArray();
        depth--;
    }

    private void enter() {
        requireRoom(0);
        if (++depth > MAX_DEPTH) {
            throw new UnreadableFileException("a value is nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    public void nothing() {
        requireRoom(0);
        json.writeNull();
    }

    public void bool(boolean value) {
        requireRoom(0);
        json.writeBoolean(value);
    }

    public void number(long value) {
        requireRoom(0);
        json.writeNumber(value);
    }

    /** A text where there is no number. */
    public void number(double value) {
        requireRoom(0);
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            text(Double.toString(value));
        }
    }

    /** A text where there is no number; as short as a float's. */
    public void number(float value) {
        requireRoom(0);
        if (Float.isFinite(value)) {
            json.writeNumber(value);
        } else {
            text(Float.toString(value));
        }
    }

    public void text(String value) {
        requireRoom(value.length());
        json.writeString(value);
    }

    /** What the generator holds back is a few KiB. */
    private void requireRoom(int chars) {
        if (text.getBuffer().length() + (long) chars > MAX_CHARS) {
            throw new UnreadableFileException("a value has more than " + (MAX_CHARS >> 20) + " MiB as JSON");
        }
    }

    public void bytes(byte[] value) {
        text(HEX.formatHex(value));
    }

    public void date(LocalDate value) {
        text(text(value));
    }

    /** {@code 10:11:12.000000} */
    public void time(LocalTime value) {
        text(TIME.format(value));
    }

    /** {@code 2024-01-31 10:11:12.000000} */
    public void dateTime(LocalDateTime value) {
        text(text(value));
    }

    /** {@code 2024-01-31 10:11:12.000000+00:00}: read back in whichever zone. */
    public void moment(Instant value) {
        text(text(value));
    }

    /** JSON that is there. */
    public void raw(String value) {
        requireRoom(value.length());
        json.writeRawValue(value);
    }

    /** {@code 2024-01-31}, {@code 0044-03-15 (BC)}: as the query engine reads it. */
    public static String text(LocalDate value) {
        int year = value.getYear();
        String digits = String.format("%04d", year > 0 ? year : 1L - year);
        return digits + DAY.format(value) + (year > 0 ? "" : " (BC)");
    }

    /** As {@link #dateTime} writes it. */
    public static String text(LocalDateTime value) {
        return text(value.toLocalDate()) + " " + TIME.format(value);
    }

    /** As {@link #moment} writes it. */
    public static String text(Instant value) {
        return text(LocalDateTime.ofInstant(value, ZoneOffset.UTC)) + "+00:00";
    }

    /** What was written. */
    public String done() {
        json.flush();
        return text.toString();
    }

    @Override
    public void close() {
        json.close();
    }
}
