package dev.stagedoor.storage.http;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.util.List;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/** Notes every host and refuses link-local ones, as the server's own client does. */
record CheckingClient(SdkHttpClient client, List<String> checked) implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        String host = request.httpRequest().host();
        checked.add(host);
        if (host.startsWith("169.254.")) {
            throw new StagedoorException(ErrorCode.STORAGE_OTHER, "refused by the policy");
        }
        return client.prepareRequest(request);
    }

    @Override
    public void close() {
        client.close();
    }
}
