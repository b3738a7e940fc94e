package dev.stagedoor.catalog;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.UserDefinition.Login;
import dev.stagedoor.catalog.format.FileFormat;
import dev.stagedoor.catalog.format.FileFormatType;
import dev.stagedoor.catalog.format.FileFormats;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.location.ConnectionParameters;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Definitions that several tests create. */
public final class SampleDefinitions {
    public static final String KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGsKCbhXU7j56VKZ7piDlLXGhud0apWjW3wxSdeARerxs/BeoWK7FspDtfLaAT8iJe4YEmR0JpkRQ8foWs0ve3w==";
    public static final String OTHER_KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEspgvQCsgbJiYhnl9L/E5uaAbBlbMTiBLp0hLlcuuhBO++Q6mo7JhyUsEOP9ia4BryZWV0bKhiwTG2X0AWeZVqQ==";
    public static final Instant CREATED = Instant.parse("2026-11-22T10:15:30.123456Z");
    public static final FileFormat CSV = FileFormats.builtIn(FileFormatType.CSV);

    private SampleDefinitions() {}

    public static StageDefinition stage(String name) {
        return new StageDefinition(
                name, Optional.empty(), FileFormat.DEFAULT, "", "root", CREATED, "account_admin", PresignRules.UNBOUND, incarnation(name));
    }

    /** The same each time. */
    public static Incarnation incarnation(String name) {
        return new Incarnation(1L << 40 | name.hashCode());
    }

    public static FileFormatDefinition format(String name) {
        return new FileFormatDefinition(name, CSV, "root", CREATED);
    }

    /** A stage over a bucket, with a secret among its parameters. */
    public static StageDefinition external(String name, String secret) {
        return stage(name).withLocation(new StoreUri("s3://bucket/p/", parameters("secret_access_key", secret)));
    }

    public static ConnectionDefinition connection(String name, String secret) {
        return new ConnectionDefinition(name, "s3", parameters("secret_access_key", secret), "root", CREATED);
    }

    public static ConnectionParameters parameters(String key, String value) {
        return new ConnectionParameters(new TreeMap<>(Map.of("endpoint_url", "https://h:9000", key, value)));
    }

    public static UserDefinition user(String name) {
        return new UserDefinition(name, new Login.NoPassword(), Optional.empty(), false, "root", CREATED, incarnation(name));
    }

    public static RoleDefinition role(String name) {
        return new RoleDefinition(name, "root", CREATED);
    }

    public static Grant read(String stage, Grantee to) {
        return new Grant(Privilege.READ, onStage(stage), to);
    }

    public static Grant readBelow(String stage, String path, Grantee to) {
        return new Grant(Privilege.READ, new GrantObject.Stage(stage, Optional.of(path)), to);
    }

    public static GrantObject onStage(String stage) {
        return new GrantObject.Stage(stage, Optional.empty());
    }

    public static Grantee toUser(String name) {
        return new Grantee.User(name);
    }

    public static Grantee toRole(String name) {
        return new Grantee.Role(name);
    }
}
