package dev.stagedoor.sql;

import dev.stagedoor.sql.Statement.SetSettings.Assignment;
import dev.stagedoor.sql.SyntaxReport.Begun;
import dev.stagedoor.sql.grammar.SqlLexer;
import dev.stagedoor.sql.grammar.SqlParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Turns the grammar's tree of one statement into its record. */
final class StatementBuilder {
    private final String sql;
    private final SyntaxReport report;
    private final Begun begun;
    private final TokenValues values;
    private final PresignBuilder presigns;
    private final AccountBuilder accounts;
    private final GrantBuilder grants;
    private final MetadataBuilder metadata;

    StatementBuilder(String sql, SyntaxReport report, Begun begun) {
        this.sql = sql;
        this.report = report;
        this.begun = begun;
        this.values = new TokenValues(report, begun);
        this.accounts = new AccountBuilder(values);
        this.presigns = new PresignBuilder(values, accounts);
        this.grants = new GrantBuilder(values, accounts);
        this.metadata = new MetadataBuilder(values);
    }

    /**
     * @throws SqlSyntaxException where a literal or an option is not one
     * @throws LocationException where a location is not one
     */
    Statement build(ParserRuleContext parsed) {
        return switch (parsed instanceof SqlParser.StatementContext statement ? statement.getChild(0) : parsed) {
            case SqlParser.PresignContext presign -> presigns.presign(location(presign.location()), presign);
            case SqlParser.PresignPartsContext parts -> presigns.parts(parts);
            case SqlParser.ConfirmUploadContext confirm -> new Statement.ConfirmUpload(string(confirm.string()));
            case SqlParser.ListFilesContext list ->
                    new Statement.ListFiles(location(list.location()), pattern(list.pattern()));
            case SqlParser.RemoveFilesContext remove ->
                    new Statement.RemoveFiles(location(remove.location()), pattern(remove.pattern()));
            case SqlParser.CreateContext create -> create(create);
            case SqlParser.AlterContext alter ->
                    alter(alter);
            case SqlParser.DropContext drop -> drop(drop);
            case SqlParser.DescribeContext describe -> describe(describe);
            case SqlParser.ShowContext show -> show(show);
            case SqlParser.GrantContext grant -> grants.grant(grant);
            case SqlParser.RevokeContext revoke ->
                    revoke.PRESIGN() != null ? presigns.revoke(revoke.revokedPresigns()) : grants.revoke(revoke);
            case SqlParser.UseContext use -> new Statement.UseDatabase(name(use.name().getLast()));
            case SqlParser.SetContext set -> set(set);
            case SqlParser.UnsetContext unset -> new Statement.UnsetSettings(unsetNames(unset), unset.GLOBAL() != null);
            case SqlParser.BeginContext _ -> new Statement.Transaction(Statement.Transaction.Kind.BEGIN);
            case SqlParser.CommitContext _ -> new Statement.Transaction(Statement.Transaction.Kind.COMMIT);
            case SqlParser.RollbackContext rollback ->
                    rollback.UPLOAD() != null
                            ? new Statement.AbortUpload(string(rollback.string()))
                            : new Statement.Transaction(Statement.Transaction.Kind.ROLLBACK);
            case Object other -> throw new IllegalStateException("the grammar has a statement without a record: " + other.getClass());
        };
    }

    private StagePath location(SqlParser.LocationContext written) {
        if (written.AT_STRING() != null) {
            return location(written.AT_STRING().getSymbol());
        }
        String location = string(written.string());
        if (!location.startsWith("@")) {
            throw report.at(written.getStart(), "expect stage location, got uri location", begun);
        }
        return StagePath.parse(location);
    }

    private static StagePath location(Token atString) {
        return StagePath.parse(AtString.decode(atString.getText()));
    }

    private Optional<String> pattern(SqlParser.@Nullable PatternContext pattern) {
        return pattern == null ? Optional.empty() : Optional.of(string(pattern.string()));
    }

