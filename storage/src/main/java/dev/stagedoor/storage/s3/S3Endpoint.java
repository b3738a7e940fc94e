package dev.stagedoor.storage.s3;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.storage.location.S3Location;
import java.net.URI;
import java.util.Locale;

/**
 * Where a bucket's requests go. Amazon's global endpoint is replaced by that of the region, which needs no redirect and works for every
 * region.
 *
 * @param uri as given or of the region; without the bucket
 * @param address what presigned URLs begin with
 */
record S3Endpoint(URI uri, BucketAddress address) {
    private static final String GLOBAL_HOST = "s3.amazonaws.com";

    /** What is no region, but has the region's place. */
    static final String AUTO_REGION = "auto";

    /** @throws StagedoorException 4000 when the bucket's name cannot stand in a host name, or the endpoint is none */
    static S3Endpoint of(S3Location location, String region) {
        URI uri = regional(location.endpoint(), region);
        try {
            BucketAddress address = location.virtualHostStyle()
                    ? BucketAddress.virtualHosted(uri, location.bucket())
                    : BucketAddress.pathStyle(uri, location.bucket());
            return new S3Endpoint(uri, address);
        } catch (IllegalArgumentException e) {
            throw new StagedoorException(ErrorCode.STORAGE_OTHER, "invalid input parameter (" + e.getMessage() + ")", e);
        }
    }

    /** Whether this is Amazon's own service, rather than one that speaks its protocol. */
    boolean isAmazon() {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        return host.endsWith(".amazonaws.com") || host.endsWith(".amazonaws.com.cn");
    }

    private static URI regional(URI endpoint, String region) {
        String host = endpoint.getHost() == null ? "" : endpoint.getHost().toLowerCase(Locale.ROOT);
        if (!host.equals(GLOBAL_HOST) || endpoint.getPort() >= 0 || region.equals(AUTO_REGION)) {
            return endpoint;
        }
        String domain = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
        return URI.create(endpoint.getScheme() + "://s3." + region + domain);
    }
}
