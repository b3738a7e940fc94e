package dev.stagedoor.sql;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One statement, as written; nothing in it has been looked up or checked against what exists. */
public sealed interface Statement {
    /**
     * {@code CREATE [OR REPLACE] STAGE [IF NOT EXISTS] name [[URL =] '…' [CONNECTION = (…)]] [FILE_FORMAT = (…)] [PRESIGN = (…)] [COMMENT =
     * '…']}
     */
    record CreateStage(
            String name,
            boolean orReplace,
            boolean ifNotExists,
            Optional<UriLocation> location,
            Optional<FormatClause> fileFormat,
            Optional<String> comment,
            Optional<PresignClause> presign)
            implements Statement {
        /** Without {@code PRESIGN = (…)}. */
        public CreateStage(
                String name,
                boolean orReplace,
                boolean ifNotExists,
                Optional<UriLocation> location,
                Optional<FormatClause> fileFormat,
                Optional<String> comment) {
            this(name, orReplace, ifNotExists, location, fileFormat, comment, Optional.empty());
        }
    }

    /** {@code ALTER STAGE [IF EXISTS] name SET … | UNSET …} */
    record AlterStage(String name, boolean ifExists, Change change) implements Statement {
        public sealed interface Change {}

        /** At least one is present. */
        public record Set(
                Optional<UriLocation> location,
                Optional<FormatClause> fileFormat,
                Optional<String> comment,
                Optional<PresignClause> presign)
                implements Change {
            /** Without {@code PRESIGN = (…)}. */
            public Set(Optional<UriLocation> location, Optional<FormatClause> fileFormat, Optional<String> comment) {
                this(location, fileFormat, comment, Optional.empty());
            }
        }

        /** At least one is true. */
        public record Unset(boolean fileFormat, boolean comment, boolean presign) implements Change {
            /** Without {@code PRESIGN}. */
            public Unset(boolean fileFormat, boolean comment) {
                this(fileFormat, comment, false);
            }
        }
    }

    record DropStage(String name, boolean ifExists) implements Statement {}

    record DescribeStage(String name) implements Statement {}

    record ShowStages(Optional<Filter> filter, OptionalLong limit) implements Statement {}

    /** {@code LIST @s/p [PATTERN = '…']} */
    record ListFiles(StagePath location, Optional<String> pattern) implements Statement {}

    /** {@code REMOVE @s/p [PATTERN = '…']} */
    record RemoveFiles(StagePath location, Optional<String> pattern) implements Statement {}

    /**
     * {@code PRESIGN [DOWNLOAD | UPLOAD] location [EXPIRE = 3600] [MAX_SIZE = '2 GiB'] …}
     *
     * @param terms as written, in the order of their names; their bounds are not a matter of syntax
     */
    record Presign(Action action, StagePath location, Map<TermName, TermValue> terms) implements Statement {
        public enum Action {
            DOWNLOAD,
            UPLOAD
        }

