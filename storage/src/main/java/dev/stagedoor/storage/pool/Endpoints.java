package dev.stagedoor.storage.pool;

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
import java.net.URI;
import java.util.Optional;

/** Where the requests of each kind of location go. */
final class Endpoints {
    private static final URI HUGGINGFACE = URI.create("https://huggingface.co");

    private Endpoints() {}

    /** Empty for what is reached without a network. */
    static Optional<URI> of(StoreLocation location) {
        return switch (location) {
            case S3Location s3 -> Optional.of(s3.endpoint());
            case AzblobLocation azblob -> Optional.of(azblob.endpoint());
            case GcsLocation gcs -> Optional.of(gcs.endpoint());
            case OssLocation oss -> Optional.of(oss.endpoint());
            case ObsLocation obs -> Optional.of(obs.endpoint());
            case CosLocation cos -> Optional.of(cos.endpoint());
            case HttpLocation http -> Optional.of(http.origin());
            case IpfsLocation ipfs -> Optional.of(ipfs.endpoint());
            case WebhdfsLocation webhdfs -> Optional.of(webhdfs.endpoint());
            case HuggingfaceLocation ignored -> Optional.of(HUGGINGFACE);
            case FsLocation ignored -> Optional.empty();
        };
    }
}
