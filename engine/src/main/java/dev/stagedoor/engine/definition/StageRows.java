package dev.stagedoor.engine.definition;

import dev.stagedoor.catalog.PresignRules;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.engine.presign.PresignJson;
import dev.stagedoor.engine.statement.CellText;
import dev.stagedoor.engine.statement.Column;
import dev.stagedoor.storage.location.LocationText;
import dev.stagedoor.storage.location.StoreLocation;
import dev.stagedoor.storage.location.StoreUri;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stages as rows: what SHOW STAGES, DESC STAGE and {@code system.stages} answer. Of a secret only its mask is ever shown. */
public final class StageRows {
    public static final List<Column> SCHEMA = List.of(
            Column.string("name"),
            Column.string("stage_type"),
            Column.nullableString("storage_type"),
            Column.nullableString("url"),
            Column.nullableString("endpoint"),
            new Column("has_credentials", "Boolean"),
            new Column("has_encryption_key", "Boolean"),
            new Column("storage_params", "Nullable(Variant)"),
            new Column("file_format_options", "Variant"),
            Column.nullableString("creator"),
            new Column("created_on", "Timestamp"),
            Column.string("comment"),
            Column.nullableString("owner"),
            // Ours, behind Databend's, which clients may count.
            new Column("presign_rules", "Nullable(Variant)"));

    private StageRows() {}

    static @Nullable String[] row(StageDefinition stage, ZoneId zone) {
        Optional<StoreLocation> location = stage.location().map(StoreUri::parse);
        String type = switch (stage.kind()) {
            case INTERNAL -> "Internal";
            case EXTERNAL -> "External";
        };
        return new @Nullable String[] {
            stage.name(),
            type,
            location.map(place -> place.type().text()).orElse(null),
            location.map(LocationText::url).orElse(null),
            location.flatMap(StoreLocation::shownEndpoint).orElse(null),
            CellText.of(location.isPresent() && location.get().hasCredentials()),
            CellText.of(location.isPresent() && location.get().hasEncryptionKey()),
            location.map(LocationText::maskedJson).orElse(null),
            stage.fileFormat().toJson(),
            "'" + stage.creator() + "'@'%'",
            CellText.timestamp(stage.createdOn(), zone),
            stage.comment(),
            stage.owner(),
            stage.presign().equals(PresignRules.UNBOUND) ? null : PresignJson.rules(stage.presign())
        };
    }
}