    private Statement create(SqlParser.CreateContext create) {
        if (create.createRole() != null) {
            return accounts.createRole(create.createRole());
        }
        boolean orReplace = create.OR() != null;
        SqlParser.ReplaceableContext object = create.replaceable();
        if (object.createFileFormat() != null) {
            SqlParser.CreateFileFormatContext format = object.createFileFormat();
            boolean ifNotExists = ifNotExists(format.ifNotExists(), orReplace);
            return new Statement.CreateFileFormat(name(format.name()), orReplace, ifNotExists, formatClause(format.formatOptions()));
        }
        if (object.createConnection() != null) {
            SqlParser.CreateConnectionContext connection = object.createConnection();
            boolean ifNotExists = ifNotExists(connection.ifNotExists(), orReplace);
            return new Statement.CreateConnection(
                    name(connection.name()), orReplace, ifNotExists, string(connection.string()),
                    connection(connection.connectionOption()));
        }
        if (object.createUser() != null) {
            SqlParser.CreateUserContext user = object.createUser();
            return accounts.createUser(user, orReplace, ifNotExists(user.ifNotExists(), orReplace));
        }
        return createStage(object.createStage(), orReplace);
    }

    private Statement createStage(SqlParser.CreateStageContext stage, boolean orReplace) {
        return new Statement.CreateStage(
                values.stageName(stage.stageName()),
                orReplace,
                ifNotExists(stage.ifNotExists(), orReplace),
                uriLocation(stage.uriLocation()),
                fileFormat(stage.fileFormat()),
                comment(stage.comment()),
                presigns.rules(stage.presignRules()));
    }

    private Optional<UriLocation> uriLocation(SqlParser.@Nullable UriLocationContext location) {
        if (location == null) {
            return Optional.empty();
        }
        SqlParser.ConnectionContext connection = location.connection();
        SortedMap<String, String> parameters = connection == null ? new TreeMap<>() : connection(connection.connectionOption());
        return Optional.of(new UriLocation(url(location.string()), parameters));
    }

    private String url(SqlParser.StringContext written) {
        try {
            return UrlSyntax.parse(string(written));
        } catch (UrlSyntax.MalformedUrl malformed) {
            throw report.at(written.getStart(), malformed.getMessage(), begun);
        }
    }

    private SortedMap<String, String> connection(List<SqlParser.ConnectionOptionContext> options) {
        SortedMap<String, String> parameters = new TreeMap<>();
        for (SqlParser.ConnectionOptionContext option : options) {
            String key = name(option.name()).toLowerCase(Locale.ROOT);
            if (option.string() != null) {
                parameters.put(key, string(option.string()));
            } else if (key.equals("enable_virtual_host_style")) {
                parameters.put(key, option.TRUE() != null ? "true" : "false");
            } else {
                throw report.unexpected(option.getStop(), List.of("<LiteralString>"), begun);
            }
        }
        return parameters;
    }

    private boolean ifNotExists(SqlParser.@Nullable IfNotExistsContext clause, boolean orReplace) {
        if (clause != null && orReplace) {
            int end = clause.getStop().getStopIndex() + 1;
            throw report.at(clause.getStart().getStartIndex(), end, "option IF NOT EXISTS and OR REPLACE are incompatible", begun);
        }
        return clause != null;
    }

    private Statement alter(SqlParser.AlterContext alter) {
        if (alter.alterUser() != null) {
            return accounts.alterUser(alter.alterUser());
        }
        return alter.alterRole() != null ? accounts.alterRole(alter.alterRole()) : alterStage(alter.alterStage());
    }

    private Statement alterStage(SqlParser.AlterStageContext alter) {
        SqlParser.SetClauseContext set = alter.setClause();
        SqlParser.UnsetClauseContext unset = alter.unsetClause();
        if ((set != null && set.TAG() != null) || (unset != null && unset.TAG() != null)) {
            return new Statement.NotBuilt("ALTER STAGE … " + (set != null ? "SET" : "UNSET") + " TAG");
        }
        String name = values.stageName(alter.stageName());
        boolean ifExists = alter.ifExists() != null;
        if (unset != null) {
            boolean fileFormat = unset.unsetOption().stream().anyMatch(option -> option.FILE_FORMAT() != null);
            boolean comment = unset.unsetOption().stream().anyMatch(option -> option.COMMENT() != null || option.COMMENTS() != null);
            boolean presign = unset.unsetOption().stream().anyMatch(option -> option.PRESIGN() != null);
            return new Statement.AlterStage(name, ifExists, new Statement.AlterStage.Unset(fileFormat, comment, presign));
        }
        return new Statement.AlterStage(name, ifExists, changes(set));
    }

