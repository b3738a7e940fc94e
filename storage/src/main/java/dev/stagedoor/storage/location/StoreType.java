package dev.stagedoor.storage.location;

/** The kinds of store a URL can name. */
public enum StoreType {
    S3("s3"),
    AZBLOB("azblob"),
    GCS("gcs"),
    OSS("oss"),
    OBS("obs"),
    COS("cos"),
    HTTP("http"),
    IPFS("ipfs"),
    FS("fs"),
    WEBHDFS("webhdfs"),
    HUGGINGFACE("huggingface");

    private final String text;

    StoreType(String text) {
        this.text = text;
    }

    /** As SHOW STAGES names it in {@code storage_type}. */
    public String text() {
        return text;
    }
}
