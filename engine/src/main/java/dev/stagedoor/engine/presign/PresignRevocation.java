package dev.stagedoor.engine.presign;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.catalog.Grants;
import dev.stagedoor.catalog.StageDefinition;
import dev.stagedoor.catalog.UserDefinition;
import dev.stagedoor.engine.access.Access;
import dev.stagedoor.engine.access.AccessCache;
import dev.stagedoor.engine.access.Grantees;
import dev.stagedoor.engine.statement.Messages;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.ShownText;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.ledger.PresignRecord;
import dev.stagedoor.ledger.PresignScope;
import dev.stagedoor.ledger.Revocation;
import dev.stagedoor.query.Cancellation;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement;
import dev.stagedoor.sql.Statement.AlterStage;
import dev.stagedoor.sql.Statement.RevokePresign;
import dev.stagedoor.storage.Incarnation;
import dev.stagedoor.storage.PresignId;
import dev.stagedoor.storage.location.LocationText;
import dev.stagedoor.storage.location.StoreUri;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Takes URLs back: REVOKE PRESIGN, and the URLs of what is dropped. Those that lead to the door are refused from then on; of those that
 * lead to a store elsewhere it says, in a warning, that nothing was stopped.
 */
public final class PresignRevocation {
    private static final String ELSEWHERE = "stores elsewhere";

    private final PresignLedger ledger;
    private final Catalog catalog;
    private final PresignVisibility visibility;
    private final Grantees grantees;
    private final UploadsUnderWay uploads;

