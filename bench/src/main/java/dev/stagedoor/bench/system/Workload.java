package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What a server is asked again and again. Requests are made before any clock starts, with URLs that the server itself presigned. */
enum Workload {
    PRESIGN("PRESIGN statements over HTTP") {
        @Override
        List<ByteBuffer> requests(SqlClient sql, URI server) {
            return List.of(SqlClient.request(server, "PRESIGN UPLOAD @bench/incoming/2026/11/orders_0042.parquet"));
        }
    },
    GET("1 KiB GETs through the door") {
        @Override
        List<ByteBuffer> requests(SqlClient sql, URI server) throws IOException {
            put(server, puts(sql, "read"));
            var requests = new ArrayList<ByteBuffer>();
            for (int i = 0; i < OBJECTS; i++) {
                requests.add(Transfer.getRequest(sql.presign("DOWNLOAD", path("read", i))));
            }
            return requests;
        }
    },
    PUT("1 KiB PUTs through the door") {
        @Override
        List<ByteBuffer> requests(SqlClient sql, URI server) throws IOException {
            return puts(sql, "written");
        }
    };

    /** Objects of a workload; each is asked for in turn. */
    private static final int OBJECTS = 512;

    private static final int OBJECT_BYTES = 1024;
    private static final int FILLING_CONNECTIONS = 16;
    private static final Duration FILLING_LIMIT = Duration.ofMinutes(1);

    private final String title;

    Workload(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Complete requests, on a server that has the stage {@code bench}. */
    abstract List<ByteBuffer> requests(SqlClient sql, URI server) throws IOException;

    /** The requests over and over. */
    static Supplier<ByteBuffer> cycle(List<ByteBuffer> requests) {
        return new Supplier<>() {
            private int next;

            @Override
            public ByteBuffer get() {
                next = next == requests.size() ? 0 : next;
                return requests.get(next++);
            }
        };
    }

    private static List<ByteBuffer> puts(SqlClient sql, String directory) throws IOException {
        byte[] body = new byte[OBJECT_BYTES];
        var random = new Random(7);
        var requests = new ArrayList<ByteBuffer>();
        for (int i = 0; i < OBJECTS; i++) {
            random.nextBytes(body);
            requests.add(Transfer.putRequest(sql.presign("UPLOAD", path(directory, i)), body));
        }
        return requests;
    }

    private static void put(URI server, List<ByteBuffer> requests) throws IOException {
        Iterator<ByteBuffer> iterator = requests.iterator();
        var outcome = new ClosedLoop(Home.address(server), FILLING_CONNECTIONS)
                .run(() -> iterator.hasNext() ? iterator.next() : null, FILLING_LIMIT);
        if (outcome.failures() > 0 || outcome.requests() != requests.size()) {
            throw new IOException("the objects could not be put at " + server);
        }
    }

    private static String path(String directory, int number) {
        return directory + "/part-" + number + ".bin";
    }
}
