package dev.stagedoor.sql;

import dev.stagedoor.access.GrantObject;
import dev.stagedoor.access.Grantee;
import dev.stagedoor.access.Privilege;
import dev.stagedoor.sql.Statement.ShowGrants;
import dev.stagedoor.sql.grammar.SqlParser;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** The records of what is granted: which privilege, on what, and to whom. Refuses a privilege that its object does not have. */
final class GrantBuilder {
    private final TokenValues values;
    private final AccountBuilder accounts;

    GrantBuilder(TokenValues values, AccountBuilder accounts) {
        this.values = values;
        this.accounts = accounts;
    }

    Statement grant(SqlParser.GrantContext grant) {
        Grantee grantee = accounts.grantee(grant.grantee());
        if (grant.ROLE() != null) {
            return new Statement.GrantRole(values.roleName(grant.roleName()), grantee);
        }
        GrantObject object = object(grant.grantObject());
        Set<Privilege> privileges = privileges(grant.privileges(), object);
        if (privileges.contains(Privilege.OWNERSHIP)) {
            checkOwnership(grant, grantee);
        }
        return new Statement.GrantPrivileges(privileges, object, grantee);
    }

    /** Without REVOKE PRESIGN. */
    Statement revoke(SqlParser.RevokeContext revoke) {
        Grantee grantee = accounts.grantee(revoke.grantee());
        if (revoke.ROLE() != null) {
            return new Statement.RevokeRole(values.roleName(revoke.roleName()), grantee);
        }
        GrantObject object = object(revoke.grantObject());
        Set<Privilege> privileges = privileges(revoke.privileges(), object);
        if (privileges.contains(Privilege.OWNERSHIP)) {
            throw values.error(revoke.privileges(), "ownership is never without a role: grant it to another instead");
        }
        return new Statement.RevokePrivileges(privileges, object, grantee);
    }

    ShowGrants.Scope scope(SqlParser.ShowGrantsContext show) {
        if (show.grantee() != null) {
            return new ShowGrants.For(accounts.grantee(show.grantee()));
        }
        if (show.roleName() != null) {
            return new ShowGrants.Of(values.roleName(show.roleName()));
        }
        if (show.tableName() != null) {
            return new ShowGrants.On(table(show.tableName()));
        }
        if (show.name() == null) {
            return new ShowGrants.Mine();
        }
        if (show.DATABASE() != null) {
            return new ShowGrants.On(new GrantObject.Database(values.foldedName(show.name())));
        }
        String name = values.name(show.name());
        return new ShowGrants.On(show.STAGE() != null ? new GrantObject.Stage(name, Optional.empty()) : new GrantObject.Connection(name));
    }

    /** One role owns a thing, and all of it. */
    private void checkOwnership(SqlParser.GrantContext grant, Grantee grantee) {
        if (grant.privileges().privilege().size() > 1) {
            throw values.error(grant.privileges(), "`OWNERSHIP` is granted alone");
        }
        if (grant.grantObject().PATH() != null) {
            throw values.error(grant.grantObject().PATH().getSymbol(), "`OWNERSHIP` is of a whole stage");
        }
        if (!(grantee instanceof Grantee.Role)) {
            throw values.error(grant.grantee(), "a role owns, not a user: expecting `ROLE`");
        }
    }

    private GrantObject object(SqlParser.GrantObjectContext object) {
        if (object.tableName() != null) {
            return table(object.tableName());
        }
        if (object.grantedTable() != null) {
            return granted(object.grantedTable());
        }
        if (object.name() == null) {
            return object.DOT() == null ? new GrantObject.Database(Optional.empty()) : new GrantObject.Global();
        }
        if (object.DATABASE() != null) {
            return new GrantObject.Database(values.foldedName(object.name()));
        }
        String name = values.name(object.name());
        return object.CONNECTION() != null ? new GrantObject.Connection(name) : new GrantObject.Stage(name, path(object.string()));
    }

    /** {@code t}, {@code d.t} or {@code d.*} */
    private GrantObject granted(SqlParser.GrantedTableContext granted) {
        String first = values.foldedName(granted.otherName());
        if (granted.STAR() != null) {
            return new GrantObject.Database(first);
        }
        return granted.name() == null
                ? new GrantObject.Table(Optional.empty(), first)
                : new GrantObject.Table(first, values.foldedName(granted.name()));
    }

    /** A grant knows of no catalog, so another than the only one must not be passed over. */
    private GrantObject table(SqlParser.TableNameContext written) {
        TableName table = values.table(written);
        if (table.catalog().filter(catalog -> !catalog.equalsIgnoreCase(TableName.CATALOG)).isPresent()) {
            throw values.error(written, "the only catalog is `" + TableName.CATALOG + "`");
        }
        return new GrantObject.Table(table.database(), table.name());
    }

