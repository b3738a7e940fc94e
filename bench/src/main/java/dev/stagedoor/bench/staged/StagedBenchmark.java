package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.staged.StagedOptions.Part;
import dev.stagedoor.bench.system.Figure;
import dev.stagedoor.bench.system.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** All comparisons of queries over staged files, or some of them. */
public final class StagedBenchmark {
    private static final int WARM_BYTES = 4 << 20;
    private static final List<Part> ON_BUCKETS = List.of(Part.S3PROXY, Part.CEPH, Part.DOOR);

    private final StagedOptions options;
    private final Path files;

    private StagedBenchmark(StagedOptions options, Path files) {
        this.options = options;
        this.files = files;
    }

    /** {@code [--mebibytes N] [--files N] [--rounds N] [--only csv,parquet,many,s3proxy,ceph,door,spark,presign]} */
    public static void main(String[] arguments) throws Exception {
        var options = StagedOptions.parse(arguments);
        Figure.heading("Queries of staged files of %,d MiB, with %d threads".formatted(options.mebibytes(), StagedServer.THREADS));
        Path files = Home.temporaryDirectory().toAbsolutePath().normalize();
        try {
            new StagedBenchmark(options, files).run();
        } finally {
            Home.delete(files);
        }
    }

    private void run() throws Exception {
        if (options.asks(Part.MANY)) {
            new LocalComparison(options, files).many();
        }
        if (asksAny(Part.CSV, Part.SPARK, Part.PRESIGN)) {
            StagedFiles.writeCsv(files.resolve("rows.csv"), options.bytes());
        }
        if (asksAny(Part.PARQUET, Part.SPARK)) {
            StagedFiles.writeParquet(files.resolve("rows.parquet"), options.bytes());
        }
        if (asksAny(Part.CSV, Part.PARQUET)) {
            new LocalComparison(options, files).large();
        }
        if (options.asks(Part.PRESIGN)) {
            new PresignBesideQueries(options, files).run();
        }
        if (options.asks(Part.SPARK)) {
            StagedFiles.writeCsv(files.resolve("warm-rows.csv"), WARM_BYTES);
            StagedFiles.writeParquet(files.resolve("warm-rows.parquet"), WARM_BYTES);
            try (var store = BucketStore.s3proxy()) {
                new SparkComparison(options, files, store).run();
            }
        }
        if (ON_BUCKETS.stream().anyMatch(options::asks)) {
            onBuckets();
        }
    }

    private void onBuckets() throws IOException {
        StagedFiles.writeWide(files.resolve("wide.parquet"), options.bytes());
        StagedFiles.writeWide(files.resolve("warm.parquet"), WARM_BYTES);
        for (Part part : ON_BUCKETS) {
            if (!options.asks(part)) {
                continue;
            }
            if (part == Part.CEPH && !CephGateway.isInstalled()) {
                System.out.println("RADOS Gateway is not installed (radosgw): left out");
                continue;
            }
            try (var store = store(part)) {
                new RemoteComparison(options, files, store).run();
            }
        }
    }

    private static BucketStore store(Part part) throws IOException {
        return switch (part) {
            case CEPH -> BucketStore.radosGateway();
            case DOOR -> BucketStore.door();
            default -> BucketStore.s3proxy();
        };
    }

    private boolean asksAny(Part... parts) {
        return List.of(parts).stream().anyMatch(options::asks);
    }
}