        public Presign {
            terms = terms.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(terms));
        }
    }

    /**
     * {@code PRESIGN [DOWNLOAD | UPLOAD] location {FILES = ('…', …) | PATTERN = '…'} …}: a URL for each of several files.
     *
     * @param location the directory that the files lie in, or the beginning of their paths
     * @param terms of each URL, as of {@link Presign}
     */
    record PresignFiles(Presign.Action action, StagePath location, Files files, Map<TermName, TermValue> terms) implements Statement {
        /** Which files. */
        public sealed interface Files {}

        /** {@code FILES = ('…', …)}: relative to the location, as written. How many there may be is not a matter of syntax. */
        public record Named(List<String> names) implements Files {
            public Named {
                names = List.copyOf(names);
            }
        }

        /** {@code PATTERN = '…'}: those that LIST shows; of a download alone. */
        public record Matching(String pattern) implements Files {}

        public PresignFiles {
            terms = terms.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(terms));
        }
    }

    /**
     * {@code PRESIGN UPLOAD location SIZE = n [PART_SIZE = n] [SOURCE = '…'] …}: URLs for the parts of one file, which
     * {@link ConfirmUpload} puts together.
     *
     * @param size bytes of the file; like those of a part, its bounds are not a matter of syntax
     * @param source a text by which the client knows its file again
     * @param terms of the upload as a whole, as of {@link Presign}
     */
    record PlanUpload(
            StagePath location, long size, OptionalLong partSize, Optional<String> source, Map<TermName, TermValue> terms)
            implements Statement {
        public PlanUpload {
            terms = terms.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(terms));
        }
    }

    /**
     * {@code PRESIGN UPLOAD PARTS [(3, 7)] OF '<id>' [EXPIRE = 3600]}
     *
     * @param id as written
     * @param numbers as written; none for those that are missing
     * @param expireSeconds as written
     */
    record PresignParts(String id, List<Long> numbers, Optional<BigDecimal> expireSeconds) implements Statement {
        public PresignParts {
            numbers = List.copyOf(numbers);
        }
    }

    /** {@code CONFIRM UPLOAD '<id>'}, as written */
    record ConfirmUpload(String id) implements Statement {}

    /** {@code ABORT UPLOAD '<id>'}, as written */
    record AbortUpload(String id) implements Statement {}

    /** {@code REVOKE PRESIGN '<id>'}, {@code REVOKE PRESIGN ON STAGE s} or {@code REVOKE PRESIGN ON USER u} */
    record RevokePresign(Target target) implements Statement {
        public sealed interface Target {}

        /** One URL, by its id in {@code system.presigns}, as written. */
        public record Id(String id) implements Target {}

        /** Every URL of a stage issued so far; {@code ~} for the user's own. */
        public record OnStage(String stage) implements Target {}

        /** Every URL that a user asked for so far, on whatever stage. */
        public record OnUser(String user) implements Target {}
    }

    /**
     * {@code CREATE [OR REPLACE] USER [IF NOT EXISTS] name IDENTIFIED …
     * [WITH DEFAULT_ROLE = r | DEFAULT_WAREHOUSE = '…' | DISABLED = TRUE, …]}
     */
    record CreateUser(
            String name, boolean orReplace, boolean ifNotExists, Identification identification, UserOptions options)
            implements Statement {}

    /** {@code ALTER USER [IF EXISTS] name [IDENTIFIED …] [WITH …]}: at least one of the two. */
    record AlterUser(String name, boolean ifExists, Optional<Identification> identification, UserOptions options)
            implements Statement {}

    /**
     * What stands after {@code WITH}.
     *
     * @param defaultRole with which the user's sessions begin
     * @param defaultWarehouse kept, and shown
     * @param disabled true when the user may not log in
     * @param keys in the order in which they are added and removed
     */
    record UserOptions(
            Optional<String> defaultRole, Optional<String> defaultWarehouse, Optional<Boolean> disabled, List<KeyChange> keys) {
        public static final UserOptions NONE = new UserOptions(Optional.empty(), Optional.empty());

        /** A change of a user's public keys. */
        public sealed interface KeyChange {
            /** {@code ADD PUBLIC_KEY = '…' [LABEL = '…']}, as written */
            record Add(String key, String label) implements KeyChange {}

            /** {@code REMOVE PUBLIC_KEY LABEL = '…'} */
            record RemoveLabelled(String label) implements KeyChange {}

            /** {@code REMOVE PUBLIC_KEY FINGERPRINT = 'SHA256:…'} */
            record RemoveFingerprint(String fingerprint) implements KeyChange {}
        }

        public UserOptions {
            keys = List.copyOf(keys);
        }

        /** Without a warehouse and keys. */
        public UserOptions(Optional<String> defaultRole, Optional<Boolean> disabled) {
            this(defaultRole, Optional.empty(), disabled, List.of());
        }
    }

    record DropUser(String name, boolean ifExists) implements Statement {}

    record ShowUsers(Optional<Filter> filter, OptionalLong limit) implements Statement {}

    record DescribeUser(String name) implements Statement {}

    /** {@code SHOW PUBLIC KEYS FOR USER u} */
    record ShowPublicKeys(String user) implements Statement {}

    /** {@code CREATE ROLE [IF NOT EXISTS] name [COMMENT = '…']} */
    record CreateRole(String name, boolean ifNotExists, String comment) implements Statement {}

    /** {@code ALTER ROLE [IF EXISTS] name SET COMMENT = '…'}, or {@code UNSET COMMENT}: empty. */
    record AlterRole(String name, boolean ifExists, String comment) implements Statement {}

    record DropRole(String name, boolean ifExists) implements Statement {}

    record ShowRoles(Optional<Filter> filter, OptionalLong limit) implements Statement {}

    /** {@code SET ROLE name}, or {@code SET ROLE DEFAULT}: empty. */
    record SetRole(Optional<String> role) implements Statement {}

    /**
     * {@code SET SECONDARY ROLES ALL | NONE | r, …}: which of the user's other roles count besides the current one.
     *
     * @param roles empty for all; a list of none for NONE
     */
    record SetSecondaryRoles(Optional<List<String>> roles) implements Statement {
        public SetSecondaryRoles {
            roles = roles.map(List::copyOf);
        }
    }

    /** {@code GRANT ROLE role TO …} */
    record GrantRole(String role, Grantee grantee) implements Statement {}

    /** {@code REVOKE ROLE role FROM …} */
    record RevokeRole(String role, Grantee grantee) implements Statement {}

    /**
     * {@code GRANT READ, WRITE ON STAGE s [PATH '…'] TO …}, {@code GRANT OWNERSHIP ON … TO ROLE r} and the like.
     *
     * @param privileges never empty; {@code ALL} is written out: READ and WRITE on a stage, ACCESS_CONNECTION on a connection,
     *     what there is besides OWNERSHIP on a table, a database and {@code *.*}
     */
    record GrantPrivileges(Set<Privilege> privileges, GrantObject object, Grantee grantee) implements Statement {
        public GrantPrivileges {
            privileges = Set.copyOf(privileges);
        }
    }

    /** {@code REVOKE … FROM …}; as {@link GrantPrivileges}. */
    record RevokePrivileges(Set<Privilege> privileges, GrantObject object, Grantee grantee) implements Statement {
        public RevokePrivileges {
            privileges = Set.copyOf(privileges);
        }
    }

    /** {@code SHOW GRANTS [FOR … | OF ROLE … | ON …] [LIKE … | WHERE …] [LIMIT …]} */
    record ShowGrants(Scope scope, Optional<Filter> filter, OptionalLong limit) implements Statement {
        public sealed interface Scope {}

        /** Of whoever asks. */
        public record Mine() implements Scope {}

        public record For(Grantee grantee) implements Scope {}

        /** On a stage (without path), a connection, a database or a table. */
        public record On(GrantObject object) implements Scope {}

        /** To whom a role is granted. */
        public record Of(String role) implements Scope {}

        /** All of them. */
        public ShowGrants(Scope scope) {
            this(scope, Optional.empty(), OptionalLong.empty());
        }
    }

    /** {@code CREATE [OR REPLACE] FILE FORMAT [IF NOT EXISTS] name options} */
    record CreateFileFormat(String name, boolean orReplace, boolean ifNotExists, FormatClause options) implements Statement {}

    record DropFileFormat(String name, boolean ifExists) implements Statement {}

    record ShowFileFormats() implements Statement {}

    /**
     * {@code CREATE [OR REPLACE] CONNECTION [IF NOT EXISTS] name STORAGE_TYPE = '…' key = '…' …}. Any value may be a secret, so
     * {@link #toString} names the keys alone.
     *
     * @param storageType as written
     * @param parameters by key in lower case, sorted; of a key given twice the last
     */
    record CreateConnection(
            String name, boolean orReplace, boolean ifNotExists, String storageType, SortedMap<String, String> parameters)
            implements Statement {
        public CreateConnection {
            parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        }

        @Override
        public String toString() {
            return "CreateConnection[" + name + ", " + storageType + ", " + parameters.keySet() + "]";
        }
    }

    record DropConnection(String name, boolean ifExists) implements Statement {}

    record DescribeConnection(String name) implements Statement {}

    record ShowConnections() implements Statement {}

    /** {@code USE database} or {@code USE catalog.database}: the last name. */
    record UseDatabase(String database) implements Statement {}

    /**
     * {@code SET [GLOBAL | SESSION] name = value, …} or {@code SET (a, b) = (1, 2)}
     *
     * @param assignments values as text, without quotes
     * @param global for every session, and not this one alone
     */
    record SetSettings(List<Assignment> assignments, boolean global) implements Statement {
        public record Assignment(String name, String value) {}

        public SetSettings {
            assignments = List.copyOf(assignments);
        }

        /** For this session. */
        public SetSettings(List<Assignment> assignments) {
            this(assignments, false);
        }
    }

    /**
     * {@code UNSET [GLOBAL | SESSION] name} or {@code UNSET (a, b)}
     *
     * @param global for every session, and not this one alone
     */
    record UnsetSettings(List<String> names, boolean global) implements Statement {
        public UnsetSettings {
            names = List.copyOf(names);
        }

        /** For this session. */
        public UnsetSettings(List<String> names) {
            this(names, false);
        }
    }

    record ShowSettings(Optional<Filter> filter, OptionalLong limit) implements Statement {}

    /** {@code SHOW DATABASES}, {@code SHOW TABLES} and the like. */
    record ShowMetadata(Metadata metadata, Optional<Filter> filter, OptionalLong limit) implements Statement {}

    /** {@code SHOW CREATE TABLE [[catalog.]database.]table} */
    record ShowCreateTable(TableName table) implements Statement {}

    /** {@code SHOW CREATE DATABASE [catalog.]database} */
    record ShowCreateDatabase(Optional<String> catalog, String database) implements Statement {}

    /** {@code {DESC | DESCRIBE} [TABLE] [[catalog.]database.]table} */
    record DescribeTable(TableName table) implements Statement {}

    /** {@code BEGIN}, {@code COMMIT}, {@code ROLLBACK} and their longer spellings. */
    record Transaction(Kind kind) implements Statement {
        public enum Kind {
            BEGIN,
            COMMIT,
            ROLLBACK
        }
    }

    /**
     * Read-only SQL for the query engine: {@code SELECT}, {@code WITH}, {@code VALUES}, {@code EXPLAIN} … Exactly one statement, without
     * its closing semicolon.
     */
    record Query(List<QueryPart> parts) implements Statement {
        public Query {
            parts = List.copyOf(parts);
        }
    }

    /** On databases and tables. */
    sealed interface OnTables extends Statement permits TableStatement {}

    /**
     * A statement of the dialect that is recognised but not built.
     *
     * @param what names it as a user would: {@code "MERGE INTO"}, {@code "CREATE VIEW"}, {@code "ALTER STAGE … SET TAG"}
     */
    record NotBuilt(String what) implements Statement {}

    /** What a SHOW statement lets through. */
    sealed interface Filter {
        /** SQL LIKE, not case-sensitive. */
        record Like(String pattern) implements Filter {}

        /** A condition over the columns, as written. */
        record Where(List<QueryPart> condition) implements Filter {
            public Where {
                condition = List.copyOf(condition);
            }
        }
    }
}