    private Optional<String> path(SqlParser.@Nullable StringContext written) {
        if (written == null) {
            return Optional.empty();
        }
        String path = values.string(written);
        if (path.chars().allMatch(c -> c == '/')) {
            throw values.error(written.getStart(), "`PATH` names a directory; the whole stage is granted without it");
        }
        return Optional.of(path);
    }

    private Set<Privilege> privileges(SqlParser.PrivilegesContext written, GrantObject object) {
        Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        for (SqlParser.PrivilegeContext privilege : written.privilege()) {
            privileges.addAll(privileges(privilege, object));
        }
        return privileges;
    }

    private Set<Privilege> privileges(SqlParser.PrivilegeContext written, GrantObject object) {
        Grantable grantable = Grantable.on(object);
        if (written.ALL() != null) {
            return grantable.all;
        }
        Privilege privilege = privilege(written);
        boolean owned = privilege == Privilege.OWNERSHIP && grantable != Grantable.GLOBAL;
        if (!owned && !grantable.all.contains(privilege)) {
            throw values.error(written, "there is no such privilege on " + grantable.what + ", expecting "
                    + Expectations.list(grantable.expected));
        }
        return EnumSet.of(privilege);
    }

    private static Privilege privilege(SqlParser.PrivilegeContext written) {
        Token first = written.getStart();
        return switch (first.getType()) {
            case SqlParser.READ -> Privilege.READ;
            case SqlParser.WRITE -> Privilege.WRITE;
            case SqlParser.OWNERSHIP -> Privilege.OWNERSHIP;
            case SqlParser.SUPER -> Privilege.SUPER;
            case SqlParser.ACCESS -> Privilege.ACCESS_CONNECTION;
            case SqlParser.CREATE -> create(written);
            case SqlParser.SELECT -> Privilege.SELECT;
            case SqlParser.INSERT -> Privilege.INSERT;
            case SqlParser.UPDATE -> Privilege.UPDATE;
            case SqlParser.DELETE -> Privilege.DELETE;
            case SqlParser.ALTER -> Privilege.ALTER;
            case SqlParser.DROP -> Privilege.DROP;
            default -> throw new IllegalStateException("the grammar has a privilege without a constant: " + first.getText());
        };
    }

    private static Privilege create(SqlParser.PrivilegeContext written) {
        if (written.STAGE() != null) {
            return Privilege.CREATE_STAGE;
        }
        if (written.CONNECTION() != null) {
            return Privilege.CREATE_CONNECTION;
        }
        return written.DATABASE() != null ? Privilege.CREATE_DATABASE : Privilege.CREATE;
    }

    /** What can be granted on what; ownership besides, of everything but {@code *.*}. */
    private enum Grantable {
        STAGE("a stage", EnumSet.of(Privilege.READ, Privilege.WRITE), "`READ`", "`WRITE`", "`ALL`", "`OWNERSHIP`"),
        CONNECTION("a connection", EnumSet.of(Privilege.ACCESS_CONNECTION), "`ACCESS CONNECTION`", "`ALL`", "`OWNERSHIP`"),
        GLOBAL(
                "`*.*`",
                EnumSet.of(
                        Privilege.SUPER, Privilege.CREATE_STAGE, Privilege.CREATE_CONNECTION, Privilege.CREATE_DATABASE,
                        Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE, Privilege.ALTER, Privilege.DROP,
                        Privilege.CREATE),
                "`SUPER`", "`CREATE STAGE`", "`CREATE CONNECTION`", "`CREATE DATABASE`", "`SELECT`", "`INSERT`", "`UPDATE`", "`DELETE`",
                "`ALTER`", "`DROP`", "`CREATE`", "`ALL`"),
        DATABASE(
                "a database",
                EnumSet.of(
                        Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE, Privilege.ALTER, Privilege.DROP,
                        Privilege.CREATE),
                "`SELECT`", "`INSERT`", "`UPDATE`", "`DELETE`", "`ALTER`", "`DROP`", "`CREATE`", "`ALL`", "`OWNERSHIP`"),
        TABLE(
                "a table",
                EnumSet.of(
                        Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE, Privilege.ALTER, Privilege.DROP),
                "`SELECT`", "`INSERT`", "`UPDATE`", "`DELETE`", "`ALTER`", "`DROP`", "`ALL`", "`OWNERSHIP`");

        private final String what;
        private final Set<Privilege> all;
        private final List<String> expected;

        Grantable(String what, Set<Privilege> all, String... expected) {
            this.what = what;
            this.all = all;
            this.expected = List.of(expected);
        }

        static Grantable on(GrantObject object) {
            return switch (object) {
                case GrantObject.Stage _ -> STAGE;
                case GrantObject.Connection _ -> CONNECTION;
                case GrantObject.Global _ -> GLOBAL;
                case GrantObject.Database _ -> DATABASE;
                case GrantObject.Table _ -> TABLE;
            };
        }
    }
}
