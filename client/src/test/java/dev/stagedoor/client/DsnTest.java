package dev.stagedoor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DsnTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", emptyValue = "", value = {
        "databend://root:@127.0.0.1:8000/default,              http://127.0.0.1:8000,    root,  '',    default",
        "databend://host,                                      http://host:8000,         root,  '',    default",
        "databend://alice:p%40ss%2F%25+@host:9/db,             http://host:9,            alice, p@ss/%+, db",
        "databend://al%C3%ADce@[::1]:9000/,                    http://[::1]:9000,        alíce, '',    default",
        "databend+http://u:p@h:1/d?presign=on,                 http://h:1,               u,     p,     d",
        "databend+https://u:p@h/d,                             https://h:443,            u,     p,     d",
        "databend://u:p@h/d?sslmode=require,                   https://h:443,            u,     p,     d",
        "databend://u:p@h/d?sslmode=disable&x=y,               http://h:8000,            u,     p,     d",
        "databend://u:a:b@h/d,                                 http://h:8000,            u,     a:b,   d",
    })
    void dsn_is_read_as_databends_clients_write_it(String text, URI server, String user, String password, String database) {
        Dsn dsn = Dsn.parse(text);
        assertThat(dsn.server()).isEqualTo(server);
        assertThat(dsn.user()).isEqualTo(user);
        assertThat(dsn.password().reveal()).isEqualTo(password);
        assertThat(dsn.database()).isEqualTo(database);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "http://h                  | the DSN begins with 'http://'; expected databend://user:password@host:port/database",
        "databend:///db            | the DSN names no host; expected databend://user:password@host:port/database",
        "databend://u:se cret@h    | the DSN is not a URL (percent-encode special characters in user and password); expected"
                + " databend://user:password@host:port/database",
        "databend://h?sslmode=maybe| sslmode is 'maybe' in the DSN; expected one of disable, enable, require",
    })
    void mistake_is_named(String text, String message) {
        assertThatThrownBy(() -> Dsn.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void password_is_in_no_text() {
        assertThat(Dsn.parse("databend://u:hunter2@h").toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> Dsn.parse("x://u:hunter2@h")).hasMessageNotContaining("hunter2");
    }
}
