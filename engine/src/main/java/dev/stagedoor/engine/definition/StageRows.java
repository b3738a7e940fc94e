package dev.stagedoor.engine.definition;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.presign.PresignJson;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.storage.location.LocationText;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreUri;
import java.util.List;
import java.util.Optional;

/** Stages as rows: what SHOW STAGES, DESC STAGE and {@code system.stages} answer. Of a secret only its mask is ever shown. */
public final class StageRows {
    public static final List<Column> SCHEMA = List.of(
            Column.string("name"),
            Column.string("stage_type"),
            Column.nullableString("storage_type"),
            Column.nullableString("url"),
            Column.nullableString("endpoint"),
            Column.of("has_credentials", Scalar.BOOLEAN),
            Column.of("has_encryption_key", Scalar.BOOLEAN),
            Column.nullable("storage_params", Scalar.VARIANT),
            Column.of("file_format_options", Scalar.VARIANT),
            Column.nullableString("creator"),
            Column.of("created_on", Scalar.TIMESTAMP),
            Column.string("comment"),
            Column.nullableString("owner"),
            // Ours, behind Databend's, which clients may count.
            Column.nullable("presign_rules", Scalar.VARIANT));

    private StageRows() {}

    static Row row(StageDefinition stage) {
        Optional<StoreLocation> location = stage.location().map(StoreUri::parse);
        String type = switch (stage.kind()) {
            case INTERNAL -> "Internal";
            case EXTERNAL -> "External";
        };
        return Row.of(
                stage.name(),
                type,
                location.map(place -> place.type().text()).orElse(null),
                location.map(LocationText::url).orElse(null),
                location.flatMap(StoreLocation::shownEndpoint).orElse(null),
                location.isPresent() && location.get().hasCredentials(),
                location.isPresent() && location.get().hasEncryptionKey(),
                location.map(LocationText::maskedJson).orElse(null),
                stage.fileFormat().toJson(),
                "'" + stage.creator() + "'@'%'",
                stage.createdOn(),
                stage.comment(),
                stage.owner(),
                stage.presign().equals(PresignRules.UNBOUND) ? null : PresignJson.rules(stage.presign()));
    }
}
