package dev.stagedoor.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.signing.PresignedRequest;
import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PresignTerms;
import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.AdjustableClock;
import dev.stagedoor.storage.contract.S3Server;
import dev.stagedoor.storage.location.S3Access;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.s3.FakeServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpClient;

/** Roles assumed through STS, of which a fake gives out whatever credentials a test needs. */
class S3AssumedRoleTest {
    private static final ObjectKey KEY = new ObjectKey("a.csv");
    private static final S3Credential BASE = new S3Credential("AKIABASE", Secret.of("base-secret"));

    private final AdjustableClock clock = new AdjustableClock();
    private final AtomicInteger issued = new AtomicInteger();
    private SdkHttpClient http;
    private FakeServer sts;
    private Supplier<Answer> answer;

    @BeforeEach
    void open() throws IOException {
        http = S3Server.http();
        answer = () -> credentials(Duration.ofHours(1));
        sts = FakeServer.answering(request -> answer.get());
    }

    @AfterEach
    void close() {
        sts.close();
        http.close();
    }

    private Answer credentials(Duration life) {
        int number = issued.incrementAndGet();
        Instant expiration = Instant.now().plus(life).truncatedTo(ChronoUnit.SECONDS);
        return Answer.of(200, """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
                <Credentials><AccessKeyId>ASIA%d</AccessKeyId><SecretAccessKey>role-secret-%d</SecretAccessKey>
                <SessionToken>role-token-%d</SessionToken><Expiration>%s</Expiration></Credentials>
                <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/stagedoor</Arn><AssumedRoleId>x:stagedoor</AssumedRoleId></\
                AssumedRoleUser>
                </AssumeRoleResult></AssumeRoleResponse>""".formatted(number, number, number, expiration));
    }

    private S3Store store(Optional<String> externalId) {
        S3Location location = new S3Location(
                "databend",
                "",
                S3Location.AWS,
                Optional.of("eu-west-1"),
                new S3Access.AssumedRole(Optional.of(BASE), "arn:aws:iam::1:role/reader", externalId),
                Optional.empty(),
                false);
        return S3Store.open(location, http, clock, Optional.of(sts.endpoint()));
    }

    private static PresignTerms expiring(Duration expire) {
        return new PresignTerms(expire, Optional.empty(), URI.create("http://unused"));
    }

    @Test
    void role_is_assumed_at_first_use_and_not_again() {
        try (S3Store store = store(Optional.of("their-id"))) {
            assertThat(sts.requests()).isEmpty();

            PresignedRequest request = store.presign(HttpMethod.GET, KEY, expiring(Duration.ofMinutes(5)));
            for (int i = 0; i < 100; i++) {
                store.presign(HttpMethod.GET, KEY, expiring(Duration.ofMinutes(5)));
            }

            assertThat(request.url()).contains("X-Amz-Credential=ASIA1%2F").contains("&X-Amz-Security-Token=role-token-1&");
            assertThat(sts.requests()).singleElement().satisfies(asked -> assertThat(asked.body())
                    .contains("Action=AssumeRole", "RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Freader", "ExternalId=their-id",
                            "DurationSeconds=3600"));
            assertThat(sts.requests().getFirst().headers().get("Authorization").getFirst()).contains("Credential=AKIABASE/");
        }
    }

    @Test
    void url_never_outlives_the_credential() {
        try (S3Store store = store(Optional.empty())) {
            PresignedRequest request = store.presign(HttpMethod.PUT, KEY, expiring(PresignTerms.MAX_EXPIRE));

            assertThat(request.expiresAt())
                    .isBetween(Instant.now().plus(Duration.ofMinutes(59)), Instant.now().plus(Duration.ofMinutes(60)));
            assertThat(request.url()).containsPattern("X-Amz-Expires=(3600|35\\d\\d)&");
            assertThat(sts.requests().getFirst().body()).doesNotContain("ExternalId");
        }
    }

    @Test
    void url_that_expires_before_the_credential_is_left_alone() {
        try (S3Store store = store(Optional.empty())) {
            assertThat(store.presign(HttpMethod.PUT, KEY, expiring(Duration.ofMinutes(5))).url()).contains("X-Amz-Expires=300&");
        }
    }

    @Test
    void credential_near_its_end_is_replaced_before_it_is_used_again() {
        answer = () -> credentials(issued.get() == 0 ? Duration.ofSeconds(30) : Duration.ofHours(1));
        try (S3Store store = store(Optional.empty())) {
            store.presign(HttpMethod.GET, KEY, expiring(Duration.ofMinutes(5)));

            // The SDK lets a second pass before it asks again for what came nearly expired.
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(store.presign(HttpMethod.GET, KEY, expiring(Duration.ofMinutes(5))).url())
                            .doesNotContain("ASIA1%2F")
                            .contains("X-Amz-Expires=300&"));
        }
    }

    @Test
    void expired_credential_signs_nothing() {
        try (S3Store store = store(Optional.empty())) {
            clock.shift(Duration.ofHours(2));

            assertThatThrownBy(() -> store.presign(HttpMethod.GET, KEY, expiring(Duration.ofMinutes(5))))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
        }
    }

    @Test
    void role_that_may_not_be_assumed_is_told_with_advice_and_without_secrets() {
        answer = () -> Answer.of(403, """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
                <Message>not authorized to perform: sts:AssumeRole, secret \
                base-secret</Message></Error><RequestId>1</RequestId></ErrorResponse>""");
        try (S3Store store = store(Optional.of("their-id"))) {
            assertThatThrownBy(() -> store.presign(HttpMethod.GET, KEY, expiring(Duration.ofMinutes(5))))
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PERMISSION_DENIED))
                    .hasMessageContaining("s3://databend at https://s3.eu-west-1.amazonaws.com")
                    .hasMessageContaining("role could not be assumed")
                    .hasMessageContaining("AccessDenied")
                    .hasMessageContaining("external_id")
                    .hasMessageNotContaining("base-secret");
        }
    }
}
