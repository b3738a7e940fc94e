package dev.stagedoor.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.stagedoor.app.config.LogLevel;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logback's set-up, found as a service. Standard output stays free for what commands print. */
public final class StandardErrorLogging extends ContextAwareBase implements Configurator {
    /** An event is a line, whatever names of files are in it: what could begin another line or move a terminal's cursor becomes U+FFFD. */
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level %logger{24} "
            + "%replace(%msg){'[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]', '\uFFFD'}%n"
            + "%replace(%ex){'[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n\\r\\t]]', '\uFFFD'}";

    /**
     * What logs at the level that was asked for. Libraries log one step quieter: at INFO they say what is of no use to whoever runs a
     * server, and at DEBUG they print what passes through them: web servers and clients of stores whole requests, with their passwords,
     * signatures and files.
     */
    private static final String OURS = "dev.stagedoor";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context));
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        apply(context, LogLevel.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** How an event becomes text, in UTF-8. */
    static PatternLayoutEncoder encoder(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    /** Sets how much is logged from now on. */
    public static void level(LogLevel level) {
        apply((LoggerContext) LoggerFactory.getILoggerFactory(), level);
    }

    private static void apply(LoggerContext context, LogLevel level) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(oneStepQuieter(level));
        context.getLogger(OURS).setLevel(toLogback(level));
    }

    private static Level oneStepQuieter(LogLevel level) {
        return switch (level) {
            case OFF -> Level.OFF;
            case ERROR -> Level.ERROR;
            case WARN, INFO -> Level.WARN;
            case DEBUG -> Level.INFO;
        };
    }

    private static Level toLogback(LogLevel level) {
        return switch (level) {
            case OFF -> Level.OFF;
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }
}
