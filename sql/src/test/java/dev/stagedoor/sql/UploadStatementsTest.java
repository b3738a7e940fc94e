package dev.stagedoor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.signing.term.TermValue;
import dev.stagedoor.sql.Statement.AbortUpload;
import dev.stagedoor.sql.Statement.ConfirmUpload;
import dev.stagedoor.sql.Statement.PlanUpload;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.PresignParts;
import dev.stagedoor.sql.Statement.Transaction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements of planned uploads. */
class UploadStatementsTest {
    @Test
    void plan_has_the_size_of_its_file() {
        assertThat(StatementParser.parse("PRESIGN UPLOAD @s/f SIZE = 5"))
                .isEqualTo(new PlanUpload(new StagePath("s", "f"), 5, OptionalLong.empty(), Optional.empty(), Map.of()));
        assertThat(StatementParser.parse("presign upload '@s/f' source='a' expire=60 part_size='16 MiB' size='1 kB';"))
                .isEqualTo(new PlanUpload(
                        new StagePath("s", "f"),
                        1000,
                        OptionalLong.of(16 << 20),
                        Optional.of("a"),
                        Map.of(TermName.EXPIRE, new TermValue.Number(60))));
        assertThat(StatementParser.parse("PRESIGN UPLOAD @s/my file (1).bin SIZE = 5"))
                .isEqualTo(new PlanUpload(new StagePath("s", "my file (1).bin"), 5, OptionalLong.empty(), Optional.empty(), Map.of()));
    }

    @Test
    void words_of_a_name_are_no_options() {
        assertThat(((Presign) StatementParser.parse("PRESIGN UPLOAD @s/shoe size=42.csv")).location().path()).isEqualTo("shoe size=42.csv");
        assertThat(((Presign) StatementParser.parse("PRESIGN UPLOAD @s/my source=x")).location().path()).isEqualTo("my source=x");
    }

    @Test
    void parts_are_signed_again_confirmed_and_aborted() {
        assertThat(StatementParser.parse("PRESIGN UPLOAD PARTS (3, 7) OF 'x' EXPIRE = '1 min'"))
                .isEqualTo(new PresignParts("x", List.of(3L, 7L), Optional.of(new BigDecimal(60))));
        assertThat(StatementParser.parse("presign upload parts of 'x';")).isEqualTo(new PresignParts("x", List.of(), Optional.empty()));
        assertThat(StatementParser.parse("CONFIRM UPLOAD 'x'")).isEqualTo(new ConfirmUpload("x"));
        assertThat(StatementParser.parse("ABORT UPLOAD 'x';")).isEqualTo(new AbortUpload("x"));
        assertThat(StatementParser.parse("ABORT")).isEqualTo(new Transaction(Transaction.Kind.ROLLBACK));
        assertThat(StatementParser.parse("ABORT TRANSACTION")).isEqualTo(new Transaction(Transaction.Kind.ROLLBACK));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            PRESIGN @s/f SIZE = 5                           | are of PRESIGN UPLOAD
            PRESIGN UPLOAD @s/f PART_SIZE = 5               | expecting SIZE = <bytes> beside it
            PRESIGN UPLOAD @s/f SOURCE = 'x'                | expecting SIZE = <bytes> beside it
            PRESIGN UPLOAD @s/ FILES = ('a') SIZE = 5       | FILES names several
            PRESIGN UPLOAD PARTS () OF 'x'                  | expecting <LiteralInteger>
            PRESIGN UPLOAD PARTS (1) 'x'                    | expecting `OF`
            PRESIGN UPLOAD PARTS OF x                       | while parsing `PRESIGN UPLOAD PARTS [(<number>, ...)] OF
            CONFIRM 'x'                                     | expecting `UPLOAD`
            ABORT UPLOAD x                                  | while parsing `ABORT UPLOAD '<upload_id>'`
            """)
    void mistake_is_pointed_at(String sql, String problem) {
        assertThatThrownBy(() -> StatementParser.parse(sql)).isInstanceOf(SqlSyntaxException.class).hasMessageContaining(problem);
    }
}
