package dev.stagedoor.ledger.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stagedoor.ledger.IssuedPresign;
import dev.stagedoor.ledger.PresignUse;
import dev.stagedoor.signing.HttpMethod;
import dev.stagedoor.storage.PresignId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What goes into the journal comes out of it, and what was torn does not. */
class JournalPropertyTest {
    private static final int RING_BYTES = 4096;
    private static final int MAX_ENTRY_BYTES = 300;

    @Property(tries = 300)
    void every_entry_is_read_as_it_was_written(@ForAll("presigns") IssuedPresign presign, @ForAll("uses") PresignUse use) {
        assertThat(LedgerFormat.read(LedgerFormat.issued(presign))).isEqualTo(new LedgerEntry.Issued(presign));
        assertThat(LedgerFormat.issued(LedgerKey.of(presign.id()), LedgerFormat.rest(LedgerFormat.issued(presign)))).isEqualTo(presign);
        assertThat(LedgerFormat.read(LedgerFormat.used(use)))
                .isEqualTo(new LedgerEntry.Used(
                        LedgerKey.of(use.id()), LedgerFormat.micros(use.at()), use.bytes(), use.clientAddress(), use.refusal()));
        assertThat(LedgerFormat.issued(presign).length).isLessThanOrEqualTo(LedgerFormat.MAX_ENTRY_BYTES);
    }

    @Property(tries = 300)
    void id_and_key_are_made_of_each_other(@ForAll("ids") PresignId id) {
        assertThat(LedgerKey.id(LedgerKey.of(id), id.value().getLeastSignificantBits())).isEqualTo(id);
        assertThat(LedgerKey.of(id)).isNotNegative();
    }

    @Property(tries = 200)
    void entries_that_fit_the_ring_are_recovered_wherever_they_begin(
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = MAX_ENTRY_BYTES) Integer> before,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = MAX_ENTRY_BYTES) Integer> lengths)
            throws IOException {
        withJournal(file -> {
            long from = write(file, 7, 0, before);
            write(file, 7, from, lengths);

            assertThat(recovered(file, 7, from)).hasSize(lengths.size()).containsExactlyElementsOf(entries(lengths));
            assertThat(recovered(file, 8, from)).isEmpty();
            assertThat(recovered(file, 7, from + RING_BYTES)).isEmpty();
        });
    }

    @Property(tries = 300)
    void damage_to_a_byte_takes_no_entry_before_it_and_yields_no_false_one(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = MAX_ENTRY_BYTES) Integer> lengths,
            @ForAll @IntRange(max = RING_BYTES - 1) int damaged,
            @ForAll @IntRange(min = 1, max = 255) int change)
            throws IOException {
        withJournal(file -> {
            write(file, 1, 0, lengths);
            file.corrupt(damaged, change);

            List<byte[]> recovered = recovered(file, 1, 0);

            int whole = 0;
            long end = 0;
            while (whole < lengths.size() && (end = file.journal.end(end, lengths.get(whole))) <= damaged) {
                whole++;
            }
            assertThat(recovered).hasSizeBetween(whole, lengths.size());
            assertThat(entries(lengths).subList(0, recovered.size())).containsExactlyElementsOf(recovered);
        });
    }

    @Property(tries = 50)
    void unknown_kind_is_not_read(@ForAll byte kind) {
        if (kind < 1 || kind > 3) {
            byte[] entry = new byte[100];
            entry[0] = kind;
            assertThatThrownBy(() -> LedgerFormat.read(entry)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private record Opened(Path path, JournalFile journal) {
        void corrupt(int ringOffset, int change) throws IOException {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer one = ByteBuffer.allocate(1);
                int at = JournalFile.HEADER_BYTES + ringOffset;
                channel.read(one, at);
                one.put(0, (byte) (one.get(0) ^ change)).flip();
                channel.write(one, at);
            }
        }
    }

    private interface Body {
        void with(Opened journal) throws IOException;
    }

    private static void withJournal(Body body) throws IOException {
        Path path = Files.createTempFile("journal", "");
        try (JournalFile journal = JournalFile.open(path, RING_BYTES)) {
            body.with(new Opened(path, journal));
        } finally {
            Files.delete(path);
        }
    }

    private static long write(Opened file, long epoch, long from, List<Integer> lengths) {
        long position = from;
        for (byte[] entry : entries(lengths)) {
            file.journal.write(epoch, position, entry);
            position = file.journal.end(position, entry.length);
        }
        return position;
    }

    private static List<byte[]> entries(List<Integer> lengths) {
        List<byte[]> entries = new ArrayList<>();
        for (int length : lengths) {
            byte[] entry = new byte[length];
            for (int i = 0; i < length; i++) {
                entry[i] = (byte) (length * 31 + i + entries.size());
            }
            entries.add(entry);
        }
        return entries;
    }

    private static List<byte[]> recovered(Opened file, long epoch, long from) {
        List<byte[]> recovered = new ArrayList<>();
        file.journal.recover(epoch, from, recovered::add);
        return recovered;
    }

    @Provide
    Arbitrary<PresignId> ids() {
        return Combinators.combine(Arbitraries.longs().between(0, (1L << 60) - 1), Arbitraries.longs()).as(LedgerKey::id);
    }

    @Provide
    Arbitrary<IssuedPresign> presigns() {
        return Combinators.combine(
                        ids(), instants(), texts(40), texts(40), texts(200), Arbitraries.of(HttpMethod.class), texts(400), instants())
                .flatAs((id, issuedAt, user, stage, path, method, terms, expiresAt) ->
                        Combinators.combine(texts(40), Arbitraries.of(true, false))
                        .as((address, door) ->
                                new IssuedPresign(id, issuedAt, user, stage, path, method, terms, expiresAt, address, door)));
    }

    @Provide
    Arbitrary<PresignUse> uses() {
        Arbitrary<Optional<String>> refusals = texts(100).optional();
        return Combinators.combine(ids(), instants(), Arbitraries.longs(), texts(40), refusals).as(PresignUse::new);
    }

    /** Of any characters but halves of surrogate pairs, which are no text. */
    private static Arbitrary<String> texts(int maxCharacters) {
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(maxCharacters),
                Arbitraries.strings().withCharRange('\u00a0', '\ud7ff').ofMaxLength(maxCharacters / 2),
                Arbitraries.integers()
                        .between(0x10000, 0x10ffff)
                        .list()
                        .ofMaxSize(maxCharacters / 4)
                        .map(points -> points.stream().collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString()));
    }

    private static Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(0, 4_102_444_800_000_000L).map(LedgerFormat::instant);
    }
}