    private Statement.AlterStage.Set changes(SqlParser.SetClauseContext set) {
        Optional<UriLocation> location = Optional.empty();
        Optional<FormatClause> fileFormat = Optional.empty();
        Optional<String> comment = Optional.empty();
        Optional<PresignClause> presign = Optional.empty();
        for (SqlParser.StageOptionContext option : set.stageOption()) {
            if (option.fileFormat() != null) {
                fileFormat = fileFormat(option.fileFormat());
            } else if (option.comment() != null) {
                comment = comment(option.comment());
            } else if (option.presignRules() != null) {
                presign = presigns.rules(option.presignRules());
            } else {
                location = uriLocation(option.uriLocation());
            }
        }
        return new Statement.AlterStage.Set(location, fileFormat, comment, presign);
    }

    private Statement drop(SqlParser.DropContext drop) {
        if (drop.dropFileFormat() != null) {
            return new Statement.DropFileFormat(name(drop.dropFileFormat().name()), drop.dropFileFormat().ifExists() != null);
        }
        if (drop.dropConnection() != null) {
            return new Statement.DropConnection(name(drop.dropConnection().name()), drop.dropConnection().ifExists() != null);
        }
        if (drop.dropUser() != null) {
            return new Statement.DropUser(accounts.user(drop.dropUser().user()), drop.dropUser().ifExists() != null);
        }
        if (drop.dropRole() != null) {
            return new Statement.DropRole(values.roleName(drop.dropRole().roleName()), drop.dropRole().ifExists() != null);
        }
        return new Statement.DropStage(values.stageName(drop.dropStage().stageName()), drop.dropStage().ifExists() != null);
    }

    private Statement describe(SqlParser.DescribeContext describe) {
        if (describe.tableName() != null) {
            return metadata.describe(describe.tableName());
        }
        if (describe.describeUser() != null) {
            return new Statement.DescribeUser(accounts.user(describe.describeUser().user()));
        }
        return describe.describeConnection() != null
                ? new Statement.DescribeConnection(name(describe.describeConnection().name()))
                : new Statement.DescribeStage(describedStage(describe.describeStage()));
    }

    /** Databend's own tests say {@code DESC STAGE @~}, though its grammar does not. */
    private String describedStage(SqlParser.DescribeStageContext describe) {
        return describe.AT_STRING() != null
                ? location(describe.AT_STRING().getSymbol()).stage()
                : values.stageName(describe.stageName());
    }

    private Statement show(SqlParser.ShowContext show) {
        if (show.FORMATS() != null) {
            return new Statement.ShowFileFormats();
        }
        if (show.CONNECTIONS() != null) {
            return new Statement.ShowConnections();
        }
        if (show.showPublicKeys() != null) {
            return new Statement.ShowPublicKeys(accounts.user(show.showPublicKeys().user()));
        }
        if (show.showCreate() != null) {
            return metadata.create(show.showCreate());
        }
        SqlParser.FilterContext filter = show.filter();
        if (filter.WHERE() != null) {
            QueryScanner.Condition condition =
                    QueryScanner.condition(sql, filter.WHERE().getSymbol().getStopIndex() + 1, report, begun);
            return condition.notBuilt().isPresent()
                    ? new Statement.NotBuilt(condition.notBuilt().get())
                    : show(show, Optional.of(new Statement.Filter.Where(condition.parts())), condition.limit());
        }
        OptionalLong limit = filter.LIMIT() == null ? OptionalLong.empty() : OptionalLong.of(values.limit(filter.INTEGER().getSymbol()));
        Optional<Statement.Filter> like =
                filter.LIKE() == null ? Optional.empty() : Optional.of(new Statement.Filter.Like(string(filter.string())));
        return show(show, like, limit);
    }

