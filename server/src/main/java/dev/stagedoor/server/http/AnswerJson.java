package dev.stagedoor.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * Writes answers that are records as JSON (RFC 8259) in UTF-8: keys in snake_case, in the order of the components. Texts are spelled as
 * {@link JsonBuffer} spells them, which writes the answers to statements.
 */
final class AnswerJson {
    private static final ObjectWriter WRITER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .characterEscapes(new EscapedDelete())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(String.class, new WellFormed()))
            .build()
            .writer();

    private AnswerJson() {}

    static ByteBuffer of(Object answer) {
        return ByteBuffer.wrap(WRITER.writeValueAsBytes(answer));
    }

    /** U+007F is a control character, too. */
    private static final class EscapedDelete extends CharacterEscapes {
        private static final int[] ESCAPES = standardAsciiEscapesForJSON();

        static {
            ESCAPES[0x7F] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ESCAPES;
        }

        /** None: Jackson asks for every character beyond ASCII, too. */
        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    /** An unpaired surrogate, which UTF-8 cannot hold, becomes U+FFFD. */
    private static final class WellFormed extends StdScalarSerializer<String> {
        WellFormed() {
            super(String.class);
        }

        @Override
        public void serialize(String text, JsonGenerator json, SerializationContext context) {
            json.writeString(new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE));
        }
    }
}
