package dev.stagedoor.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.s3v4.ReceivedRequest;
import dev.stagedoor.signing.s3v4.S3V4Verifier;
import dev.stagedoor.signing.s3v4.Verdict;
import dev.stagedoor.signing.term.AddressRange;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.local.DoorTerms;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Any text as the URL of a store, as a received URL, and as the terms in one. */
public final class UrlTarget {
    private static final S3V4Verifier VERIFIER =
            new S3V4Verifier("us-east-1", new S3Credential("SDFUZZ", Secret.of("known to nobody who sends a request")));
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private UrlTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        switch (data.consumeInt(0, 2)) {
            case 0 -> location(data);
            case 1 -> received(data);
            default -> terms(data);
        }
    }

    private static void location(FuzzedDataProvider data) {
        var parameters = new TreeMap<String, String>();
        for (int i = data.consumeInt(0, 3); i > 0; i--) {
            parameters.put(data.pickValue(
                    List.of("endpoint_url", "access_key_id", "secret_access_key", "region", "role_arn", "enable_virtual_host_style")),
                    data.consumeString(64));
        }
        try {
            new StoreUri(data.consumeRemainingAsString(), new ConnectionParameters(parameters)).parse();
        } catch (StagedoorException e) {
            for (String key : List.of("secret_access_key")) {
                String secret = parameters.getOrDefault(key, "");
                if (secret.length() > 8 && String.valueOf(e.getMessage()).contains(secret)) {
                    throw new AssertionError("a secret is shown");
                }
            }
        }
    }

    private static void received(FuzzedDataProvider data) {
        String method = data.pickValue(List.of("GET", "PUT", "HEAD", "DELETE", "POST", "PATCH"));
        String path = "/" + data.consumeString(200);
        Map<String, String> headers = Map.of("host", data.consumeString(40), "content-type", data.consumeString(40));
        var request = new ReceivedRequest(
                method, path, data.consumeRemainingAsString(), headers.keySet(), name -> headers.containsKey(name)
                        ? List.of(headers.get(name)) : List.of());
        if (VERIFIER.verify(request, NOW) instanceof Verdict.Granted) {
            throw new AssertionError("granted what nobody signed");
        }
    }

    private static void terms(FuzzedDataProvider data) {
        Map<String, String> query = new TreeMap<>();
        query.put("x-stagedoor-id", data.consumeBoolean() ? "01940000-0000-7000-8000-000000000000" : data.consumeString(40));
        for (String name : List.of("x-stagedoor-max-size", "x-stagedoor-one-time", "x-stagedoor-from-ip", "x-stagedoor-by")) {
            if (data.consumeBoolean()) {
                query.put(name, data.consumeString(60));
            }
        }
        try {
            DoorTerms terms = DoorTerms.parse(query).orElseThrow();
            if (!DoorTerms.parse(terms.toQuery()).orElseThrow().equals(terms)) {
                throw new AssertionError("terms are read back as others");
            }
        } catch (IllegalArgumentException e) {
            return;
        }
        AddressRange.parse(data.consumeRemainingAsString());
        PresignId.parse(data.consumeRemainingAsString());
    }
}
