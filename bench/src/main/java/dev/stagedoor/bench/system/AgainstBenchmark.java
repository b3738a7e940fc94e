package dev.stagedoor.bench.system;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * This build beside another one on the same machine, from 16 connections. Rates vary with whatever else runs on the machine, so the two are
 * asked by turns, in many pairs of short rounds, and the figures are medians over the pairs. Two processes of one build differ as well, by
 * what the JIT compiler made of them; so both are started several times.
 */
public final class AgainstBenchmark {
    private static final int CONNECTIONS = 16;
    private static final int STARTS = 4;
    private static final int PAIRS = 12;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final double GOAL_RATIO = 0.97;

    private final Build ours;
    private final Build others;
    private final int starts;
    private final int pairs;
    private final Map<Workload, Pairs> measured = new EnumMap<>(Workload.class);

    private AgainstBenchmark(Build ours, Build others, int starts, int pairs) {
        this.ours = ours;
        this.others = others;
        this.starts = starts;
        this.pairs = pairs;
    }

    /** {@code door} or {@code statements}, then {@code --against DIR [--starts N] [--pairs N] [--only PRESIGN|GET|PUT]}. */
    public static void main(String[] arguments) throws IOException {
        Path against = null;
        Optional<Workload> only = Optional.empty();
        int starts = STARTS;
        int pairs = PAIRS;
        for (int i = 1; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--only" -> only = Optional.of(Workload.valueOf(arguments[i + 1]));
                case "--against" -> against = Path.of(arguments[i + 1]).toAbsolutePath().normalize();
                case "--starts" -> starts = Integer.parseInt(arguments[i + 1]);
                case "--pairs" -> pairs = Integer.parseInt(arguments[i + 1]);
                default -> throw new IllegalArgumentException("there is no option " + arguments[i]);
            }
        }
        if (against == null) {
            throw new IllegalArgumentException("name the checkout to measure against: --against DIR");
        }
        List<Workload> workloads = arguments[0].equals("door")
                ? only.map(List::of).orElse(List.of(Workload.values()))
                : List.of(Workload.PRESIGN);
        Figure.heading("This build and the one in " + against + ", by turns; servers and load generator share the machine");
        new AgainstBenchmark(new Build(Home.root()), new Build(against), starts, pairs).run(workloads);
    }

    /** What the pairs of rounds of one workload gave, over all starts. */
    private static final class Pairs {
        final List<Double> rate = new ArrayList<>();
        final List<Double> otherRate = new ArrayList<>();
        final List<Double> ratio = new ArrayList<>();
        final List<Double> timeRatio = new ArrayList<>();
    }

    private record Round(double perSecond, double cpuMicros) {}

    private void run(List<Workload> workloads) throws IOException {
        for (int start = 1; start <= starts; start++) {
            Path data = Home.temporaryDirectory();
            Path otherData = Home.temporaryDirectory();
            try (PeerProcess mine = ours.serve(data);
                    PeerProcess other = others.serve(otherData)) {
                SqlClient sql = client(mine);
                SqlClient otherSql = client(other);
                for (Workload workload : workloads) {
                    measure(
                            start, workload,
                            new Contestant(mine, workload.requests(sql, address(mine))),
                            new Contestant(other, workload.requests(otherSql, address(other))));
                }
            } finally {
                Home.delete(data);
                Home.delete(otherData);
            }
        }
        workloads.forEach(this::report);
    }

    private static SqlClient client(PeerProcess server) throws IOException {
        var sql = new SqlClient(address(server));
        sql.execute("CREATE STAGE bench");
        return sql;
    }

    /** A server and what it is asked. */
    private record Contestant(PeerProcess server, List<ByteBuffer> requests) {
        Round run(Duration duration) throws IOException {
            Duration before = server.processorTime();
            var outcome = new ClosedLoop(Home.address(address(server)), CONNECTIONS).run(Workload.cycle(requests), duration);
            if (outcome.failures() > 0) {
                throw new IOException(outcome.failures() + " requests failed at " + address(server));
            }
            double cpuMicros = server.processorTime().minus(before).toNanos() / 1e3 / outcome.requests();
            return new Round(outcome.perSecond(), cpuMicros);
        }
    }

    private void measure(int start, Workload workload, Contestant mine, Contestant other) throws IOException {
        mine.run(WARM_UP);
        other.run(WARM_UP);
        Pairs all = measured.computeIfAbsent(workload, _ -> new Pairs());
        double[] ratio = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            boolean otherFirst = i % 2 == 1; // neither always runs after the other's disk writes
            Round first = (otherFirst ? other : mine).run(ROUND);
            Round second = (otherFirst ? mine : other).run(ROUND);
            Round my = otherFirst ? second : first;
            Round their = otherFirst ? first : second;
            ratio[i] = my.perSecond() / their.perSecond();
            all.rate.add(my.perSecond());
            all.otherRate.add(their.perSecond());
            all.ratio.add(ratio[i]);
            all.timeRatio.add(their.cpuMicros() / my.cpuMicros());
        }
        System.out.printf("start %d, %s: ratio by rate %s over %d pairs%n", start, workload.title(), Figure.quartiles(ratio), pairs);
    }

    private void report(Workload workload) {
        Pairs all = measured.get(workload);
        System.out.printf(
                "%s: %,.0f/s, the other %,.0f/s; ratio by rate %s, by the servers' processor time %s; %d starts of %d pairs%n",
                workload.title(), Figure.median(array(all.rate)), Figure.median(array(all.otherRate)), Figure.quartiles(array(all.ratio)),
                Figure.quartiles(array(all.timeRatio)), starts, pairs);
        Figure.atLeast(workload.title() + ", of the other build's rate", Figure.median(array(all.ratio)), GOAL_RATIO, "x");
        Figure.atLeast("the same by the servers' processor time", Figure.median(array(all.timeRatio)), GOAL_RATIO, "x");
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static URI address(PeerProcess server) {
        return URI.create(server.ready(1));
    }
}
