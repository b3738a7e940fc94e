package dev.stagedoor.server.door;

import dev.stagedoor.server.http.MinimumRate;
import java.util.List;

/**
 * How the door behaves.
 *
 * @param region in the scope of every signature
 * @param corsOrigins web origins whose pages may use presigned URLs; {@code *} for all
 * @param maxRequestsPerAddress under way at once from one client address; further ones are answered 429
 * @param minimumRate the least rate while a body is on its way
 */
public record DoorOptions(String region, List<String> corsOrigins, int maxRequestsPerAddress, MinimumRate minimumRate) {
    public DoorOptions {
        corsOrigins = List.copyOf(corsOrigins);
        if (maxRequestsPerAddress < 1) {
            throw new IllegalArgumentException("at least one request of an address must be let in");
        }
    }
}
