package dev.stagedoor.signing.azure;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.ObjectRequest;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.azure.AzureCredential.AccountKey;
import dev.stagedoor.signing.azure.AzureCredential.UserDelegationKey;
import dev.stagedoor.signing.primitive.Hash;
import dev.stagedoor.signing.primitive.Hmac;
import dev.stagedoor.signing.primitive.PercentEncoding;
import dev.stagedoor.signing.s3v4.BucketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Presigns requests on one container's blobs with a shared access signature: {@code sr=b}, so that it opens one blob; valid at once, as no
 * {@code st} is given; over HTTPS alone ({@code spr=https}) unless the endpoint itself is HTTP. The formats are those of "Create a service
 * SAS" and "Create a user delegation SAS", section "Specify the signature" (Azure Storage Services REST API reference).
 *
 * <p>Two things the scheme cannot say:
 *
 * <ul>
 *   <li>A method. It says permissions: {@code r} for GET, which HEAD goes by as well (and Get Blob Metadata and the like, on that one
 *       blob); {@code cw}, create and write, for PUT, which other writes to that one blob go by too. GET and HEAD get the same URL.
 *   <li>A header. Neither {@code content-type} nor {@code x-ms-blob-type: BlockBlob}, without which Put Blob fails, is signed. Both are in
 *       the answer's headers because the client must send them.
 * </ul>
 *
 * <p>A key with a backslash is refused: the service reads {@code \} as {@code /}, so it would sign for another blob, perhaps outside the
 * directory the caller was let into. So is a key with a control character: the service has no such names, and a line feed would shift the
 * fields of what is signed.
 */
public final class AzureBlobSigner implements ObjectSigner {
    /** {@code sv}: the version of Azure Storage whose rules the signature follows. */
    public static final String SERVICE_VERSION = "2026-06-06";

    private static final String BLOB = "b";
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final AzureCredential credential;
    private final BucketAddress address;
    private final String resourcePrefix;
    private final String protocol;
    private final Hmac hmac;

    /**
     * @param endpoint of the account: {@code https://account.blob.core.windows.net}, or with the account in the path, as Azurite has it:
     *     {@code http://127.0.0.1:10000/devstoreaccount1}
     * @throws IllegalArgumentException when the endpoint is not {@code http(s)://host[:port][/path]}, the account's or the container's
     *     name is empty or holds a {@code /} or a control character, or the key is not base64
     */
    public AzureBlobSigner(AzureCredential credential, URI endpoint, String container) {
        requireName(credential.account(), "an account's name");
        requireName(container, "a container's name");
        this.credential = credential;
        this.address = BucketAddress.pathStyle(endpoint, container);
        this.resourcePrefix = "/blob/" + credential.account() + "/" + container + "/";
        this.protocol = address.origin().startsWith("https:") ? "https" : "";
        this.hmac = new Hmac(Hash.SHA_256, keyBytes(credential));
    }

    /**
     * {@inheritDoc}
     *
     * <p>With a user delegation key, the URL expires with the key when that is sooner; {@link PresignedRequest#expiresAt} says when.
     *
     * @throws IllegalArgumentException also when the user delegation key has expired at {@code now}
     */
    @Override
    public PresignedRequest presign(HttpMethod method, String key, Duration expire, Optional<String> contentType, Instant now) {
        var request = new ObjectRequest(method, key, expire, contentType, now);
        requireBlobName(key);
        Instant expiresAt = expiresAt(request);
        String permissions = method == HttpMethod.PUT ? "cw" : "r";
        String signature = Base64.getEncoder()
                .encodeToString(hmac.of(stringToSign(permissions, DATE_TIME.format(expiresAt), resourcePrefix + key)));
        String url = address.origin() + address.path() + PercentEncoding.encodePath(key)
                + "?" + query(permissions, DATE_TIME.format(expiresAt), signature);
        return new PresignedRequest(method, url, headers(request), expiresAt);
    }

