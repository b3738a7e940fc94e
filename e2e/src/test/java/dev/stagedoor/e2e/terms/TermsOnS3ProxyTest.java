package dev.stagedoor.e2e.terms;

import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.storage.contract.S3ProxyServer;
import dev.stagedoor.testsupport.Full;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A bucket in s3proxy: what S3 has headers for. */
@Full
class TermsOnS3ProxyTest extends TermsTests {
    private @Nullable S3ProxyServer proxy;

    @Override
    String location() throws Exception {
        proxy = S3ProxyServer.inMemory();
        return BucketLocation.create(proxy.server(), "terms");
    }

    @Override
    Set<TermName> held() {
        return EnumSet.of(
                TermName.EXPIRE, TermName.CONTENT_TYPE, TermName.CONTENT_LENGTH, TermName.CHECKSUM_SHA256, TermName.OVERWRITE);
    }

    @Override
    void stopStore() throws Exception {
        if (proxy != null) {
            proxy.close();
        }
    }
}
