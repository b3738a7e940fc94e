package dev.stagedoor.storage.opendal;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.AccessKey;
import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.signing.azure.AzureBlobSigner;
import dev.stagedoor.signing.azure.AzureCredential.AccountKey;
import dev.stagedoor.signing.cos.CosSigner;
import dev.stagedoor.signing.gcs.GcsSigner;
import dev.stagedoor.signing.obs.ObsSigner;
import dev.stagedoor.signing.oss.OssSigner;
import dev.stagedoor.signing.s3v4.BucketAddress;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.CosLocation;
import dev.stagedoor.storage.location.FsLocation;
import dev.stagedoor.storage.location.GcsLocation;
import dev.stagedoor.storage.location.HttpLocation;
import dev.stagedoor.storage.location.HuggingfaceLocation;
import dev.stagedoor.storage.location.IpfsLocation;
import dev.stagedoor.storage.location.ObsLocation;
import dev.stagedoor.storage.location.OssLocation;
import dev.stagedoor.storage.location.S3Location;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.WebhdfsLocation;
import java.util.Map;
import java.util.Optional;

/** Who presigns requests to a store. */
final class Signers {
    private Signers() {}

    /**
     * Empty where a store cannot presign, or cannot as it is configured: an OSS endpoint that names no region.
     *
     * @throws StagedoorException 4000 when a credential or a name cannot sign
     */
    static Optional<ObjectSigner> of(StoreLocation location) {
        try {
            return switch (location) {
                case AzblobLocation azblob -> Optional.of(azblob(azblob));
                case GcsLocation gcs -> Optional.of(gcs(gcs));
                case OssLocation oss -> oss(oss);
                case CosLocation cos ->
                    key(cos.secretId(), cos.secretKey()).map(key -> new CosSigner(key, cos.endpoint(), cos.bucket()));
                case ObsLocation obs ->
                    key(obs.accessKeyId(), obs.secretAccessKey()).map(key -> new ObsSigner(key, obs.endpoint(), obs.bucket()));
                case S3Location _, FsLocation _, HttpLocation _, IpfsLocation _, WebhdfsLocation _,
                HuggingfaceLocation _ -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            throw new StagedoorException(ErrorCode.STORAGE_OTHER, "invalid input parameter (" + e.getMessage() + ")", e);
        }
    }

    private static ObjectSigner azblob(AzblobLocation location) {
        if (location.accountKey().isEmpty()) {
            return new PlainUrls(
                    BucketAddress.pathStyle(location.endpoint(), location.container()), Map.of("x-ms-blob-type", "BlockBlob"));
        }
        var credential = new AccountKey(Service.account(location), location.accountKey().get());
        return new AzureBlobSigner(credential, location.endpoint(), location.container());
    }

    private static ObjectSigner gcs(GcsLocation location) {
        return location.credential()
                .<ObjectSigner>map(credential ->
                        new GcsSigner(ServiceAccountKey.parse(credential).credential(), location.endpoint(), location.bucket()))
                .orElseGet(() -> new PlainUrls(BucketAddress.pathStyle(location.endpoint(), location.bucket()), Map.of()));
    }

    private static Optional<ObjectSigner> oss(OssLocation location) {
        Optional<AccessKey> key = key(location.accessKeyId(), location.accessKeySecret());
        if (key.isEmpty()) {
            return Optional.of(new PlainUrls(BucketAddress.virtualHosted(location.endpoint(), location.bucket()), Map.of()));
        }
        return OssSigner.regionOf(location.endpoint())
                .map(region -> new OssSigner(key.get(), location.endpoint(), location.bucket(), region));
    }

    private static Optional<AccessKey> key(Optional<String> id, Optional<Secret> secret) {
        return id.flatMap(name -> secret.map(value -> new AccessKey(name, value)));
    }
}
