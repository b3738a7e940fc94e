package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.sql.Statement.AlterRole;
import dev.stagedoor.sql.Statement.AlterUser;
import dev.stagedoor.sql.Statement.CreateRole;
import dev.stagedoor.sql.Statement.CreateUser;
import dev.stagedoor.sql.Statement.DescribeUser;
import dev.stagedoor.sql.Statement.DropRole;
import dev.stagedoor.sql.Statement.DropUser;
import dev.stagedoor.sql.Statement.Filter;
import dev.stagedoor.sql.Statement.GrantPrivileges;
import dev.stagedoor.sql.Statement.GrantRole;
import dev.stagedoor.sql.Statement.NotBuilt;
import dev.stagedoor.sql.Statement.RevokePrivileges;
import dev.stagedoor.sql.Statement.RevokeRole;
import dev.stagedoor.sql.Statement.SetRole;
import dev.stagedoor.sql.Statement.SetSecondaryRoles;
import dev.stagedoor.sql.Statement.SetSettings;
import dev.stagedoor.sql.Statement.ShowGrants;
import dev.stagedoor.sql.Statement.ShowPublicKeys;
import dev.stagedoor.sql.Statement.ShowRoles;
import dev.stagedoor.sql.Statement.ShowUsers;
import dev.stagedoor.sql.Statement.UserOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, roles and grants: texts and their records. */
class AccountStatementsTest {
    private static final Identification PASSWORD = new Identification.Password("p");
    private static final Grantee U = new Grantee.User("u");
    private static final Grantee R = new Grantee.Role("r");
    private static final GrantObject STAGE = new GrantObject.Stage("s", Optional.empty());
    private static final GrantObject CONNECTION = new GrantObject.Connection("c");
    private static final GrantObject EVERYTHING = new GrantObject.Global();

    private static Identification kept(Identification.Password.Kept kept) {
        return new Identification.Password("p", Optional.of(kept));
    }

