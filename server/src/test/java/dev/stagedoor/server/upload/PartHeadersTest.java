package dev.stagedoor.server.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The name of a file in a form, as clients write it. */
class PartHeadersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `form-data; name="upload"; filename="a.csv"`            | `a.csv`
            `form-data; name="upload"; filename=" a.csv "`          | ` a.csv `
            `form-data; name="upload"; filename="\ta.csv\u3000"`    | `\ta.csv\u3000`
            `form-data; filename=a.csv ; name=upload`               | `a.csv`
            `form-data; filename=a b.csv `                          | `a b.csv`
            `form-data; filename= a.csv`                            | `a.csv`
            `form-data; filename="a \\"q\\" \\\\ b"; name=x`        | `a "q" \\ b`
            `form-data; filename="%22a%22 %20 "`                    | `"a" %20 `
            """)
    void quoted_name_is_kept_exactly_and_another_ends_at_the_blank(String disposition, String filename) {
        assertThat(PartHeaders.parse("Content-Disposition: " + disposition + "\r\n").filename()).contains(filename);
    }
}
