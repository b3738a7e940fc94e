package dev.stagedoor.storage.opendal;

import dev.stagedoor.signing.ObjectSigner;
import dev.stagedoor.signing.azure.AzureBlobSigner;
import dev.stagedoor.signing.azure.AzureCredential.AccountKey;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.StoreLocation;
import java.util.Optional;

/** Who presigns requests to a store. */
final class Signers {
    private Signers() {}

    static Optional<ObjectSigner> of(StoreLocation location) {
        if (location instanceof AzblobLocation azblob && azblob.accountKey().isPresent()) {
            var credential = new AccountKey(azblob.accountName().orElseThrow(), azblob.accountKey().get());
            return Optional.of(new AzureBlobSigner(credential, azblob.endpoint(), azblob.container()));
        }
        return Optional.empty();
    }
}
