package dev.stagedoor.storage.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/**
 * The HTTP client that everything sent to a user's store goes through: bounded connections and time-outs, no redirect followed, and the
 * endpoint policy asked twice, of each request's host before it is sent and of each address before it is connected to. Safe for use by many
 * threads; one serves all stores.
 *
 * <p>Proxies named by the environment are not used: where a proxy connects to, the policy cannot see.
 */
public final class StoreHttpClient implements SdkHttpClient {
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);
    /** After which a connection is not used again, so that a store's new addresses are noticed. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final EndpointPolicy policy;
    private final SdkHttpClient client;

    private StoreHttpClient(EndpointPolicy policy, SdkHttpClient client) {
        this.policy = policy;
        this.client = client;
    }

    public static StoreHttpClient create(EndpointPolicy policy) {
        return create(policy, HttpLimits.DEFAULT);
    }

    public static StoreHttpClient create(EndpointPolicy policy, HttpLimits limits) {
        return create(policy, limits, NameService.SYSTEM);
    }

    static StoreHttpClient create(EndpointPolicy policy, HttpLimits limits, NameService names) {
        SdkHttpClient client = Apache5HttpClient.builder()
                .maxConnections(limits.maxConnections())
                .connectionTimeout(limits.connect())
                .socketTimeout(limits.read())
                .connectionAcquisitionTimeout(limits.acquire())
                .connectionMaxIdleTime(MAX_IDLE)
                .connectionTimeToLive(MAX_AGE)
                .proxyConfiguration(ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                .dnsResolver(new PolicyResolver(policy, names))
                .build();
        return new StoreHttpClient(policy, client);
    }

    /** @throws dev.stagedoor.errors.StagedoorException 4000 when the policy refuses the request's host */
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        policy.check(request.httpRequest().getUri());
        return client.prepareRequest(request);
    }

    @Override
    public String clientName() {
        return "Stagedoor";
    }

    @Override
    public void close() {
        client.close();
    }

    /** Asked for literal addresses too. What it throws is no {@link java.io.IOException}, so nobody tries again. */
    private record PolicyResolver(EndpointPolicy policy, NameService names) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return policy.resolve(host, names);
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            return policy.resolve(host, names)[0].getCanonicalHostName();
        }
    }
}
