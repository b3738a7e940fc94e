package dev.stagedoor.client.transfer;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a store answered to a request that it refused, or did.
 *
 * @param excerpt the beginning of the body, when the request was refused
 */
record StoreAnswer(int status, HttpHeaders headers, byte[] excerpt) {
    private static final Set<Integer> BUSY = Set.of(429, 503);
    private static final Set<Integer> PASSING = Set.of(408, 425, 500, 502, 504);
    private static final Set<Integer> CONDITION = Set.of(409, 412);
    private static final int FORBIDDEN = 403;
    private static final int SUCCESS = 2;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,80})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,300})</Message>");
    private static final int MAX_SHOWN_CHARS = 200;

    boolean isSuccess() {
        return status / 100 == SUCCESS;
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** Why it is not what was asked for. */
    StoreFailure failure(String host) {
        Optional<Duration> pause = header("Retry-After").filter(text -> text.matches("\\d{1,4}")).map(StoreAnswer::pause);
        return new StoreFailure(kind(), host + " answered " + status + told(), pause, null);
    }

    private static Duration pause(String seconds) {
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    private StoreFailure.Kind kind() {
        if (BUSY.contains(status)) {
            return StoreFailure.Kind.BUSY;
        }
        if (PASSING.contains(status)) {
            return StoreFailure.Kind.PASSING;
        }
        if (CONDITION.contains(status)) {
            return StoreFailure.Kind.CONDITION;
        }
        boolean expired = status / 100 == 4 && text().contains("xpired");
        return status == FORBIDDEN || expired ? StoreFailure.Kind.URL_REFUSED : StoreFailure.Kind.FINAL;
    }

    /** The store's own words, where they are those of S3 or few. */
    private String told() {
        String text = text();
        Matcher code = CODE.matcher(text);
        if (!code.find()) {
            String line = text.strip().lines().findFirst().orElse("");
            return line.isEmpty() || line.startsWith("<") ? "" : ": " + line.substring(0, Math.min(line.length(), MAX_SHOWN_CHARS));
        }
        Matcher message = MESSAGE.matcher(text);
        return " " + code.group(1) + (message.find() ? ": " + message.group(1) : "");
    }

    private String text() {
        return new String(excerpt, StandardCharsets.UTF_8);
    }
}
