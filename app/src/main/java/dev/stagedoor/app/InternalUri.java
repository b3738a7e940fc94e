package dev.stagedoor.app;

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
import java.util.Optional;

/**
 * The URI of a bucket as engines that read Iceberg tables open it. It stands in the files of the tables, so it must stay the same for one
 * bucket.
 */
final class InternalUri {
    private InternalUri() {}

    /** Of the embedded store: the bucket that the door plays. */
    static String ofBucket(String bucket) {
        return "s3://" + bucket + "/";
    }

    /** Empty for a location that no engine reads tables from. */
    static Optional<String> of(StoreLocation location) {
        return Optional.ofNullable(switch (location) {
            case S3Location s3 -> ofBucket(s3.bucket()) + s3.root();
            case AzblobLocation azure -> "abfss://" + azure.container() + "@" + lakeHost(azure.endpoint().getHost()) + "/" + azure.root();
            case GcsLocation gcs -> "gs://" + gcs.bucket() + "/" + gcs.root();
            case OssLocation oss -> "oss://" + oss.bucket() + "/" + oss.root();
            case ObsLocation obs -> "obs://" + obs.bucket() + "/" + obs.root();
            case CosLocation cos -> "cosn://" + cos.bucket() + "/" + cos.root();
            case HttpLocation _, IpfsLocation _, FsLocation _, WebhdfsLocation _, HuggingfaceLocation _ -> null;
        });
    }

    /** Azure has the same objects behind another name for engines. */
    private static String lakeHost(String host) {
        return host.replace(".blob.", ".dfs.");
    }
}