    private Instant expiresAt(ObjectRequest request) {
        return switch (credential) {
            case AccountKey _ -> request.expiresAt();
            case UserDelegationKey key -> {
                if (!request.now().isBefore(key.signedExpiry())) {
                    throw new IllegalArgumentException("the user delegation key expired at " + key.signedExpiry());
                }
                yield key.signedExpiry().isBefore(request.expiresAt()) ? key.signedExpiry() : request.expiresAt();
            }
        };
    }

    private String stringToSign(String permissions, String expiry, String resource) {
        return switch (credential) {
            case AccountKey _ -> lines(
                    permissions,
                    "", // st
                    expiry,
                    resource,
                    "", // si
                    "", // sip
                    protocol,
                    SERVICE_VERSION,
                    BLOB,
                    "", // snapshot
                    "", // ses
                    "", "", "", "", ""); // rscc rscd rsce rscl rsct
            case UserDelegationKey key -> lines(
                    permissions,
                    "", // st
                    expiry,
                    resource,
                    key.signedObjectId(),
                    key.signedTenantId(),
                    DATE_TIME.format(key.signedStart()),
                    DATE_TIME.format(key.signedExpiry()),
                    key.signedService(),
                    key.signedVersion(),
                    "", "", "", // saoid suoid scid
                    "", "", // skdutid sduoid
                    "", // sip
                    protocol,
                    SERVICE_VERSION,
                    BLOB,
                    "", // snapshot
                    "", // ses
                    "", "", // srh srq
                    "", "", "", "", ""); // rscc rscd rsce rscl rsct
        };
    }

    private static String lines(String... fields) {
        return String.join("\n", fields);
    }

    private String query(String permissions, String expiry, String signature) {
        var query = new StringBuilder(256);
        append(query, "sv", SERVICE_VERSION);
        if (!protocol.isEmpty()) {
            append(query, "spr", protocol);
        }
        append(query, "se", expiry);
        if (credential instanceof UserDelegationKey key) {
            append(query, "skoid", key.signedObjectId());
            append(query, "sktid", key.signedTenantId());
            append(query, "skt", DATE_TIME.format(key.signedStart()));
            append(query, "ske", DATE_TIME.format(key.signedExpiry()));
            append(query, "sks", key.signedService());
            append(query, "skv", key.signedVersion());
        }
        append(query, "sr", BLOB);
        append(query, "sp", permissions);
        append(query, "sig", signature);
        return query.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
        if (!query.isEmpty()) {
            query.append('&');
        }
        query.append(name).append('=').append(PercentEncoding.encode(value));
    }

    private static Map<String, String> headers(ObjectRequest request) {
        if (request.method() != HttpMethod.PUT) {
            return Map.of();
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-ms-blob-type", "BlockBlob");
        request.contentType().ifPresent(type -> headers.put("content-type", type));
        return headers;
    }

    private static void requireName(String name, String what) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || hasControlOrBackslash(name)) {
            throw new IllegalArgumentException(what + " must not be empty or hold '/', '\\' or control characters");
        }
    }

    /** "Naming and Referencing Containers, Blobs, and Metadata", section "Blob names" (ibid.). */
    private static void requireBlobName(String key) {
        if (hasControlOrBackslash(key)) {
            throw new IllegalArgumentException("a blob's name holds no '\\', which Azure reads as '/', and no control characters");
        }
    }

    private static boolean hasControlOrBackslash(String text) {
        return text.chars().anyMatch(c -> c < 0x20 || c == 0x7F || c == '\\');
    }

    private static byte[] keyBytes(AzureCredential credential) {
        Secret key = switch (credential) {
            case AccountKey account -> account.key();
            case UserDelegationKey delegation -> delegation.value();
        };
        try {
            return Base64.getDecoder().decode(key.reveal());
        } catch (IllegalArgumentException e) {
            // Its message would quote a character of the key.
            throw new IllegalArgumentException("the key of the Azure account '" + credential.account() + "' is not base64");
        }
    }

    /** Names the account and the container, never the key. */
    @Override
    public String toString() {
        return "AzureBlobSigner[" + resourcePrefix + "]";
    }
}
