package dev.stagedoor.engine;

import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.sql.QueryPart;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import java.util.List;

/**
 * Says, in one place, what each statement needs (Databend's rules: READ and WRITE on a stage, SUPER for definitions). Every authenticated
 * principal may everything today; grants will be asked in {@link #require}.
 */
final class Authorization {
    /** One thing a statement needs. */
    sealed interface Privilege {
        /** To read files of a stage: LIST, PRESIGN DOWNLOAD, list_stage. A user's own stage needs nothing. */
        record Read(String stage) implements Privilege {}

        /** To change files of a stage: REMOVE, PRESIGN UPLOAD. A user's own stage needs nothing. */
        record Write(String stage) implements Privilege {}

        /** To change what a stage is: ownership, or both READ and WRITE. */
        record Alter(String stage) implements Privilege {}

        /** To define connections; SUPER is enough. */
        record CreateConnection() implements Privilege {}

        /** To define new things. */
        record Super() implements Privilege {}
    }

    private static final List<Privilege> NOTHING = List.of();
    private static final List<Privilege> SUPER = List.of(new Privilege.Super());

    /** Passes when the principal holds every privilege the statement needs. */
    void require(Statement statement, Principal principal) {
        require(needs(statement), principal);
    }

    /** Passes when the principal holds every one of {@code needs}. Without grants, whoever is authenticated does. */
    void require(List<Privilege> needs, Principal principal) {}

    /** Whether the statement's roles hold SUPER, and with it everything. */
    boolean isSuper(StatementContext context) {
        return true;
    }

    /** Whether one of the statement's roles owns the stage. */
    boolean owns(StageDefinition stage, StatementContext context) {
        return true;
    }

    /** What a statement needs, in the order in which to ask. */
    static List<Privilege> needs(Statement statement) {
        return switch (statement) {
            case Statement.CreateStage _ -> SUPER;
            case Statement.AlterStage s -> List.of(new Privilege.Alter(s.name()));
            case Statement.DropStage s -> List.of(new Privilege.Alter(s.name()));
            case Statement.DescribeStage _ -> NOTHING;
            case Statement.ShowStages _ -> NOTHING;
            case Statement.ListFiles s -> read(s.location());
            case Statement.RemoveFiles s -> write(s.location());
            case Statement.Presign s ->
                switch (s.action()) {
                    case DOWNLOAD -> read(s.location());
                    case UPLOAD -> write(s.location());
                };
            case Statement.CreateFileFormat _ -> SUPER;
            case Statement.DropFileFormat _ -> SUPER;
            case Statement.ShowFileFormats _ -> NOTHING;
            case Statement.CreateConnection _ -> List.of(new Privilege.CreateConnection());
            case Statement.DropConnection _ -> List.of(new Privilege.CreateConnection());
            case Statement.DescribeConnection _ -> NOTHING;
            case Statement.ShowConnections _ -> NOTHING;
            case Statement.RevokePresign s ->
                switch (s.target()) {
                    // Whose URL it is must be known first: PresignRevocation asks.
                    case Statement.RevokePresign.Id _ -> NOTHING;
                    case Statement.RevokePresign.OnStage(String stage) ->
                        stage.equals(StagePath.USER_STAGE) ? NOTHING : List.of(new Privilege.Alter(stage));
                };
            case Statement.CreateUser _ -> SUPER;
            case Statement.AlterUser _ -> SUPER;
            case Statement.DropUser _ -> SUPER;
            case Statement.ShowUsers _ -> SUPER;
            case Statement.CreateRole _ -> SUPER;
            case Statement.DropRole _ -> SUPER;
            case Statement.ShowRoles _ -> NOTHING;
            case Statement.SetRole _ -> NOTHING;
            case Statement.SetSecondaryRoles _ -> NOTHING;
            case Statement.GrantRole _ -> SUPER;
            case Statement.RevokeRole _ -> SUPER;
            case Statement.GrantPrivileges _ -> SUPER;
            case Statement.RevokePrivileges _ -> SUPER;
            case Statement.ShowGrants _ -> NOTHING;
            case Statement.UseDatabase _ -> NOTHING;
            case Statement.SetSettings _ -> NOTHING;
            case Statement.UnsetSettings _ -> NOTHING;
            case Statement.ShowSettings _ -> NOTHING;
            case Statement.Transaction _ -> NOTHING;
            case Statement.Query q -> reads(q.parts());
            case Statement.NotBuilt _ -> NOTHING;
        };
    }

    /** What writing a file of a stage needs. */
    static List<Privilege> write(StagePath location) {
        return location.isUserStage() ? NOTHING : List.of(new Privilege.Write(location.stage()));
    }

    private static List<Privilege> read(StagePath location) {
        return location.isUserStage() ? NOTHING : List.of(new Privilege.Read(location.stage()));
    }

    private static List<Privilege> reads(List<QueryPart> parts) {
        return parts.stream()
                .filter(QueryPart.ListStage.class::isInstance)
                .map(QueryPart.ListStage.class::cast)
                .flatMap(part -> read(part.location()).stream())
                .distinct()
                .toList();
    }
}