    public PresignRevocation(
            PresignLedger ledger, Catalog catalog, PresignVisibility visibility, Grantees grantees, UploadsUnderWay uploads) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.visibility = visibility;
        this.grantees = grantees;
        this.uploads = uploads;
    }

    public StatementResult revoke(RevokePresign statement, StatementContext context) {
        return new StatementResult.Done(Optional.empty(), switch (statement.target()) {
            case RevokePresign.Id(String id) -> one(id, context);
            case RevokePresign.OnStage(String stage) -> all(stage, context);
            case RevokePresign.OnUser(String user) -> ofUser(user);
        });
    }

    /**
     * Ends a stage, and with it every URL that was issued for it. No upload comes between or after.
     *
     * @param end removes the files and the definition, or puts another in its place
     * @return warnings; empty when there is no stage of the name, and nothing was done
     * @throws StagedoorException 3901, retryable, with the stage as it was, when an upload is being stored and its store does not answer
     */
    public Optional<List<String>> endingStage(String name, Cancellation cancellation, Consumer<StageDefinition> end) {
        return ending(
                new PresignScope.Stage(name),
                () -> catalog.stage(name),
                StageDefinition::incarnation,
                cancellation,
                end,
                (stage, revocation) -> warnings(revocation, ofStage(name), place(stage.location())));
    }

    /**
     * Ends a user, and with them every URL they asked for, on their own stage and on others. No upload of theirs comes between or after.
     *
     * @param end removes their files and the definition, or puts another in its place
     * @return warnings; empty when there is no user of the name, and nothing was done
     * @throws StagedoorException 3901, retryable, with the user as they were, when an upload is being stored and its store does not answer
     */
    public Optional<List<String>> endingUser(String name, Cancellation cancellation, Consumer<UserDefinition> end) {
        return ending(
                new PresignScope.User(name),
                () -> catalog.user(name),
                UserDefinition::incarnation,
                cancellation,
                end,
                (_, revocation) -> warnings(revocation, askedForBy(name), ELSEWHERE));
    }

    /**
     * The door lets nothing in from the moment of the mark. The revocations are for the record, and say what leads elsewhere: one before,
     * should removing the files fail, and one when it is gone, for what was issued in between.
     */
    private <T> Optional<List<String>> ending(
            PresignScope scope,
            Supplier<Optional<T>> find,
            Function<T, Incarnation> incarnation,
            Cancellation cancellation,
            Consumer<T> end,
            BiFunction<T, Revocation, List<String>> warnings) {
        return uploads.ending(scope, find, incarnation, cancellation, definition -> {
            Revocation before = ledger.revokeAll(scope);
            end.accept(definition);
            return warnings.apply(definition, both(before, ledger.revokeAll(scope)));
        });
    }

    /**
     * Revokes the URLs of a stage that leads elsewhere now, where they lead to another store. The door sees for itself where a stage leads.
     *
     * @param before the stage as it was
     * @return warnings, which name where it led
     */
    public List<String> leftPlace(StageDefinition before) {
        PresignScope urls = new PresignScope.Stage(before.name());
        return ledger.wouldRevoke(urls).beyondReach() == 0
                ? List.of()
                : warnings(ledger.revokeAll(urls), ofStage(before.name()), place(before.location()));
    }

    private List<String> ofUser(String user) {
        grantees.requireExisting(new Grantee.User(user));
        return warnings(ledger.revokeAll(new PresignScope.User(user)), askedForBy(user), ELSEWHERE);
    }

    private static String askedForBy(String user) {
        return "that user '" + ShownText.of(user) + "' asked for";
    }

    /**
     * What a statement cannot stop that takes a right away or narrows the rules of a stage: as warnings. The door looks at the rights and
     * rules of now; a store elsewhere serves what was signed.
     *
     * @param statement has not run yet
     * @return gives the warnings, to be asked when the statement has run
     */
    public Supplier<List<String>> leftBy(Statement statement) {
        return switch (statement) {
            case Statement.RevokePrivileges(var _, GrantObject.Stage(String name, var _), var _) -> () -> leftOnStage(name);
            case Statement.RevokePrivileges(var privileges, GrantObject.Global _, var _) when privileges.contains(Privilege.SUPER) ->
                leftOfThoseWhoLose();
            case Statement.GrantPrivileges(var privileges, GrantObject.Stage(String name, var _), var _)
                    when privileges.contains(Privilege.OWNERSHIP) -> () -> leftOnStage(name);
            case Statement.AlterStage(String name, boolean _, AlterStage.Set set) when set.presign().isPresent() -> () -> leftOnStage(name);
            case Statement.AlterUser user when user.options().disabled().equals(Optional.of(true)) -> () -> leftOfUser(user.name());
            case Statement.RevokeRole(String _, Grantee.User(String name)) -> () -> leftOfUser(name);
            case Statement.RevokeRole(String _, Grantee.Role _), Statement.DropRole _ -> leftOfThoseWhoLose();
            default -> List::of;
        };
    }

    /**
     * Of a statement that may take READ or WRITE from many users at once. What they may is compared before and after it, so users who
     * have the right otherwise are not named. Takes time linear in users and stages.
     */
    private Supplier<List<String>> leftOfThoseWhoLose() {
        Grants before = catalog.grants();
        return () -> leftOf(losers(before, catalog.grants()));
    }

    /** Users who may not read or write any more what they could, where URLs of the stage lead elsewhere. */
    private List<String> losers(Grants before, Grants after) {
        Map<String, Boolean> leadElsewhere = new HashMap<>();
        return catalog.users().stream()
                .map(UserDefinition::name)
                .filter(user -> !grantees.isConfigured(user))
                .filter(user -> {
                    Access then = AccessCache.ofUser(user, before);
                    Access now = AccessCache.ofUser(user, after);
                    return catalog.stages().stream()
                            .filter(stage -> !now.coversFiles(stage, then))
                            .anyMatch(stage -> leadElsewhere.computeIfAbsent(stage.name(), this::leadsElsewhere));
                })
                .toList();
    }

    private boolean leadsElsewhere(String stage) {
        return ledger.wouldRevoke(new PresignScope.Stage(stage)).beyondReach() > 0;
    }

    private List<String> leftOf(List<String> users) {
        List<String> concerned = new ArrayList<>();
        Revocation all = new Revocation(0, 0, Optional.empty());
        for (String user : users) {
            Revocation one = ledger.wouldRevoke(new PresignScope.User(user));
            if (one.beyondReach() > 0) {
                concerned.add(user);
                all = both(all, one);
            }
        }
        return switch (concerned.size()) {
            case 0 -> List.of();
            case 1 -> warnings(all, askedForBy(concerned.getFirst()), ELSEWHERE);
            default -> warnings(all, "that users " + ShownText.list(concerned, ", ") + " asked for", ELSEWHERE);
        };
    }

    private List<String> leftOnStage(String name) {
        return catalog.stage(name)
                .map(stage -> warnings(
                        ledger.wouldRevoke(new PresignScope.Stage(name)), ofStage(name) + ", whoever asked for it,",
                        place(stage.location())))
                .orElse(List.of());
    }

    private List<String> leftOfUser(String name) {
        return warnings(ledger.wouldRevoke(new PresignScope.User(name)), askedForBy(name), ELSEWHERE);
    }

    /** An id that is not there and one that is somebody else's get the same answer, so that ids cannot be tried out. */
    private List<String> one(String text, StatementContext context) {
        PresignId id = PresignId.parse(text)
                .orElseThrow(() -> bad("'" + ShownText.of(text)
                        + "' is not the id of a presigned URL; SELECT id FROM system.presigns shows them."));
        IssuedPresign issued = ledger.find(id)
                .map(PresignRecord::issued)
                .filter(visibility.of(context))
                .orElseThrow(() -> unknown(id));
        String place = issued.stage().equals(StagePath.USER_STAGE)
                ? place(Optional.empty())
                : catalog.stage(issued.stage()).map(stage -> place(stage.location())).orElse("a store elsewhere");
        return warnings(ledger.revoke(id).orElseThrow(() -> unknown(id)), "with this id", place);
    }

    private List<String> all(String name, StatementContext context) {
        if (name.equals(StagePath.USER_STAGE)) {
            PresignScope own = new PresignScope.UserStage(context.principal().user());
            return warnings(ledger.revokeAll(own), ofStage(name), place(Optional.empty()));
        }
        StageDefinition stage = context.stages().find(name).orElseThrow(() -> Messages.unknownStage(name));
        return warnings(ledger.revokeAll(new PresignScope.Stage(name)), ofStage(name), place(stage.location()));
    }

    /** Adds up two revocations that count no URL twice: of other scopes, or one after the other. */
    private static Revocation both(Revocation first, Revocation second) {
        Optional<Instant> until = Stream.of(first, second).flatMap(one -> one.beyondReachUntil().stream()).max(Instant::compareTo);
        return new Revocation(first.stopped() + second.stopped(), first.beyondReach() + second.beyondReach(), until);
    }

    private static String ofStage(String name) {
        return "of stage '" + ShownText.of(name) + "'";
    }

    private static List<String> warnings(Revocation revocation, String which, String place) {
        long beyond = revocation.beyondReach();
        if (beyond == 0) {
            return List.of();
        }
        boolean one = beyond == 1;
        String until = revocation.beyondReachUntil()
                .map(last -> (one ? " until " : " until, at the latest, ") + last.truncatedTo(ChronoUnit.SECONDS))
                .orElse(" until they expire");
        return List.of(beyond + (one ? " URL " : " URLs ") + which + (one ? " leads to " : " lead to ") + place + " and "
                + (one ? "stays" : "stay") + " valid" + until
                + ": this server cannot stop what another store serves. To end that sooner, rotate the key that signed "
                + (one ? "it" : "them") + " or change the bucket's policy.");
    }

    private static String place(Optional<StoreUri> location) {
        return location.map(uri -> LocationText.url(uri.parse())).orElse("the bucket of the server's internal storage");
    }

    private static StagedoorException unknown(PresignId id) {
        return bad("There is no presigned URL with id '" + id
                + "' that you could revoke; SELECT id FROM system.presigns shows those you can.");
    }

    private static StagedoorException bad(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}
