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

/**
 * The URI of internal storage as engines that read Iceberg tables open it. It stands in the files of the tables, so it must stay the same
 * for one storage.
 */
final class InternalUri {
    private InternalUri() {}

    /** Of the embedded store: the bucket that the door plays. */
    static String ofBucket(String bucket) {
        return "s3://" + bucket + "/";
    }

    /** @throws IllegalArgumentException for a location that internal storage cannot be in */
    static String of(StoreLocation location) {
        return switch (location) {
            case S3Location s3 -> ofBucket(s3.bucket()) + s3.root();
            case AzblobLocation azure -> "abfss://" + azure.container() + "@" + lakeHost(azure.endpoint().getHost()) + "/" + azure.root();
            case GcsLocation gcs -> "gs://" + gcs.bucket() + "/" + gcs.root();
            case OssLocation oss -> "oss://" + oss.bucket() + "/" + oss.root();
            case ObsLocation obs -> "obs://" + obs.bucket() + "/" + obs.root();
            case CosLocation cos -> "cosn://" + cos.bucket() + "/" + cos.root();
            case HttpLocation _ -> throw unusable(location);
            case IpfsLocation _ -> throw unusable(location);
            case FsLocation _ -> throw unusable(location);
            case WebhdfsLocation _ -> throw unusable(location);
            case HuggingfaceLocation _ -> throw unusable(location);
        };
    }

    /** Azure has the same objects behind another name for engines. */
    private static String lakeHost(String host) {
        return host.replace(".blob.", ".dfs.");
    }

    private static IllegalArgumentException unusable(StoreLocation location) {
        return new IllegalArgumentException("internal storage cannot be in a store of the type " + location.type());
    }
}
