package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.UploadedPart;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The XML of Azure's block lists ("Put Block List" and "Get Block List", Azure Storage Services REST API reference). */
final class BlockList {
    private static final Pattern NUMBER = Pattern.compile("-(\\d{5})");

    private BlockList() {}

    /**
     * A list to commit. {@code Latest}, so that the request can be made again when its answer was lost: then the blocks are committed
     * already.
     *
     * @param names in base64
     */
    static byte[] write(List<String> names) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        names.forEach(name -> xml.append("<Latest>").append(name).append("</Latest>"));
        return xml.append("</BlockList>").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The parts of one upload in a list that the store gave.
     *
     * @throws StorageException {@code OTHER} when it is no block list
     */
    static List<UploadedPart> read(byte[] xml, String uploadId) {
        List<UploadedPart> parts = new ArrayList<>();
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            String name = "";
            while (reader.hasNext()) {
                if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (reader.getLocalName()) {
                    case "Name" -> name = reader.getElementText();
                    case "Size" -> part(name, Long.parseLong(reader.getElementText().strip()), uploadId).ifPresent(parts::add);
                    default -> {}
                }
            }
        } catch (XMLStreamException | IllegalArgumentException e) {
            throw new StorageException(Kind.OTHER, "the store answered with what is no list of blocks", e);
        }
        parts.sort(Comparator.comparingInt(UploadedPart::number));
        return parts;
    }

    /** Empty for a block of another upload. */
    private static Optional<UploadedPart> part(String name, long size, String uploadId) {
        String decoded = new String(Base64.getDecoder().decode(name), StandardCharsets.ISO_8859_1);
        if (!decoded.startsWith(uploadId)) {
            return Optional.empty();
        }
        Matcher number = NUMBER.matcher(decoded.substring(uploadId.length()));
        return number.matches()
                ? Optional.of(new UploadedPart(Integer.parseInt(number.group(1)), size, Optional.empty()))
                : Optional.empty();
    }
}
