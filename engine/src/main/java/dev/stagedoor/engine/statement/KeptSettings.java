package dev.stagedoor.engine.statement;

import dev.stagedoor.engine.statement.SessionSetting.Domain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings of Databend that have no effect here. Clients set them in passing, so each is taken within Databend's bounds, kept in the
 * session and shown. They are a list beside this class, {@code kept-settings.tsv}.
 */
final class KeptSettings {
    static final String DESCRIPTION = "Kept for clients; it has no effect here.";

    private static final String LIST = "kept-settings.tsv";
    private static final String TEXT = "text";
    private static final String BETWEEN_BOUNDS = "..";
    private static final int MAX_TEXT_CHARS = 1000;

    private KeptSettings() {}

    static Stream<SessionSetting> all() {
        return lines().filter(line -> !line.startsWith("#")).map(KeptSettings::setting);
    }

    private static Stream<String> lines() {
        try (InputStream list = KeptSettings.class.getResourceAsStream(LIST)) {
            if (list == null) {
                throw new IllegalStateException("the list of settings is not on the class path: " + LIST);
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SessionSetting setting(String line) {
        String[] columns = line.split("\t", -1);
        return new SessionSetting(columns[0], columns[1], domain(columns[2]), DESCRIPTION);
    }

    private static Domain domain(String values) {
        if (values.equals(TEXT)) {
            return new Domain.FreeText(MAX_TEXT_CHARS);
        }
        int between = values.indexOf(BETWEEN_BOUNDS);
        if (between < 0) {
            return new Domain.OneOf(List.of(values.split("\\|")));
        }
        String last = values.substring(between + BETWEEN_BOUNDS.length());
        return new Domain.Whole(
                new BigInteger(values.substring(0, between)), last.isEmpty() ? SessionSetting.MAX_NUMBER : new BigInteger(last));
    }
}
