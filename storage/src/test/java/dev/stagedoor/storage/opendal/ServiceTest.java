package dev.stagedoor.storage.opendal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.signing.Secret;
import dev.stagedoor.storage.location.AzblobLocation;
import dev.stagedoor.storage.location.CosLocation;
import dev.stagedoor.storage.location.GcsLocation;
import dev.stagedoor.storage.location.HuggingfaceLocation;
import dev.stagedoor.storage.location.IpfsLocation;
import dev.stagedoor.storage.location.ObsLocation;
import dev.stagedoor.storage.location.OssLocation;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.WebhdfsLocation;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceTest {
    private static final Optional<String> ID = Optional.of("id");
    private static final Optional<Secret> SECRET = Optional.of(Secret.of("s3cr3t"));

    private static Service of(StoreLocation location) {
        return Service.of(location, Set.of());
    }

    @Test
    void every_location_is_told_to_opendal_in_its_own_words() {
        assertThat(of(new AzblobLocation("box", "r/", URI.create("https://me.blob.core.windows.net"), Optional.empty(), SECRET)).settings())
                .isEqualTo(Map.of(
                        "root", "/", "container", "box", "endpoint", "https://me.blob.core.windows.net", "account_name", "me",
                        "account_key", "s3cr3t"));
        assertThat(of(new OssLocation("b", "", URI.create("https://oss-cn-x.aliyuncs.com"), ID, SECRET, Optional.empty())).settings())
                .isEqualTo(Map.of(
                        "root", "/", "bucket", "b", "endpoint", "https://oss-cn-x.aliyuncs.com", "access_key_id", "id",
                        "access_key_secret", "s3cr3t"));
        assertThat(of(new CosLocation("b-1", "", URI.create("https://cos.x.myqcloud.com"), ID, SECRET)).settings())
                .isEqualTo(Map.of(
                        "root", "/", "bucket", "b-1", "endpoint", "https://cos.x.myqcloud.com", "secret_id", "id", "secret_key", "s3cr3t",
                        "disable_config_load", "true"));
        assertThat(of(new ObsLocation("b", "", URI.create("https://obs.x.myhuaweicloud.com"), ID, SECRET)).settings())
                .isEqualTo(Map.of(
                        "root", "/", "bucket", "b", "endpoint", "https://obs.x.myhuaweicloud.com", "access_key_id", "id",
                        "secret_access_key", "s3cr3t"));
        assertThat(of(new WebhdfsLocation("data/", URI.create("https://name:9871"), SECRET, Optional.of("joe"), true)).settings())
                .isEqualTo(Map.of(
                        "root", "/", "endpoint", "https://name:9871", "delegation", "s3cr3t", "user_name", "joe",
                        "disable_list_batch", "false"));
        assertThat(of(new IpfsLocation("ipfs/QmX/", URI.create("https://ipfs.io"))).settings())
                .isEqualTo(Map.of("root", "/ipfs/QmX/", "endpoint", "https://ipfs.io"));
        assertThat(of(new HuggingfaceLocation("owner/repo", "dataset", "main", "dir/", SECRET)).settings())
                .isEqualTo(Map.of(
                        "root", "/", "repo_id", "owner/repo", "repo_type", "dataset", "revision", "main", "token", "s3cr3t"));
    }

    @Test
    void anonymous_stores_are_kept_from_the_servers_own_credentials() {
        assertThat(of(new GcsLocation("b", "", URI.create("https://storage.googleapis.com"), Optional.empty())).settings())
                .containsEntry("allow_anonymous", "true")
                .containsEntry("disable_vm_metadata", "true")
                .containsEntry("disable_config_load", "true");
        assertThat(of(new AzblobLocation("b", "", URI.create("https://x.blob.core.windows.net"), Optional.empty(), Optional.empty()))
                .settings())
                .containsEntry("sas_token", "timeout=30")
                .doesNotContainKeys("account_name", "account_key");
        OssLocation oss = new OssLocation("b", "", URI.create("https://oss.x"), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(of(oss).settings()).containsEntry("allow_anonymous", "true");
        assertRefused(oss, Set.of("ALIBABA_CLOUD_ACCESS_KEY_ID"), 3902);
        assertRefused(new ObsLocation("b", "", URI.create("https://obs.x.myhuaweicloud.com"), Optional.empty(), Optional.empty()),
                Set.of(), 3902);
        assertRefused(new CosLocation("b", "", URI.create("https://cos.x"), Optional.empty(), Optional.empty()), Set.of(), 3902);
    }

    @Test
    void what_opendal_would_ignore_is_refused() {
        assertRefused(new ObsLocation("b", "", URI.create("https://obs.x.myhuaweicloud.com:8443"), ID, SECRET), Set.of(), 4000);
        assertRefused(new CosLocation("b", "", URI.create("https://cos.x:8443"), ID, SECRET), Set.of(), 4000);
        assertRefused(new OssLocation("b", "", URI.create("https://oss.x"), ID, SECRET, Optional.of("acs:ram::1:role/r")), Set.of(), 3902);
        assertRefused(new AzblobLocation("b", "", URI.create("https://blobs.example.com"), Optional.empty(), SECRET), Set.of(), 4000);
    }

    @Test
    void obs_endpoint_that_opendal_would_take_for_the_buckets_own_is_refused() {
        assertRefused(new ObsLocation("b", "", URI.create("https://files.example.com"), ID, SECRET), Set.of(), 4000);
        assertRefused(new ObsLocation("b", "", URI.create("https://obs.example.com"), ID, SECRET), Set.of(), 4000);
        assertRefused(new CosLocation("no bucket", "", URI.create("https://cos.x"), ID, SECRET), Set.of(), 4000);
    }

    @Test
    void policy_is_asked_of_the_host_that_requests_go_to() {
        assertThat(of(new OssLocation("b", "", URI.create("https://oss.x:8443"), ID, SECRET, Optional.empty())).endpoint())
                .hasToString("https://b.oss.x:8443");
        assertThat(of(new CosLocation("b-1", "", URI.create("https://cos.x"), ID, SECRET)).endpoint()).hasToString("https://b-1.cos.x");
        assertThat(of(new ObsLocation("b", "", URI.create("https://obs.x.myhuaweicloud.com"), ID, SECRET)).endpoint())
                .hasToString("https://b.obs.x.myhuaweicloud.com");
        assertThat(of(new GcsLocation("b", "", URI.create("https://storage.googleapis.com"), Optional.empty())).endpoint())
                .hasToString("https://storage.googleapis.com");
    }

    @Test
    void no_text_of_a_service_holds_a_secret() {
        Service service = of(new ObsLocation("b", "", URI.create("https://obs.x.myhuaweicloud.com"), ID, SECRET));

        assertThat(service.toString() + service.name()).doesNotContain("s3cr3t").contains("obs://b at https://obs.x.myhuaweicloud.com");
    }

    private static void assertRefused(StoreLocation location, Set<String> environment, int code) {
        assertThatThrownBy(() -> Service.of(location, environment))
                .isInstanceOfSatisfying(StagedoorException.class, e -> assertThat(e.code().number()).isEqualTo(code))
                .hasMessageNotContaining("s3cr3t");
    }
}
