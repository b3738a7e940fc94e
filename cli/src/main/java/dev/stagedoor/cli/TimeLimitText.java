package dev.stagedoor.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 90}, {@code 30s}, {@code 2m} or {@code 1h}. */
final class TimeLimitText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh]?)");

    @Override
    public Duration convert(String text) {
        Matcher read = FORM.matcher(text);
        if (!read.matches() || Integer.parseInt(read.group(1)) == 0) {
            throw new TypeConversionException("'" + text + "' is no time such as 30s, 2m or 1h");
        }
        long count = Long.parseLong(read.group(1));
        return switch (read.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofSeconds(count);
        };
    }
}