    static Stream<Arguments> users() {
        return Stream.of(
                arguments("CREATE USER u IDENTIFIED BY 'p'", create("u", false, false, PASSWORD, UserOptions.NONE)),
                arguments("create or replace user 'u 1' identified by $$it's$$;",
                        create("u 1", true, false, new Identification.Password("it's"), UserOptions.NONE)),
                arguments("CREATE USER IF NOT EXISTS 'u'@'%' IDENTIFIED WITH SHA256_PASSWORD BY 'p'",
                        create("u", false, true, kept(Identification.Password.Kept.SHA256_PASSWORD), UserOptions.NONE)),
                arguments("CREATE USER u@'%' IDENTIFIED WITH DOUBLE_SHA1_PASSWORD BY 'p'",
                        create("u", false, false, kept(Identification.Password.Kept.DOUBLE_SHA1_PASSWORD), UserOptions.NONE)),
                arguments("CREATE USER `a@b.c` IDENTIFIED WITH NO_PASSWORD",
                        create("a@b.c", false, false, new Identification.NoPassword(), UserOptions.NONE)),
                arguments("CREATE USER u IDENTIFIED BY ''", create("u", false, false, new Identification.NoPassword(), UserOptions.NONE)),
                arguments("CREATE USER u IDENTIFIED WITH JWT", create("u", false, false, new Identification.Jwt(), UserOptions.NONE)),
                arguments("CREATE USER u IDENTIFIED WITH KEY_PAIR BY '-----BEGIN PUBLIC KEY-----\nMFkw\n'",
                        create("u", false, false, new Identification.KeyPair("-----BEGIN PUBLIC KEY-----\nMFkw\n"), UserOptions.NONE)),
                arguments("CREATE USER u IDENTIFIED BY 'p' WITH DEFAULT_ROLE = 'r', DISABLED = TRUE",
                        create("u", false, false, PASSWORD, options("r", true))),
                arguments("CREATE USER u IDENTIFIED WITH JWT WITH DISABLED=false DEFAULT_ROLE='x' DEFAULT_ROLE='r' FORMAT JSON;",
                        create("u", false, false, new Identification.Jwt(), options("r", false))),
                arguments("CREATE USER u IDENTIFIED BY 'p' WITH DEFAULT_ROLE = r, DEFAULT_WAREHOUSE = 'w'",
                        create("u", false, false, PASSWORD,
                                new UserOptions(Optional.of("r"), Optional.of("w"), Optional.empty(), List.of()))),
                arguments("CREATE USER u IDENTIFIED BY 'p' WITH DEFAULT_ROLE = public DISABLED = TRUE",
                        create("u", false, false, PASSWORD, options("public", true))),
                arguments("ALTER USER u WITH ADD PUBLIC_KEY = 'MFkw' LABEL = 'laptop', REMOVE PUBLIC_KEY LABEL = 'old' REMOVE PUBLIC_KEY"
                                + " FINGERPRINT = 'SHA256:x', ADD PUBLIC_KEY = 'MFkx'",
                        new AlterUser("u", false, Optional.empty(), new UserOptions(
                                Optional.empty(), Optional.empty(), Optional.empty(), List.of(
                                        new UserOptions.KeyChange.Add("MFkw", "laptop"),
                                        new UserOptions.KeyChange.RemoveLabelled("old"),
                                        new UserOptions.KeyChange.RemoveFingerprint("SHA256:x"),
                                        new UserOptions.KeyChange.Add("MFkx", ""))))),
                arguments("DESC USER u", new DescribeUser("u")),
                arguments("DESCRIBE USER 'u'@'%';", new DescribeUser("u")),
                arguments("SHOW PUBLIC KEYS FOR USER 'u'", new ShowPublicKeys("u")),
                arguments("SHOW USERS LIKE 'u%' LIMIT 2", new ShowUsers(Optional.of(new Filter.Like("u%")), OptionalLong.of(2))),
                arguments("ALTER USER u IDENTIFIED BY 'p'", new AlterUser("u", false, Optional.of(PASSWORD), UserOptions.NONE)),
                arguments("ALTER USER IF EXISTS 'u'@'%' WITH DISABLED = FALSE",
                        new AlterUser("u", true, Optional.empty(), new UserOptions(Optional.empty(), Optional.of(false)))),
                arguments("ALTER USER u IDENTIFIED WITH NO_PASSWORD WITH DEFAULT_ROLE = 'r' , DISABLED = TRUE",
                        new AlterUser("u", false, Optional.of(new Identification.NoPassword()), options("r", true))),
                arguments("DROP USER u", new DropUser("u", false)),
                arguments("DROP USER IF EXISTS 'u'@'%';", new DropUser("u", true)),
                arguments("SHOW USERS", new ShowUsers(Optional.empty(), OptionalLong.empty())));
    }

    static Stream<Arguments> roles() {
        return Stream.of(
                arguments("CREATE ROLE r", new CreateRole("r", false, "")),
                arguments("CREATE ROLE r COMMENT = 'it''s'", new CreateRole("r", false, "it's")),
                arguments("ALTER ROLE r SET COMMENT = 'x'", new AlterRole("r", false, "x")),
                arguments("ALTER ROLE IF EXISTS 'r' UNSET COMMENT;", new AlterRole("r", true, "")),
                arguments("CREATE ROLE IF NOT EXISTS 'r 1'", new CreateRole("r 1", true, "")),
                arguments("DROP ROLE r", new DropRole("r", false)),
                arguments("DROP ROLE IF EXISTS \"r\"", new DropRole("r", true)),
                arguments("SHOW ROLES;", new ShowRoles(Optional.empty(), OptionalLong.empty())),
                arguments("SHOW ROLES LIKE 'r'", new ShowRoles(Optional.of(new Filter.Like("r")), OptionalLong.empty())),
                arguments("SET ROLE r", new SetRole(Optional.of("r"))),
                arguments("SET ROLE 'r'", new SetRole(Optional.of("r"))),
                arguments("SET ROLE DEFAULT", new SetRole(Optional.empty())),
                arguments("SET ROLE \"DEFAULT\"", new SetRole(Optional.of("DEFAULT"))),
                arguments("SET ROLE role;", new SetRole(Optional.of("role"))),
                arguments("SET SECONDARY ROLES ALL", new SetSecondaryRoles(Optional.empty())),
                arguments("set secondary roles none;", new SetSecondaryRoles(Optional.of(List.of()))),
                arguments("SET SECONDARY ROLES r1, 'r 2', \"NONE\"", new SetSecondaryRoles(Optional.of(List.of("r1", "r 2", "NONE")))),
                arguments("SET SECONDARY ROLES 'none'", new SetSecondaryRoles(Optional.of(List.of("none")))),
                arguments("GRANT ROLE r TO u", new GrantRole("r", U)),
                arguments("GRANT ROLE 'r 1' TO USER 'u'@'%'", new GrantRole("r 1", U)),
                arguments("GRANT ROLE role TO ROLE 'r'", new GrantRole("role", R)),
                arguments("REVOKE ROLE r FROM USER u", new RevokeRole("r", U)),
                arguments("REVOKE ROLE r FROM ROLE r;", new RevokeRole("r", R)));
    }