    private Statement show(SqlParser.ShowContext show, Optional<Statement.Filter> filter, OptionalLong limit) {
        if (show.showMetadata() != null) {
            return new Statement.ShowMetadata(metadata.metadata(show.showMetadata()), filter, limit);
        }
        if (show.showGrants() != null) {
            return new Statement.ShowGrants(grants.scope(show.showGrants()), filter, limit);
        }
        if (show.USERS() != null) {
            return new Statement.ShowUsers(filter, limit);
        }
        if (show.ROLES() != null) {
            return new Statement.ShowRoles(filter, limit);
        }
        return show.STAGES() != null ? new Statement.ShowStages(filter, limit) : new Statement.ShowSettings(filter, limit);
    }

    private Statement set(SqlParser.SetContext set) {
        if (set.setRole() != null) {
            return accounts.setRole(set.setRole());
        }
        if (set.setSecondaryRoles() != null) {
            return accounts.setSecondaryRoles(set.setSecondaryRoles());
        }
        return new Statement.SetSettings(assignments(set), set.GLOBAL() != null);
    }

    private List<Assignment> assignments(SqlParser.SetContext set) {
        List<Assignment> assignments = new ArrayList<>();
        for (SqlParser.AssignmentContext assignment : set.assignment()) {
            assignments.add(new Assignment(name(assignment.settingName()), settingValue(assignment.settingValue())));
        }
        if (set.settingNames() == null) {
            return assignments;
        }
        List<SqlParser.SettingNameContext> names = set.settingNames().settingName();
        List<SqlParser.SettingValueContext> values = set.settingValues().settingValue();
        if (names.size() != values.size()) {
            String problem = "inconsistent number of settings and values: " + names.size() + " and " + values.size();
            throw report.at(set.settingValues().getStart(), problem, begun);
        }
        for (int i = 0; i < names.size(); i++) {
            assignments.add(new Assignment(name(names.get(i)), settingValue(values.get(i))));
        }
        return assignments;
    }

    private List<String> unsetNames(SqlParser.UnsetContext unset) {
        return unset.settingName() != null
                ? List.of(name(unset.settingName()))
                : unset.settingNames().settingName().stream().map(this::name).toList();
    }

    private String settingValue(SqlParser.SettingValueContext value) {
        if (value.string() != null) {
            return string(value.string());
        }
        if (value.name() != null) {
            return name(value.name());
        }
        return value.number() == null ? value.getText() : (value.MINUS() == null ? "" : "-") + values.number(value.number())
                .toPlainString();
    }

    private Optional<FormatClause> fileFormat(SqlParser.@Nullable FileFormatContext clause) {
        return clause == null ? Optional.empty() : Optional.of(formatClause(clause.formatOptions()));
    }

    private FormatClause formatClause(SqlParser.FormatOptionsContext clause) {
        Map<String, FormatClause.Value> options = new LinkedHashMap<>();
        for (SqlParser.FormatOptionContext written : clause.formatOption()) {
            Token name = written.IDENT().getSymbol();
            FormatOptionSyntax option = FormatOptionSyntax.named(name.getText())
                    .orElseThrow(() -> report.unexpected(name, FormatOptionSyntax.allNames(), begun));
            FormatClause.Value value = formatValue(written.formatValue());
            if (!option.takes(value)) {
                Token start = written.formatValue().getStart();
                throw report.unexpected(start, option.expected(), begun);
            }
            options.put(option.name(), value);
        }
        return new FormatClause(options);
    }

    private FormatClause.Value formatValue(SqlParser.FormatValueContext value) {
        Token start = value.getStart();
        return switch (start.getType()) {
            case SqlLexer.LPAREN -> new FormatClause.Value.Texts(value.string().stream().map(this::string).toList());
            case SqlLexer.STRING, SqlLexer.RAW_STRING -> new FormatClause.Value.Text(values.string(start));
            case SqlLexer.INTEGER -> new FormatClause.Value.Number(values.signedLong(start));
            case SqlLexer.TRUE -> new FormatClause.Value.Flag(true);
            case SqlLexer.FALSE -> new FormatClause.Value.Flag(false);
            default -> new FormatClause.Value.Word(start.getText().toUpperCase(Locale.ROOT));
        };
    }

    private Optional<String> comment(SqlParser.@Nullable CommentContext comment) {
        return comment == null ? Optional.empty() : Optional.of(string(comment.string()));
    }

    private String name(ParserRuleContext name) {
        return values.name(name);
    }

    private String string(SqlParser.StringContext string) {
        return values.string(string);
    }
}
