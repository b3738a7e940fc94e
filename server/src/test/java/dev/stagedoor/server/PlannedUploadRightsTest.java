package dev.stagedoor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.storage.Bodies;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upload in parts as the server plans it, when what it stands on is taken away half way; over real sockets. */
class PlannedUploadRightsTest {
    private static final int PART_BYTES = 5 << 20;
    private static final byte[] FILE = Bodies.random(1, PART_BYTES + 10);

    @TempDir
    Path temporary;

    private WholeServer server;

    @BeforeEach
    void start() {
        server = new WholeServer(temporary.resolve("data"));
        server.root("CREATE STAGE s");
        server.root("CREATE ROLE r");
        server.root("CREATE USER ann IDENTIFIED WITH NO_PASSWORD");
        server.root("CREATE USER bob IDENTIFIED WITH NO_PASSWORD");
        server.root("GRANT READ, WRITE ON STAGE s TO ROLE r");
        server.root("GRANT ROLE r TO ann");
        server.root("GRANT READ, WRITE ON STAGE s TO bob");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<Row> plan() {
        List<Row> plan = WholeServer.rows(
                server.as("ann", "PRESIGN UPLOAD @s/f SIZE = " + FILE.length + " PART_SIZE = " + PART_BYTES));
        assertThat(plan).hasSize(2);
        return plan;
    }

    private HttpResponse<String> send(Row part, byte[] bytes) {
        return server.client.send("PUT", URI.create(part.text(5)), BodyPublishers.ofByteArray(bytes));
    }

    private static byte[] first() {
        return Arrays.copyOf(FILE, PART_BYTES);
    }

    private static byte[] last() {
        return Arrays.copyOfRange(FILE, PART_BYTES, FILE.length);
    }

    private static String confirm(List<Row> plan) {
        return "CONFIRM UPLOAD '" + plan.getFirst().text(6) + "'";
    }

    @Test
    void a_plan_is_carried_out_and_confirmed_twice_with_one_receipt() {
        List<Row> plan = plan();
        assertThat(send(plan.get(1), last()).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> server.as("ann", confirm(plan)))
                .isInstanceOf(StagedoorException.class)
                .hasMessageContaining("part 1 is missing");
        assertThat(server.list("@s")).isEmpty();
        assertThat(send(plan.get(0), first()).statusCode()).isEqualTo(200);

        List<Row> receipt = WholeServer.rows(server.as("ann", confirm(plan)));

        assertThat(receipt.getFirst().cell(1)).isEqualTo((long) FILE.length);
        assertThat(WholeServer.rows(server.as("ann", confirm(plan)))).isEqualTo(receipt);
        assertThat(server.list("@s")).containsExactly("f");
    }

    @Test
    void a_part_of_another_length_and_the_whole_file_are_refused() {
        List<Row> plan = plan();
        assertThat(send(plan.get(1), first()).statusCode()).isEqualTo(403);
        String whole = plan.get(1).text(5).replaceFirst("partNumber=2&", "").replaceFirst("uploadId=[^&]*&", "");
        assertThat(server.client.send("PUT", URI.create(whole), BodyPublishers.ofByteArray(last())).statusCode()).isEqualTo(403);
        assertThat(server.list("@s")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "REVOKE PRESIGN '<id>'",
        "REVOKE PRESIGN ON STAGE s",
        "REVOKE WRITE ON STAGE s FROM ROLE r",
        "REVOKE ROLE r FROM ann",
        "ALTER STAGE s SET PRESIGN = (MAX_SIZE = 1000)",
        "ALTER USER ann WITH DISABLED = TRUE",
        "DROP STAGE s"
    })
    void nothing_more_comes_of_a_plan_whose_ground_is_taken_away(String sql) {
        List<Row> plan = plan();
        assertThat(send(plan.get(0), first()).statusCode()).isEqualTo(200);
        assertThat(send(plan.get(1), last()).statusCode()).isEqualTo(200);

        server.root(sql.replace("<id>", plan.getFirst().text(6)));

        assertThat(send(plan.get(0), first()).statusCode()).isIn(400, 403);
        assertThatThrownBy(() -> server.as("ann", confirm(plan))).isInstanceOf(StagedoorException.class);
        assertThat(server.listAnyway("ann", "s")).isEmpty();
    }

    @Test
    void a_plan_is_there_for_its_own_user_alone() {
        List<Row> plan = plan();
        assertThat(send(plan.get(0), first()).statusCode()).isEqualTo(200);
        assertThat(send(plan.get(1), last()).statusCode()).isEqualTo(200);
        String id = plan.getFirst().text(6);
        for (String sql : List.of(confirm(plan), "ABORT UPLOAD '" + id + "'", "PRESIGN UPLOAD PARTS OF '" + id + "'")) {
            assertThatThrownBy(() -> server.as("bob", sql))
                    .as(sql)
                    .isInstanceOf(StagedoorException.class)
                    .hasMessageContaining("There is no upload with id");
        }
        assertThat(server.list("@s")).isEmpty();
        server.as("ann", "ABORT UPLOAD '" + id + "'");
        assertThat(send(plan.get(0), first()).statusCode()).isIn(403, 404);
        assertThatThrownBy(() -> server.as("ann", confirm(plan))).isInstanceOf(StagedoorException.class);
        assertThat(server.list("@s")).isEmpty();
    }
}