    static Stream<Arguments> grants() {
        return Stream.of(
                arguments("GRANT READ ON STAGE s TO u", grant(STAGE, U, Privilege.READ)),
                arguments("grant write, read on stage s to role r", grant(STAGE, R, Privilege.READ, Privilege.WRITE)),
                arguments("GRANT ALL ON STAGE s TO 'u'", grant(STAGE, U, Privilege.READ, Privilege.WRITE)),
                arguments("GRANT ALL PRIVILEGES ON STAGE s TO 'u'@'%'", grant(STAGE, U, Privilege.READ, Privilege.WRITE)),
                arguments("GRANT READ ON STAGE s PATH 'incoming/acme/' TO ROLE r",
                        grant(new GrantObject.Stage("s", Optional.of("incoming/acme/")), R, Privilege.READ)),
                arguments("GRANT OWNERSHIP ON STAGE s TO ROLE r", grant(STAGE, R, Privilege.OWNERSHIP)),
                arguments("GRANT OWNERSHIP ON CONNECTION c TO ROLE 'r'", grant(CONNECTION, R, Privilege.OWNERSHIP)),
                arguments("GRANT ACCESS CONNECTION ON CONNECTION c TO u", grant(CONNECTION, U, Privilege.ACCESS_CONNECTION)),
                arguments("GRANT ALL ON CONNECTION c TO u", grant(CONNECTION, U, Privilege.ACCESS_CONNECTION)),
                arguments("GRANT SUPER ON *.* TO ROLE r", grant(EVERYTHING, R, Privilege.SUPER)),
                arguments("GRANT CREATE STAGE, CREATE CONNECTION ON * . * TO u",
                        grant(EVERYTHING, U, Privilege.CREATE_STAGE, Privilege.CREATE_CONNECTION)),
                arguments("GRANT ALL ON *.* TO u",
                        grant(EVERYTHING, U, Privilege.SUPER, Privilege.CREATE_STAGE, Privilege.CREATE_CONNECTION,
                                Privilege.CREATE_DATABASE, Privilege.CREATE, Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE,
                                Privilege.DELETE, Privilege.ALTER, Privilege.DROP)),
                arguments("GRANT CREATE DATABASE, SELECT ON *.* TO u", grant(EVERYTHING, U, Privilege.CREATE_DATABASE, Privilege.SELECT)),
                arguments("GRANT SELECT, INSERT ON D.T TO u",
                        grant(new GrantObject.Table("d", "t"), U, Privilege.SELECT, Privilege.INSERT)),
                arguments("GRANT UPDATE, DELETE ON \"T\" TO u",
                        grant(new GrantObject.Table(Optional.empty(), "T"), U, Privilege.UPDATE, Privilege.DELETE)),
                arguments("GRANT ALL ON TABLE Default.d.t TO ROLE r",
                        grant(new GrantObject.Table("d", "t"), R, Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE,
                                Privilege.ALTER, Privilege.DROP)),
                arguments("GRANT CREATE, DROP ON d.* TO u", grant(new GrantObject.Database("d"), U, Privilege.CREATE, Privilege.DROP)),
                arguments("GRANT ALL ON DATABASE d TO u",
                        grant(new GrantObject.Database("d"), U, Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE,
                                Privilege.ALTER, Privilege.DROP, Privilege.CREATE)),
                arguments("GRANT SELECT ON * TO u", grant(new GrantObject.Database(Optional.empty()), U, Privilege.SELECT)),
                arguments("GRANT OWNERSHIP ON DATABASE d TO ROLE r", grant(new GrantObject.Database("d"), R, Privilege.OWNERSHIP)),
                arguments("GRANT OWNERSHIP ON d.t TO ROLE r", grant(new GrantObject.Table("d", "t"), R, Privilege.OWNERSHIP)),
                arguments("REVOKE INSERT ON TABLE t FROM u", revoke(new GrantObject.Table(Optional.empty(), "t"), U, Privilege.INSERT)),
                arguments("SHOW GRANTS ON DATABASE d", new ShowGrants(new ShowGrants.On(new GrantObject.Database("d")))),
                arguments("SHOW GRANTS ON TABLE d.t", new ShowGrants(new ShowGrants.On(new GrantObject.Table("d", "t")))),
                arguments("REVOKE READ, WRITE ON STAGE s PATH 'a' FROM u",
                        revoke(new GrantObject.Stage("s", Optional.of("a")), U, Privilege.READ, Privilege.WRITE)),
                arguments("REVOKE ALL PRIVILEGES ON STAGE s FROM ROLE r", revoke(STAGE, R, Privilege.READ, Privilege.WRITE)),
                arguments("REVOKE ACCESS CONNECTION ON CONNECTION c FROM USER u", revoke(CONNECTION, U, Privilege.ACCESS_CONNECTION)),
                arguments("REVOKE CREATE STAGE ON *.* FROM u", revoke(EVERYTHING, U, Privilege.CREATE_STAGE)),
                arguments("SHOW GRANTS", new ShowGrants(new ShowGrants.Mine())),
                arguments("SHOW GRANTS FOR u", new ShowGrants(new ShowGrants.For(U))),
                arguments("SHOW GRANTS FOR USER 'u'@'%'", new ShowGrants(new ShowGrants.For(U))),
                arguments("SHOW GRANTS FOR ROLE r;", new ShowGrants(new ShowGrants.For(R))),
                arguments("SHOW GRANTS OF ROLE r", new ShowGrants(new ShowGrants.Of("r"))),
                arguments("SHOW GRANTS OF ROLE 'r' LIKE 'a%'",
                        new ShowGrants(new ShowGrants.Of("r"), Optional.of(new Filter.Like("a%")), OptionalLong.empty())),
                arguments("SHOW GRANTS ON STAGE s", new ShowGrants(new ShowGrants.On(STAGE))),
                arguments("SHOW GRANTS ON CONNECTION c", new ShowGrants(new ShowGrants.On(CONNECTION))),
                arguments("SHOW GRANTS FOR ROLE r LIKE 's%' LIMIT 1",
                        new ShowGrants(new ShowGrants.For(R), Optional.of(new Filter.Like("s%")), OptionalLong.of(1))));
    }

