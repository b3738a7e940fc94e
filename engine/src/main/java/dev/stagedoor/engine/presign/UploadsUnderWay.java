package dev.stagedoor.engine.presign;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.engine.file.EndingDefinitions;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.TableStatement;
import dev.stagedoor.storage.Incarnation;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets a statement that takes something away return only when no upload that stood on it can appear any more. Uploads that are still
 * receiving bytes are refused at their last one; those beyond it are waited for.
 */
public final class UploadsUnderWay {
    /** Which uploads a statement may have taken the ground from. */
    private sealed interface Concern {
        record Nobody() implements Concern {}

        record Everybody() implements Concern {}

        record Those(PresignScope scope) implements Concern {}
    }

    private static final Concern NOBODY = new Concern.Nobody();
    private static final Concern EVERYBODY = new Concern.Everybody();

    private final CommitBarrier barrier;
    private final EndingDefinitions ending;

    public UploadsUnderWay(CommitBarrier barrier, EndingDefinitions ending) {
        this.barrier = barrier;
        this.ending = ending;
    }

    /**
     * Ends a stage or a user: from here on nobody puts anything there, and what was being put is in its store before {@code end} runs. When
     * that fails, everything is as it was. One at a time for each name.
     *
     * @param scope the uploads concerned
     * @param find who or what has the name
     * @return what {@code end} gave; empty when nothing has the name
     * @throws StagedoorException 3901, retryable, before {@code end}, when a store does not answer
     */
    <T, R> Optional<R> ending(
            PresignScope scope,
            Supplier<Optional<T>> find,
            Function<T, Incarnation> incarnation,
            Cancellation cancellation,
            Function<T, R> end) {
        return ending.alone(scope, cancellation, () -> find.get().map(definition -> ending.during(incarnation.apply(definition), () -> {
            int left = barrier.outlast(scope, cancellation);
            if (left > 0) {
                throw unanswered(left, "Nothing was dropped or replaced: run the statement again.");
            }
            return end.apply(definition);
        })));
    }

    /**
     * Returns when no upload can appear any more that stood on what a statement has taken away.
     *
     * @param statement has run
     * @throws StagedoorException 3901, retryable, when a store does not answer
     */
    public void outlast(Statement statement, StatementContext context) {
        int left = switch (concern(statement, context)) {
            case Concern.Nobody _ -> 0;
            case Concern.Everybody _ -> barrier.outlastAll(context.cancellation());
            case Concern.Those(var scope) -> barrier.outlast(scope, context.cancellation());
        };
        if (left > 0) {
            throw unanswered(left, "The statement itself is done: run it again to wait for the store.");
        }
    }

    private static StagedoorException unanswered(int left, String advice) {
        String uploads = left == 1 ? "1 upload, whose bytes had all come, has" : left + " uploads, whose bytes had all come, have";
        return new StagedoorException(
                ErrorCode.STORAGE_UNAVAILABLE,
                uploads + " been waiting for the store for " + CommitBarrier.MAX_WAIT.toSeconds()
                        + " seconds and may still appear. " + advice,
                true,
                null);
    }

    /** Whose uploads a statement may stop. What drops and replaces has waited on the way, before it deleted files. */
    private static Concern concern(Statement statement, StatementContext context) {
        return switch (statement) {
            case Statement.AlterStage s -> stage(s.name(), context);
            case Statement.AlterUser s -> user(s.name());
            case Statement.CreateUser s -> s.orReplace() ? user(s.name()) : NOBODY;
            case Statement.RevokePrivileges s -> on(s.object(), context);
            case Statement.GrantPrivileges s -> s.privileges().contains(Privilege.OWNERSHIP) ? on(s.object(), context) : NOBODY;
            case Statement.RevokeRole _, Statement.DropRole _, Statement.AbortUpload _ -> EVERYBODY;
            case Statement.RevokePresign s ->
                switch (s.target()) {
                    case Statement.RevokePresign.Id _ -> EVERYBODY;
                    case Statement.RevokePresign.OnStage(String stage) -> stage(stage, context);
                    case Statement.RevokePresign.OnUser(String name) -> user(name);
                };
            case Statement.CreateStage _,
                    Statement.DropStage _,
                    Statement.DropUser _,
                    Statement.DescribeUser _,
                    Statement.ShowPublicKeys _,
                    Statement.AlterRole _,
                    Statement.DescribeStage _,
                    Statement.ShowStages _,
                    Statement.ListFiles _,
                    Statement.RemoveFiles _,
                    Statement.Presign _,
                    Statement.PresignFiles _,
                    Statement.PlanUpload _,
                    Statement.PresignParts _,
                    Statement.ConfirmUpload _,
                    Statement.CreateFileFormat _,
                    Statement.DropFileFormat _,
                    Statement.ShowFileFormats _,
                    Statement.CreateConnection _,
                    Statement.DropConnection _,
                    Statement.DescribeConnection _,
                    Statement.ShowConnections _,
                    Statement.ShowUsers _,
                    Statement.CreateRole _,
                    Statement.ShowRoles _,
                    Statement.SetRole _,
                    Statement.SetSecondaryRoles _,
                    Statement.GrantRole _,
                    Statement.ShowGrants _,
                    Statement.UseDatabase _,
                    Statement.SetSettings _,
                    Statement.UnsetSettings _,
                    Statement.ShowSettings _,
                    Statement.Transaction _,
                    Statement.ShowMetadata _,
                    Statement.DescribeTable _,
                    Statement.ShowCreateTable _,
                    Statement.ShowCreateDatabase _,
                    Statement.Query _,
                    TableStatement _,
                    Statement.NotBuilt _ ->
                NOBODY;
        };
    }

    private static Concern on(GrantObject object, StatementContext context) {
        return switch (object) {
            case GrantObject.Global _ -> EVERYBODY;
            case GrantObject.Stage(String name, var _) -> stage(name, context);
            case GrantObject.Connection _, GrantObject.Database _, GrantObject.Table _ -> NOBODY;
        };
    }

    private static Concern user(String name) {
        return new Concern.Those(new PresignScope.User(name));
    }

    private static Concern stage(String name, StatementContext context) {
        return new Concern.Those(
                name.equals(StagePath.USER_STAGE)
                        ? new PresignScope.UserStage(context.principal().user())
                        : new PresignScope.Stage(name));
    }
}
