package dev.stagedoor.server.door;

import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/**
 * The body of CompleteMultipartUpload (Amazon S3 API reference): {@code <CompleteMultipartUpload><Part><PartNumber>…</PartNumber>
 * <ETag>…</ETag></Part>…</CompleteMultipartUpload>}. The checksums that clients may repeat there were compared when the parts came.
 */
record CompleteRequest(List<Named> parts) {
    /** Room for ten thousand parts with a checksum of each kind. */
    static final int MAX_BYTES = 4 << 20;

    /** S3's limit on one upload. */
    static final int MAX_PARTS = 10_000;

    private static final int MAX_ETAG_CHARS = 128;

    /**
     * A part as the client names it.
     *
     * @param etag without quotes
     */
    record Named(int number, String etag) {}

    CompleteRequest {
        parts = List.copyOf(parts);
    }

    /** @throws S3Error {@code MalformedXML}, {@code InvalidPartOrder} */
    static CompleteRequest parse(byte[] body) {
        return XmlBody.read(body, "CompleteMultipartUpload", CompleteRequest::document);
    }

    private static CompleteRequest document(XmlBody body) throws XMLStreamException {
        var parts = new ArrayList<Named>();
        while (body.next()) {
            if (!body.name().equals("Part")) {
                throw XmlBody.malformed("it holds an unknown element");
            }
            if (parts.size() == MAX_PARTS) {
                throw XmlBody.malformed("it names more than " + MAX_PARTS + " parts");
            }
            Named part = part(body);
            if (!parts.isEmpty() && parts.getLast().number() >= part.number()) {
                throw new S3Error(
                        400,
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order: part " + part.number() + " follows part "
                                + parts.getLast().number() + ".");
            }
            parts.add(part);
        }
        if (parts.isEmpty()) {
            throw XmlBody.malformed("it names no part");
        }
        return new CompleteRequest(parts);
    }

    private static Named part(XmlBody body) throws XMLStreamException {
        int number = 0;
        String etag = "";
        while (body.next()) {
            switch (body.name()) {
                case "PartNumber" -> number = MultipartQuery.partNumber(body.text().strip());
                case "ETag" -> etag = unquoted(body.text().strip());
                case "ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256" -> body.text();
                default -> throw XmlBody.malformed("it holds an unknown element");
            }
        }
        if (number == 0 || etag.isEmpty() || etag.length() > MAX_ETAG_CHARS) {
            throw XmlBody.malformed("a part has no PartNumber or no ETag");
        }
        return new Named(number, etag);
    }

    /** Clients send ETags with quotes and without. */
    static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"") ? etag.substring(1, etag.length() - 1) : etag;
    }
}
