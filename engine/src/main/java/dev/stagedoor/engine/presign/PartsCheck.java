package dev.stagedoor.engine.presign;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.UploadPlan;
import dev.stagedoor.storage.UploadedPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parts that a store has, held against those of a plan. */
final class PartsCheck {
    /** How many ranges and sizes a sentence names. */
    private static final int MAX_NAMED = 20;

    private PartsCheck() {}

    static boolean isWhole(UploadPlan plan, List<UploadedPart> received) {
        return received.size() == plan.parts()
                && received.stream()
                        .allMatch(part -> part.number() <= plan.parts() && part.size() == plan.length(part.number()));
    }

    /** "parts 3, 7 to 9 are missing; part 5 has 10 bytes instead of 16777216" */
    static StagedoorException incomplete(UploadPlan plan, List<UploadedPart> received) {
        Map<Integer, Long> sizes = received.stream()
                .collect(Collectors.toMap(UploadedPart::number, UploadedPart::size, (a, _) -> a, TreeMap::new));
        List<String> problems = new ArrayList<>();
        missing(plan, sizes).ifPresent(problems::add);
        sizes.forEach((number, size) -> {
            if (number > plan.parts()) {
                problems.add("part " + number + " is none of the plan");
            } else if (size != plan.length(number)) {
                problems.add("part " + number + " has " + size + " bytes instead of " + plan.length(number));
            }
        });
        String more = problems.size() > MAX_NAMED ? "; and " + (problems.size() - MAX_NAMED) + " more" : "";
        return new StagedoorException(
                ErrorCode.BAD_BYTES,
                "The upload is not whole: " + String.join("; ", problems.subList(0, Math.min(MAX_NAMED, problems.size()))) + more
                        + ". It stays open: PRESIGN UPLOAD PARTS OF '" + plan.id() + "' gives URLs for what is left.");
    }

    private static Optional<String> missing(UploadPlan plan, Map<Integer, Long> sizes) {
        List<String> ranges = new ArrayList<>();
        int count = 0;
        int number = 1;
        while (number <= plan.parts()) {
            if (sizes.containsKey(number)) {
                number++;
                continue;
            }
            int first = number;
            while (number <= plan.parts() && !sizes.containsKey(number)) {
                number++;
            }
            count += number - first;
            int last = number - 1;
            ranges.add(last == first ? "" + first : last == first + 1 ? first + ", " + last : first + " to " + last);
        }
        if (ranges.isEmpty()) {
            return Optional.empty();
        }
        String more = ranges.size() > MAX_NAMED ? " and more" : "";
        String named = String.join(", ", ranges.subList(0, Math.min(MAX_NAMED, ranges.size()))) + more;
        return Optional.of(count == 1 ? "part " + named + " is missing" : "parts " + named + " are missing");
    }
}