    @ParameterizedTest
    @MethodSource({"users", "roles", "grants"})
    void a_text_is_its_record(String sql, Statement statement) {
        assertThat(StatementParser.parse(sql)).isEqualTo(statement);
    }

    @Test
    void settings_are_still_set() {
        assertThat(StatementParser.parse("SET default_role = 'x', overwrite = none"))
                .isEqualTo(new SetSettings(List.of(
                        new SetSettings.Assignment("default_role", "x"), new SetSettings.Assignment("overwrite", "none"))));
        assertThat(StatementParser.parse("SET SESSION \"role\" = role"))
                .isEqualTo(new SetSettings(List.of(new SetSettings.Assignment("role", "role"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            CREATE USER                                   | unexpected end of input, expecting <Ident> or <LiteralString>
            CREATE USER u                                 | unexpected end of input, expecting `IDENTIFIED`
            CREATE USER u IDENTIFIED                      | unexpected end of input, expecting `WITH` or `BY`
            CREATE USER u IDENTIFIED WITH SHA256_PASSWORD | unexpected end of input, expecting `BY`
            CREATE USER u IDENTIFIED WITH NO_PASSWORD BY 'p' | unexpected `BY`, expecting `FORMAT`, `WITH`, or end of input
            CREATE USER u@'localhost' IDENTIFIED BY 'p'   | a user has no host but any: expecting `@'%'`
            CREATE USER u@localhost IDENTIFIED BY 'p'     | a user has no host but any: expecting `@'%'`
            CREATE USER '' IDENTIFIED BY 'p'              | a name must not be empty
            CREATE USER u IDENTIFIED BY 'p' WITH FOO = 1  | unexpected `FOO`, expecting `DEFAULT_ROLE`, `DEFAULT_WAREHOUSE`, `DISABLED`, \
            `ADD PUBLIC_KEY`, or `REMOVE PUBLIC_KEY`
            CREATE OR REPLACE USER IF NOT EXISTS u IDENTIFIED BY 'p' | option IF NOT EXISTS and OR REPLACE are incompatible
            ALTER USER u                                  | unexpected end of input, expecting `WITH` or `IDENTIFIED`
            DROP USER @u                                  | unexpected `@u`, expecting <Ident> or <LiteralString>
            CREATE OR REPLACE ROLE r                      | unexpected `ROLE`, expecting `CONNECTION`, `STAGE`, `FILE`, or `USER`
            SET ROLE                                      | unexpected end of input, expecting <Ident> or <LiteralString>
            GRANT                                         | unexpected end of input, expecting `ALL`, `CREATE`, `SELECT`, `ACCESS`, \
            `ALTER`, `DELETE`, `DROP`, `INSERT`, `OWNERSHIP`, `READ`, `ROLE`, `SUPER`, `UPDATE`, or `WRITE`
            GRANT REED ON STAGE s TO u                    | unexpected `REED`, expecting `ALL`, `CREATE`, `SELECT`, `ACCESS`, \
            `ALTER`, `DELETE`, `DROP`, `INSERT`, `OWNERSHIP`, `READ`, `ROLE`, `SUPER`, `UPDATE`, or `WRITE`
            GRANT READ ON s TO u                          | there is no such privilege on a table, expecting `SELECT`, `INSERT`, \
            `UPDATE`, `DELETE`, `ALTER`, `DROP`, `ALL`, or `OWNERSHIP`
            GRANT READ ON s.* TO u                        | there is no such privilege on a database, expecting `SELECT`, `INSERT`, \
            `UPDATE`, `DELETE`, `ALTER`, `DROP`, `CREATE`, `ALL`, or `OWNERSHIP`
            GRANT SELECT ON TABLE other.d.t TO u          | the only catalog is `default`
            REVOKE SELECT ON TABLE other.d.t FROM u       | the only catalog is `default`
            SHOW GRANTS ON TABLE other.d.t                | the only catalog is `default`
            GRANT CREATE ON TABLE s TO u                  | there is no such privilege on a table, expecting `SELECT`, `INSERT`, \
            `UPDATE`, `DELETE`, `ALTER`, `DROP`, `ALL`, or `OWNERSHIP`
            GRANT READ ON STAGE ~ TO u                    | unexpected `~`, expecting <Ident>
            GRANT READ ON STAGE s PATH '/' TO u           | `PATH` names a directory; the whole stage is granted without it
            GRANT READ ON STAGE s FROM u                  | unexpected `FROM`. it's reserved keyword, you may avoid using it, expecting `TO`
            GRANT READ ON *.* TO u                        | there is no such privilege on `*.*`, expecting `SUPER`, `CREATE STAGE`, \
            `CREATE CONNECTION`, `CREATE DATABASE`, `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `ALTER`, `DROP`, `CREATE`, or `ALL`
            GRANT SUPER ON STAGE s TO u                   | there is no such privilege on a stage, expecting `READ`, `WRITE`, `ALL`, or \
            `OWNERSHIP`
            GRANT OWNERSHIP ON STAGE s TO u               | a role owns, not a user: expecting `ROLE`
            GRANT OWNERSHIP, READ ON STAGE s TO ROLE r    | `OWNERSHIP` is granted alone
            GRANT OWNERSHIP ON STAGE s PATH 'a' TO ROLE r | `OWNERSHIP` is of a whole stage
            REVOKE OWNERSHIP ON STAGE s FROM ROLE r       | ownership is never without a role: grant it to another instead
            GRANT ROLE r TO USER                          | unexpected end of input, expecting <Ident> or <LiteralString>
            SHOW GRANTS FOR                               | unexpected end of input, expecting <Ident> or <LiteralString>
            SHOW PUBLIC KEYS FOR u                        | unexpected `u`, expecting `USER`
            """)
    void the_problem_is_said_in_one_line(String sql, String problem) {
        SqlSyntaxException error = catchThrowableOfType(SqlSyntaxException.class, () -> StatementParser.parse(sql));
        assertThat(error.getMessage().lines()).anySatisfy(line -> assertThat(line).endsWith("^ " + problem));
        assertThat(error.getMessage()).contains("while parsing `" + sql.split(" ", 2)[0]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            CREATE USER u IDENTIFIED BY 'p' WITH TENANTSETTING            | CREATE USER … WITH TENANTSETTING
            CREATE USER u IDENTIFIED BY 'p' WITH SET NETWORK POLICY = 'n' | CREATE USER … WITH SET NETWORK POLICY
            ALTER USER u WITH DISABLED = TRUE, UNSET WORKLOAD GROUP       | ALTER USER … WITH UNSET WORKLOAD GROUP
            ALTER USER u WITH MUST_CHANGE_PASSWORD = TRUE                 | ALTER USER … WITH MUST_CHANGE_PASSWORD
            SET DEFAULT ROLE r                                            | SET DEFAULT
            USE ROLE r                                                    | USE ROLE
            GRANT USAGE ON UDF f TO u                                     | GRANT USAGE
            GRANT ALL ON UDF f TO u                                       | GRANT … ON UDF
            GRANT SELECT, GRANT ON *.* TO u                               | GRANT GRANT
            GRANT CREATE WAREHOUSE ON *.* TO u                            | GRANT CREATE WAREHOUSE
            GRANT APPLY ON MASKING POLICY p TO ROLE r                     | GRANT APPLY
            CREATE MASKING POLICY p AS (x STRING) RETURNS STRING -> 1     | CREATE MASKING POLICY
            """)
    void what_is_not_built_is_named(String sql, String what) {
        assertThat(StatementParser.parse(sql)).isEqualTo(new NotBuilt(what));
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"CREATE USER u IDENTIFIED BY 'hunter2'", "ALTER USER u IDENTIFIED WITH SHA256_PASSWORD BY 'hunter2' WITH DISABLED = TRUE"})
    void no_record_shows_a_password(String sql) {
        assertThat(StatementParser.parse(sql).toString()).doesNotContain("hunter2").contains("***");
    }

    @Test
    void a_grant_of_many_words_is_refused() {
        assertThatThrownBy(() -> StatementParser.parse("GRANT READ" + ", READ".repeat(StatementParser.MAX_TOKENS) + " ON STAGE s TO u"))
                .isInstanceOf(SqlSyntaxException.class);
    }

    private static CreateUser create(String name, boolean orReplace, boolean ifNotExists, Identification identification,
            UserOptions options) {
        return new CreateUser(name, orReplace, ifNotExists, identification, options);
    }

    private static UserOptions options(String defaultRole, boolean disabled) {
        return new UserOptions(Optional.of(defaultRole), Optional.of(disabled));
    }

    private static GrantPrivileges grant(GrantObject object, Grantee grantee, Privilege... privileges) {
        return new GrantPrivileges(Set.of(privileges), object, grantee);
    }

    private static RevokePrivileges revoke(GrantObject object, Grantee grantee, Privilege... privileges) {
        return new RevokePrivileges(Set.of(privileges), object, grantee);
    }
}
